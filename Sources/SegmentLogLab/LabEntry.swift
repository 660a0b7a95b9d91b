/// The entries that `write` appends: each follows from its position, so that anybody can check them.
enum LabEntry {
    /// The file of the key that signs the log.
    static let key = "lab.key"

    static func bytes(_ position: UInt64) -> [UInt8] {
        let words = String(repeating: "the family was visited. ", count: Int(position % 9))
        return Array("entry \(position): \(words)".utf8)
    }
}

/// Entries on their way into one batch, in the shape they are compressed in.
struct BatchBuffer: Sendable {
    /// The big-endian length and the bytes of each entry.
    private(set) var content: [UInt8] = []

    /// The leaf hash of each entry.
    private(set) var hashes: [Hash] = []

    var isEmpty: Bool { hashes.isEmpty }

    /// Whether so many more entries and bytes stay within these bounds.
    func hasRoom(entries: Int, bytes: Int, _ maxEntries: Int, _ maxBytes: Int) -> Bool {
        hashes.count + entries <= maxEntries && content.count + bytes <= maxBytes
    }

    /// The bytes an entry takes in the content.
    static func contentBytes(_ entry: [UInt8]) -> Int { 2 + entry.count }

    mutating func append(_ entry: [UInt8], _ hash: Hash) {
        precondition(entry.count <= LogLimits.entryBytes)
        content.append(UInt8(entry.count >> 8))
        content.append(UInt8(entry.count & 255))
        content.append(contentsOf: entry)
        hashes.append(hash)
    }

    /// Forgets the entries but keeps the memory.
    mutating func removeAll() {
        content.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
    }
}

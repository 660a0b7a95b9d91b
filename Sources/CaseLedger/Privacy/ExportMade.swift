/// A file with personal data in the clear was made from the ledger.
package struct ExportMade: Payload, Hashable {
    package static let type = EventType("export.made")
    package static let force = EventDefinition.Force.settled
    package static let title = Phrase("导出", "Export made")
    package static let sentence = Phrase(
        "为“{purpose}”导出个人信息到 {file}", "exported personal data to {file} for '{purpose}'")

    /// The file's path; empty where it went to somebody else's hands at once.
    package var file = ""
    /// SHA-256 of the file.
    package var digest: [UInt8] = []
    package var purpose = ""
    /// What it was narrowed to, by tags; everything, if empty.
    package var about: [String] = []

    package init() {}

    package mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "file", &file)
        try visit.bytes(FieldKey(2, "digest"), &digest)
        try visit.field(3, "purpose", &purpose)
        try visit.field(4, "about", &about)
    }

    /// Names the register of exports.
    package func tag(_ tags: inout TagSet) { tags.about(.exports) }
}

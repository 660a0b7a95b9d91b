/// The name and schema version of an event type, as on disk: `visit.made/1`.
///
/// A name and a version once on disk never change their meaning.
public struct EventType: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The name, `noun.verb-in-the-past`.
    public let name: String
    /// The version of the payload's fields, from 1.
    public let version: UInt32

    /// A type by its name and version.
    public init(_ name: String, version: UInt32 = 1) {
        self.name = name
        self.version = version
    }

    /// The written form, `visit.made/1`.
    public var description: String { "\(name)/\(version)" }

    /// A type from its written form; without a version it is version 1.
    public init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 2 else { return nil }
        guard parts.count == 2 else {
            self.init(String(name))
            return
        }
        guard let version = UInt32(parts[1]), version > 0 else { return nil }
        self.init(String(name), version: version)
    }
}

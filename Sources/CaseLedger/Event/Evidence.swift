/// Something kept elsewhere that bears an event out: its digest, its kind and where it is kept.
public struct Evidence: FieldGroup, Hashable {
    /// SHA-256 of the thing.
    public var digest: [UInt8] = []
    /// What it is: `photo`, `receipt`, `letter`.
    public var kind: String = ""
    /// Where it is kept.
    public var kept: String = ""

    public init() {}

    /// Evidence from its parts.
    public init(digest: [UInt8], kind: String, kept: String) {
        self.digest = digest
        self.kind = kind
        self.kept = kept
    }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.bytes(FieldKey(1, "digest"), &digest)
        try visit.field(2, "kind", &kind)
        try visit.field(3, "kept", &kept)
    }
}

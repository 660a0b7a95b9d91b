/// A tag of an entry, with the way back to the entry before it that carried the same tag.
public struct TagLink: FieldGroup, Hashable {
    /// The tag's text.
    public var tag: String = ""
    /// How many positions further back the tag's previous entry is; 0 if this is its first.
    public var back: UInt64 = 0

    /// A link without a tag.
    public init() {}

    /// A link from its parts.
    public init(tag: String, back: UInt64) {
        self.tag = tag
        self.back = back
    }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "tag", &tag)
        try visit.field(2, "back", &back)
    }
}

/// An entry that may match a filter, within a chunk.
@frozen @usableFromInline
struct Pick: Sendable {
    /// How many positions it is behind the first of the chunk, and where its length stands.
    @usableFromInline var index: UInt32
    @usableFromInline var offset: UInt32
}

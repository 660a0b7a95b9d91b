/// A run of positions that can be read at once: a batch, or blocks of a sealed segment; or a place
/// where there should be some.
struct Extent: Sendable {
    var file: String
    var offset: UInt64
    var first: UInt64
    var end: UInt64

    /// The length in the file; 0 if there is nothing that can be read.
    var bytes = 0

    /// The file itself, as it was when the extent was found; it may have been replaced since.
    var source: (any StorageFile)?

    /// The segment, if it is sealed, and the blocks.
    var sealed: SealedSegment?
    var blocks = 0..<0

    var isReadable: Bool { bytes > 0 && source != nil }

    var damage: LogError {
        LogError(
            .damaged,
            isReadable ? "the compressed entries are damaged." : "the entries are not there.",
            file: file, offset: offset, positions: Position(first)..<Position(end),
            advice: "Read the others with forEachReadable; verify names every damaged place.")
    }

    /// The same without the blocks before or from some one on.
    func part(_ blocks: Range<Int>) -> Extent {
        guard let sealed, !blocks.isEmpty else { return self }
        var part = self
        part.blocks = blocks
        part.offset = sealed.table.fileOffset(ofBlock: blocks.lowerBound)
        part.first = sealed.table.positions(ofBlock: blocks.lowerBound).lowerBound
        part.end = min(end, sealed.table.positions(ofBlock: blocks.upperBound - 1).upperBound)
        part.bytes = sealed.rawBytes(blocks)
        return part
    }
}

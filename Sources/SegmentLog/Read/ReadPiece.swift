/// A piece of the log to read at once, and what is wanted of it.
struct ReadPiece: Sendable {
    /// Where it is: a batch, blocks of a sealed segment, or a place where there should be some.
    var extent: Extent

    /// The positions that are wanted.
    var wanted: Range<UInt64>

    /// Which entries of its blocks may match, where that is known.
    var selection: BlockSelection?

    /// What is left of it behind a position; nil if nothing.
    func rest(from position: UInt64) -> ReadPiece? {
        guard let sealed = extent.sealed, position < wanted.upperBound else { return nil }
        var rest = self
        let block = sealed.table.block(at: position)
        rest.extent = extent.part(block..<extent.blocks.upperBound)
        rest.wanted = max(wanted.lowerBound, position)..<wanted.upperBound
        return rest
    }
}

/// What an index says to a filter, for one segment.
struct BlockSelection: Sendable {
    let index: BlockIndex
    let filter: EntryFilter

    /// For each kind's number whether it matches; nil if every kind does.
    let wanted: [Bool]?

    init(_ index: BlockIndex, _ filter: EntryFilter) {
        self.index = index
        self.filter = filter
        wanted = filter.kinds.map { _ in [true] + index.kinds.map(filter.matches(kind:)) }
    }

    func mayHold(inBlock block: Int) -> Bool {
        index.mayHold(filter, wanted: wanted, inBlock: block)
    }
}

/// Goes through the positions of a range and says what to read next, without reading any entry.
struct ReadPlan: Sendable {
    private let reader: LogReader
    private let filter: EntryFilter
    private let end: UInt64
    private var position: UInt64

    /// The segment whose index was looked at last, and what that says; nil if it has none.
    private var seal: SealFields?
    private var selection: BlockSelection?

    /// The blocks of a sealed segment that are read and decompressed together.
    private static let blocksAtOnce = 4

    init(_ reader: LogReader, _ range: Range<Position>, _ filter: EntryFilter) {
        self.reader = reader
        self.filter = filter
        position = range.lowerBound.rawValue
        end = range.upperBound.rawValue
    }

    /// The next piece; nil at the end.
    mutating func next() throws(LogError) -> ReadPiece? {
        while position < end {
            let extent = try reader.extent(at: position, blocks: ReadPlan.blocksAtOnce)
            let wanted = position..<min(extent.end, end)
            guard let sealed = extent.sealed, let selection = selection(for: sealed) else {
                position = wanted.upperBound
                return ReadPiece(extent: extent, wanted: wanted)
            }
            if let piece = try next(in: sealed, selection, from: extent.blocks.lowerBound) {
                return piece
            }
        }
        return nil
    }

    private mutating func selection(for sealed: SealedSegment) -> BlockSelection? {
        guard filter != .everything, let describer = reader.describer else { return nil }
        if seal != sealed.table.fields {
            seal = sealed.table.fields
            selection = nil
            if let index = try? sealed.index(), index.isOf(describer) {
                selection = BlockSelection(index, filter)
            }
        }
        return selection
    }

    /// The next blocks of a segment that may hold a match; nil if there are none up to its end.
    private mutating func next(
        in sealed: SealedSegment, _ selection: BlockSelection, from block: Int
    ) throws(LogError) -> ReadPiece? {
        let table = sealed.table
        var first = block
        while first < table.rows.count, !selection.mayHold(inBlock: first) { first += 1 }
        guard first < table.rows.count else {
            position = table.fields.end
            return nil
        }
        position = max(position, table.positions(ofBlock: first).lowerBound)
        guard position < end else { return nil }
        var last = first + 1
        while last < table.rows.count, last - first < ReadPlan.blocksAtOnce,
            selection.mayHold(inBlock: last)
        { last += 1 }
        let extent = try reader.extent(at: position, blocks: last - first)
        let wanted = position..<min(extent.end, end)
        position = wanted.upperBound
        return ReadPiece(
            extent: extent, wanted: wanted,
            selection: extent.sealed?.table.fields == table.fields ? selection : nil)
    }
}

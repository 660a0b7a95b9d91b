/// Holds every byte of a sealed segment behind its header against the rules of the format.
///
///  1. The file has the length the seal states.
///  2. Both copies of the table are equal, byte for byte.
///  3. The frame's first and last bytes are those of an LZ4 frame of this content.
///  4. Each block has the length word, the XXH64, and, decompressed, the content and entries that
///     its row states.
///  5. The RFC 6962 root over all entries up to the end of the segment is the one of the seal.
///  6. Between the copies of the table stands nothing, or a sound index (BlockIndex.swift); if its
///     describer is at hand, it is what the entries give.
struct SealedCheck {
    let segment: SealedSegment
    let size: UInt64

    /// The tree after the blocks so far; nil where it is not, or cannot be, derived.
    var tree: MerkleTree?
    private(set) var damage: [Log.Damage] = []

    /// The sizes at which the root is wanted, and the roots, as far as they were derived.
    var marks: [UInt64] = []
    private(set) var roots: [UInt64: Hash?] = [:]

    /// The number of bytes looked at by the last step.
    var stepBytes = 0

    private var block = 0
    private var raw: [UInt8] = []

    /// The blocks that one thread has read meanwhile, and what stood there.
    private var ahead = 0..<0
    private var rawAhead: [UInt8] = []

    private var content: [UInt8] = []
    private var isBegun = false

    private var lanes: Lanes

    /// The index in the file, and the one that the entries give, while both can be had.
    var index: BlockIndex?
    private(set) var builder: BlockIndexBuilder?

    init(
        _ segment: SealedSegment, size: UInt64, tree: MerkleTree?,
        describer: (any EntryDescriber)? = nil, lanes: Lanes = Lanes(1)
    ) {
        builder = describer.map { BlockIndexBuilder($0) }
        self.segment = segment
        self.lanes = lanes
        self.size = size
        self.tree = tree?.size == segment.table.fields.first ? tree : nil
    }

    var fields: SealFields { segment.table.fields }

    /// Checks some more; false when all is done.
    mutating func step() throws(LogError) -> Bool {
        if !isBegun {
            isBegun = true
            try checkFraming()
        }
        let blocks = blocks(from: block)
        guard !blocks.isEmpty else {
            finish()
            return false
        }
        if ahead == blocks {
            swap(&raw, &rawAhead)
        } else {
            try segment.read(blocks, into: &raw)
        }
        stepBytes = segment.rawBytes(blocks)
        let results = lookAhead(blocks)
        var offset = 0
        for (index, result) in zip(blocks, results) {
            let row = segment.table.rows[index]
            if let check = result ?? mend(block: index, at: offset) { take(check, row) }
            offset += 4 + row.bytes
        }
        block = blocks.upperBound
        return true
    }

    /// The blocks that are looked at together.
    private func blocks(from first: Int) -> Range<Int> {
        first..<min(first + (lanes.areMany ? 128 : 4), fields.blocks)
    }

    // MARK: - Blocks

    /// What each of the blocks in `raw` gives, as threads find apart.
    ///
    /// Nil where anything of a block is not as it should be, so that it is looked at once more. One
    /// thread reads the next blocks first.
    private mutating func lookAhead(_ blocks: Range<Int>) -> [BlockCheck?] {
        let (segment, table, marks) = (segment, segment.table, marks)
        let describer = builder?.describer
        let isHashing = tree != nil || describer != nil
        var offsets = [0]
        for row in table.rows[blocks] { offsets.append(offsets[offsets.count - 1] + 4 + row.bytes) }
        let raw = raw
        let following = self.blocks(from: blocks.upperBound)
        let reads = lanes.areMany && !following.isEmpty ? 1 : 0
        var next: [UInt8] = []
        swap(&next, &rawAhead)
        var isRead = false
        let results = unsafe raw.withUnsafeBytes { raw in
            lanes.map(reads + blocks.count) { number, content -> BlockCheck? in
                if number < reads {
                    // What cannot be read is tried, and told of, when it is its turn.
                    isRead = (try? segment.read(following, into: &next)) != nil
                    return nil
                }
                let index = number - reads
                let block = blocks.lowerBound + index
                let row = table.rows[block]
                let start = table.positions(ofBlock: block).lowerBound
                let bytes = unsafe raw.part(offsets[index]..<offsets[index + 1])
                guard unsafe bytes.integer(at: 0, as: UInt32.self) == row.word else { return nil }
                return unsafe BlockCheck(
                    row, bytes.part(4..<bytes.count), start: start, marks: marks, describer,
                    isHashing: isHashing, into: &content)
            }
        }
        swap(&next, &rawAhead)
        ahead = isRead ? following : 0..<0
        return Array(results.dropFirst(reads))
    }

    /// Takes up a block that is sound.
    private mutating func take(_ check: BlockCheck, _ row: SealedTable.Row) {
        for run in check.runs {
            tree?.append(run)
            if let tree, marks.contains(tree.size) { roots[tree.size] = tree.root }
        }
        for description in check.descriptions { builder?.add(description) }
        builder?.endBlock(bytes: row.bytes)
    }

    /// Names what is wrong with a block, and gives what it was; nil if that is not found out.
    private mutating func mend(block index: Int, at start: Int) -> BlockCheck? {
        let row = segment.table.rows[index]
        let place = segment.table.fileOffset(ofBlock: index)
        let positions = segment.table.positions(ofBlock: index)
        let range = Position(positions.lowerBound)..<Position(positions.upperBound)
        for byte in 0..<4 {
            let expected = UInt8(truncatingIfNeeded: row.word >> (8 * UInt32(byte)))
            let found = raw[start + byte]
            if found != expected {
                report(
                    place + UInt64(byte), range,
                    RepairedByte.describe(found, expected)
                        + "; it belongs to the length of a block, and no entry is lost.")
            }
        }
        var bytes = Array(raw[start + 4..<start + 4 + row.bytes])
        let isStored = unsafe bytes.withUnsafeBytes { unsafe row.matches($0) }
        let change = isStored ? nil : row.repair(&bytes)
        if let change {
            let first = range.lowerBound.advanced(by: change.entries.lowerBound)
            report(
                place + 4 + UInt64(change.offset),
                first..<first.advanced(by: change.entries.count),
                change.description("block has its checksums"))
        }
        let check = unsafe bytes.withUnsafeBytes { bytes in
            unsafe BlockCheck(
                row, bytes, start: positions.lowerBound, marks: marks, builder?.describer,
                into: &content)
        }
        if check == nil {
            tree = nil
            builder = nil
            report(
                place, range,
                isStored || change != nil
                    ? "the compressed entries are not as declared."
                    : "the compressed entries are damaged in more than one byte.")
        }
        return check
    }

    mutating func report(
        _ offset: UInt64, _ positions: Range<Position>?, _ message: String
    ) {
        damage.append(
            Log.Damage(file: segment.name, offset: offset, positions: positions, message: message))
    }
}

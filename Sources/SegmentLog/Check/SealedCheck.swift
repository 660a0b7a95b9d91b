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
    private let size: UInt64

    /// The tree after the blocks so far; nil where it is not, or cannot be, derived.
    private(set) var tree: MerkleTree?
    private(set) var damage: [Damage] = []

    /// The sizes at which the root is wanted, and the roots, as far as they were derived.
    var marks: [UInt64] = []
    private(set) var roots: [UInt64: Hash?] = [:]

    /// The number of bytes looked at by the last step.
    private(set) var stepBytes = 0

    private var block = 0
    private var raw: [UInt8] = []

    /// The blocks that one thread has read meanwhile, and what stood there.
    private var ahead = 0..<0
    private var rawAhead: [UInt8] = []

    private var content: [UInt8] = []
    private var isBegun = false

    private var lanes: Lanes

    /// The index in the file, and the one that the entries give, while both can be had.
    private var index: BlockIndex?
    private var builder: BlockIndexBuilder?

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

    private var fields: SealFields { segment.table.fields }

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
            if let result, !marks.contains(where: { result.run.holds($0) }) {
                take(result, row)
            } else {
                check(block: index, at: offset)
            }
            offset += 4 + row.bytes
        }
        block = blocks.upperBound
        return true
    }

    /// The blocks that are looked at together.
    private func blocks(from first: Int) -> Range<Int> {
        first..<min(first + (lanes.areMany ? 128 : 4), fields.blocks)
    }

    // MARK: - Around the blocks

    private mutating func checkFraming() throws(LogError) {
        if size != fields.fileBytes {
            report(
                min(size, fields.fileBytes), nil,
                "the file has \(size) bytes and should have \(fields.fileBytes).")
        }
        let table = segment.table.encoded()
        for offset in fields.tableOffsets {
            try compare(table, at: offset, "the table of the blocks")
        }
        try compare(
            try SealedFrame.header(contentBytes: fields.contentBytes),
            at: SealFields.frameOffset, "the LZ4 frame header")
        var end = ByteWriter()
        end.put(UInt32(0))
        end.put(fields.contentChecksum)
        let endOffset = SealFields.frameOffset + fields.frameBytes - UInt64(LZ4Frame.trailerBytes)
        try compare(end.bytes, at: endOffset, "the end of the LZ4 frame")
        try checkIndex()
    }

    private mutating func compare(
        _ expected: [UInt8], at offset: UInt64, _ what: String
    ) throws(LogError) {
        var found: [UInt8] = []
        try segment.file.read(at: offset, count: expected.count, into: &found)
        let wrong = expected.indices.filter { found[$0] != expected[$0] }
        guard let first = wrong.first else { return }
        guard wrong.count == 1 else {
            return report(
                offset + UInt64(first), fields.positions,
                "\(what) is damaged; no entry is lost by that.")
        }
        report(
            offset + UInt64(first), fields.positions,
            SealedCheck.describe(found[first], expected[first])
                + "; it belongs to \(what), and no entry is lost.")
    }

    private mutating func checkIndex() throws(LogError) {
        let range = fields.indexRange
        guard !range.isEmpty else { return }
        index = try segment.index()
        if index?.isConsistent != true {
            index = nil
            report(
                range.lowerBound, nil,
                "the index is damaged; no entry is lost, and readers pass over no block.")
        }
    }

    private mutating func finish() {
        stepBytes = 0
        if let index, let builder, index.isOf(builder.describer),
            index.bytes != builder.encoded(root: fields.root)
        {
            report(
                fields.indexRange.lowerBound, nil,
                "the index is not what the entries give; readers that use it may pass over some.")
        }
        guard let tree else { return }
        if tree.size != fields.end || tree.root != fields.root {
            report(
                0, fields.positions, "the entries do not give the root in the segment header.")
            self.tree = nil
        }
    }

    // MARK: - Blocks

    /// What a block gives whose stored bytes are sound.
    private struct Examined: Sendable {
        /// The hashes of its entries, if they were wanted.
        var run: MerkleRun
        /// What the describer says of each, if there is one.
        var descriptions: [EntryDescription?] = []
    }

    /// What each of the blocks in `raw` gives, as threads find apart.
    ///
    /// Nil where anything of a block is not as it should be, so that it is looked at once more. One
    /// thread reads the next blocks first.
    private mutating func lookAhead(_ blocks: Range<Int>) -> [Examined?] {
        let table = segment.table
        let describer = builder?.describer
        let isHashing = tree != nil || describer != nil
        var offsets = [0]
        for row in table.rows[blocks] { offsets.append(offsets[offsets.count - 1] + 4 + row.bytes) }
        let raw = raw
        let (segment, following) = (segment, self.blocks(from: blocks.upperBound))
        let reads = lanes.areMany && !following.isEmpty ? 1 : 0
        var next: [UInt8] = []
        swap(&next, &rawAhead)
        var isRead = false
        let results = unsafe raw.withUnsafeBytes { raw in
            lanes.map(reads + blocks.count) { number, content -> Examined? in
                if number < reads {
                    // What cannot be read is tried, and told of, when it is its turn.
                    isRead = (try? segment.read(following, into: &next)) != nil
                    return nil
                }
                let index = number - reads
                let block = blocks.lowerBound + index
                let start = table.positions(ofBlock: block).lowerBound
                var examined = Examined(run: MerkleRun(start: start))
                let isSound = unsafe table.rows[block].decompress(
                    framed: raw.part(offsets[index]..<offsets[index + 1]), into: &content)
                guard isSound else { return nil }
                guard isHashing else { return examined }
                let run = unsafe content.withUnsafeMutableBytes { content in
                    unsafe MerkleRun(
                        start: start, count: Int(table.rows[block].count),
                        content: UnsafeMutableRawBufferPointer(
                            rebasing: content[..<Int(table.rows[block].contentBytes)])
                    ) { _, _, entry in
                        if let describer {
                            unsafe examined.descriptions.append(describer.describe(entry))
                        }
                        return true
                    }
                }
                guard let run else { return nil }
                examined.run = run
                return examined
            }
        }
        swap(&next, &rawAhead)
        ahead = isRead ? following : 0..<0
        return Array(results.dropFirst(reads))
    }

    /// Takes up a block that is sound.
    private mutating func take(_ examined: Examined, _ row: SealedTable.Row) {
        tree?.append(examined.run)
        if let tree, marks.contains(tree.size) { roots[tree.size] = tree.root }
        for description in examined.descriptions { builder?.add(description) }
        builder?.endBlock(bytes: row.bytes)
    }

    private mutating func check(block index: Int, at start: Int) {
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
                    SealedCheck.describe(found, expected)
                        + "; it belongs to the length of a block, and no entry is lost.")
            }
        }
        var bytes = Array(raw[start + 4..<start + 4 + row.bytes])
        let isSound = unsafe bytes.withUnsafeBytes { unsafe row.matches($0) }
        if !isSound {
            guard let change = row.repair(&bytes) else {
                tree = nil
                builder = nil
                return report(
                    place, range, "the compressed entries are damaged in more than one byte.")
            }
            let owners = row.owners(of: change, in: bytes)
            let first = range.lowerBound.advanced(by: owners.lowerBound)
            report(
                place + 4 + UInt64(change.offset),
                first..<first.advanced(by: owners.count), change.description)
        }
        guard hash(bytes, row) else {
            tree = nil
            builder = nil
            return report(place, range, "the compressed entries are not as declared.")
        }
    }

    /// Decompresses a sound block and hashes its entries; false if they are not as declared.
    private mutating func hash(_ bytes: [UInt8], _ row: SealedTable.Row) -> Bool {
        let room = Int(row.contentBytes)
        if content.count < room { content = [UInt8](repeating: 0, count: room) }
        let isWhole = unsafe content.withUnsafeMutableBytes { content in
            unsafe bytes.withUnsafeBytes {
                unsafe LZ4Frame.decompress(
                    block: $0, isStored: row.isStored,
                    into: UnsafeMutableRawBufferPointer(rebasing: content[..<room]))
            }
        }
        guard isWhole else { return false }
        return unsafe content.withUnsafeBytes { content in
            var offset = 0
            var count: UInt32 = 0
            while offset + 2 <= room {
                let length = unsafe Int(content[offset]) << 8 | Int(content[offset + 1])
                offset += 2
                guard offset + length <= room else { return false }
                if tree != nil {
                    unsafe tree?.append(
                        MerkleTree.leafHash(content.part(offset..<offset + length)))
                    if let tree, marks.contains(tree.size) { roots[tree.size] = tree.root }
                }
                unsafe builder?.add(content.part(offset..<offset + length))
                offset += length
                count += 1
            }
            builder?.endBlock(bytes: row.bytes)
            return offset == room && count == row.count
        }
    }

    private mutating func report(
        _ offset: UInt64, _ positions: Range<Position>?, _ message: String
    ) {
        damage.append(
            Damage(file: segment.name, offset: offset, positions: positions, message: message))
    }

    private static func describe(_ found: UInt8, _ original: UInt8) -> String {
        "the byte is \(hex(found)) and was \(hex(original))"
    }
}

extension SealedTable.Row {
    /// Decompresses the block behind its length word to the front of `content`; false if either is
    /// not as the row says.
    fileprivate func decompress(
        framed bytes: UnsafeRawBufferPointer, into content: inout [UInt8]
    ) -> Bool {
        guard unsafe bytes.integer(at: 0, as: UInt32.self) == word else { return false }
        let room = Int(contentBytes)
        if content.count < room { content = [UInt8](repeating: 0, count: room) }
        return unsafe content.withUnsafeMutableBytes { content in
            unsafe decompress(
                bytes.part(4..<bytes.count),
                into: UnsafeMutableRawBufferPointer(rebasing: content[..<room]))
        }
    }
}

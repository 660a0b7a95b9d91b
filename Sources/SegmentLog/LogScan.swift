/// Reads a whole log and holds it against every rule of the format. Changes nothing.
///
/// Recovery and `verify` both judge by its findings; they differ in how much is hashed and in what they do.
struct LogScan {
    /// How much is hashed.
    enum Depth {
        /// Headers and compressed bytes everywhere, the entries only in the last segment.
        case recovery
        /// Everything.
        case everything
    }

    /// Where the sound part of the log ends.
    struct Chain {
        /// The number of entries, and the position the next batch must have.
        var position: UInt64 = 0
        /// The number the next batch must have; nil after damage.
        var batchNumber: UInt64? = 0
        /// The number the next segment must have; nil after damage.
        var segmentNumber: UInt64? = 0
        /// The digest of the last batch; nil if damage makes it unknown.
        var digest: Hash? = .zero
        /// The root after the last batch; nil if damage makes it unknown.
        var root: Hash? = MerkleTree.emptyRoot
        /// The tree after the last batch; nil if it was not, or cannot be, derived.
        var tree: MerkleTree? = MerkleTree()
        /// The segment of the last batch.
        var batchSegment: UInt64 = 0
        /// Where the last batch ends in it.
        var batchEnd = UInt64(SegmentHeader.byteCount)
    }

    /// What stands behind the last sound batch of the last segment and is neither sound nor free.
    struct Tail {
        var file: String
        var offset: UInt64
        var end: UInt64
        var positions: Range<Position>?
        var reason: String
    }

    let storage: any Storage
    let inventory: Inventory
    let heads: HeadState
    let depth: Depth

    /// Where to stop, since a writer at work owns what follows; nil to judge everything.
    let limit: UInt64?

    /// Called with the bytes done and the bytes in all.
    let progress: ((UInt64, UInt64) -> Void)?

    private(set) var logID: LogID?
    private(set) var chain = Chain()
    private(set) var damage: [Damage] = []
    private(set) var tail: Tail?

    /// Whether the last segment ends with free space that fillers do not cover just so.
    private(set) var hasLooseFiller = false

    /// Where the last segment's last sound batch ends, and that segment's number.
    private(set) var last: (segment: Inventory.Segment, number: UInt64, end: UInt64)?

    private var buffer: [UInt8] = []
    private var content: [UInt8] = []
    private var done: UInt64 = 0
    private var total: UInt64 = 0
    private var boundaries: [UInt64: Chain] = [:]

    init(
        _ storage: any Storage, _ inventory: Inventory, _ heads: HeadState, depth: Depth,
        limit: UInt64? = nil, progress: ((UInt64, UInt64) -> Void)? = nil
    ) {
        self.storage = storage
        self.inventory = inventory
        self.heads = heads
        self.depth = depth
        self.limit = limit
        self.progress = progress
    }

    /// Reads everything once.
    mutating func run() throws(LogError) {
        try identify()
        note(boundary: chain)
        for index in inventory.segments.indices {
            if let limit, inventory.segments[index].first >= limit, index > 0 { break }
            try scan(index)
        }
        checkHeads()
    }

    private mutating func identify() throws(LogError) {
        logID = heads.newest?.logID
        for segment in inventory.segments {
            let file = try storage.open(segment.name, .read)
            total += try file.size()
            guard logID == nil else { continue }
            let sector = try file.read(at: 0, count: SegmentHeader.byteCount)
            logID = try SegmentHeader.parse(sector, file: segment.name)?.logID
        }
    }

    private mutating func report(
        _ file: String, _ offset: UInt64, _ positions: Range<UInt64>, _ message: String
    ) {
        let range = Position(positions.lowerBound)..<Position(positions.upperBound)
        damage.append(Damage(file: file, offset: offset, positions: range, message: message))
    }

    private mutating func advance(_ bytes: Int) {
        done += UInt64(bytes)
        progress?(done, total)
    }

    /// Remembers the state at the sizes that `head` mentions.
    private mutating func note(boundary state: Chain) {
        if heads.slots.contains(where: { $0?.tree.size == state.position }) {
            boundaries[state.position] = state
        }
    }

    // MARK: - Segments

    private mutating func scan(_ index: Int) throws(LogError) {
        let segment = inventory.segments[index]
        let upper = inventory.upperBound(ofSegmentAt: index)
        let source = try SegmentSource(segment.name, in: storage, logID: logID)
        let sector = try source.file.read(at: 0, count: SegmentHeader.byteCount)
        let header = try SegmentHeader.parse(sector, file: segment.name)
        advance(sector.count)
        let end = upper ?? max(segment.first, heads.newest?.tree.size ?? 0)
        if let problem = misplacement(of: header, segment) {
            if segment.first > chain.position {
                report(
                    Format.segmentName(chain.position), 0, chain.position..<segment.first,
                    "a segment is missing.")
            }
            report(segment.name, 0, segment.first..<end, problem)
            lose(upTo: end)
            return
        }
        guard close(gapBefore: segment, header) else { return }
        let before = damage.count
        adopt(header, segment)
        let number = header?.number ?? chain.segmentNumber ?? UInt64(index)
        last = (segment, number, UInt64(SegmentHeader.byteCount))
        try scanBatches(source, number, upper, isLast: upper == nil)
        if header == nil {
            let range = segment.first..<max(segment.first, upper ?? chain.position)
            let message = "the segment header is damaged."
            damage.insert(
                Damage(
                    file: segment.name, offset: 0,
                    positions: Position(range.lowerBound)..<Position(range.upperBound),
                    message: message), at: before)
        }
        chain.segmentNumber = number + 1
    }

    /// Why a file whose header is sound cannot be the segment its name says, or nil.
    private func misplacement(of header: SegmentHeader?, _ segment: Inventory.Segment) -> String? {
        guard let header else { return nil }
        if header.logID != logID { return "the segment belongs to another log." }
        if header.first != segment.first {
            return "the file was renamed: it is the segment \(Format.segmentName(header.first))."
        }
        return nil
    }

    /// Reports entries that are missing before a segment; false if the segment repeats earlier ones.
    private mutating func close(
        gapBefore segment: Inventory.Segment, _ header: SegmentHeader?
    ) -> Bool {
        if segment.first < chain.position {
            report(
                segment.name, 0, segment.first..<chain.position,
                "the segment repeats positions that an earlier one holds.")
            return false
        }
        guard segment.first > chain.position else { return true }
        let follows = header != nil && header?.number == chain.segmentNumber
        if let last, follows {
            report(
                last.segment.name, last.end, chain.position..<segment.first,
                "the segment ends before its last entries.")
        } else {
            report(
                Format.segmentName(chain.position), 0, chain.position..<segment.first,
                "a segment is missing.")
        }
        lose(upTo: segment.first)
        return true
    }

    /// Forgets what damage makes unknown.
    private mutating func lose(upTo position: UInt64) {
        chain.position = max(chain.position, position)
        chain.batchNumber = nil
        chain.segmentNumber = nil
        chain.digest = nil
        chain.root = nil
        chain.tree = nil
    }

    /// Holds a segment header against the batches before it and takes up its tree.
    private mutating func adopt(_ header: SegmentHeader?, _ segment: Inventory.Segment) {
        guard let header else { return }
        let upper = inventory.segments.first { $0.first > segment.first }?.first
        let range = segment.first..<max(segment.first, upper ?? heads.newest?.tree.size ?? 0)
        if let number = chain.segmentNumber, number != header.number {
            report(segment.name, 51, range, "the segment has number \(header.number), not \(number).")
        }
        if let digest = chain.digest, digest != header.previous {
            report(segment.name, 67, range, "the segment does not continue the batch before it.")
        }
        let isKnown = chain.tree.map { $0 == header.tree } ?? true
        if !isKnown || chain.root.map({ $0 != header.tree.root }) ?? false {
            report(segment.name, 99, range, "the segment's frontier is not the tree before it.")
        }
        if chain.tree == nil { chain.tree = header.tree }
        if chain.digest == nil { chain.digest = header.previous }
    }

    // MARK: - Batches

    private mutating func scanBatches(
        _ source: SegmentSource, _ number: UInt64, _ upper: UInt64?, isLast: Bool
    ) throws(LogError) {
        var offset = UInt64(SegmentHeader.byteCount)
        if depth == .recovery, !isLast { chain.tree = nil }
        while true {
            if let limit, chain.position >= limit { return }
            switch try source.piece(at: offset) {
            case .end:
                return
            case .free(let exact):
                hasLooseFiller = hasLooseFiller || (!exact && isLast)
                if !exact, !isLast {
                    report(
                        source.name, offset, chain.position..<chain.position,
                        "the free space is not covered by filler.")
                }
                return
            case .rest(let end):
                let reason = "the bytes behind the last sound batch are no batch."
                if isLast, end - offset <= UInt64(BatchFields.maximumBytes) {
                    tail = Tail(
                        file: source.name, offset: offset, end: end, positions: nil, reason: reason)
                } else {
                    let end = max(chain.position, upper ?? 0)
                    report(source.name, offset, chain.position..<end, reason)
                    if end > chain.position { lose(upTo: end) }
                }
                return
            case .gap(let next):
                guard case .batch(let fields) = try source.piece(at: next) else { return }
                report(
                    source.name, offset, chain.position..<max(chain.position, fields.first),
                    "the batch header is damaged.")
                lose(upTo: fields.first)
                offset = next
            case .batch(let fields):
                guard try judge(fields, source, number, upper, isLast: isLast) else { return }
                offset = fields.endOffset
            }
        }
    }

    /// Judges one batch; false if it is left as the tail.
    private mutating func judge(
        _ fields: BatchFields, _ source: SegmentSource, _ number: UInt64, _ upper: UInt64?,
        isLast: Bool
    ) throws(LogError) -> Bool {
        if fields.first < chain.position || upper.map({ fields.end > $0 }) ?? false {
            report(
                source.name, fields.offset, fields.first..<fields.end,
                "the batch's positions do not belong here.")
            return true
        }
        if fields.first > chain.position {
            report(
                source.name, fields.offset, chain.position..<fields.first,
                "entries are missing before this batch.")
            lose(upTo: fields.first)
        }
        let got = try source.file.read(
            at: fields.offset, count: fields.paddedBytes, into: &buffer)
        advance(got)
        var faults = unsafe buffer.withUnsafeBytes { bytes in
            unsafe fields.faults(in: bytes.part(0..<fields.paddedBytes))
        }
        if got < fields.paddedBytes { faults.insert(.short) }
        if !faults.isEmpty, isLast, try isLastPiece(source, fields.endOffset) {
            tail = Tail(
                file: source.name, offset: fields.offset,
                end: min(source.size, fields.endOffset), positions: fields.positions,
                reason: faults.description)
            return false
        }
        checkLinks(fields, source.name, number)
        chain.position = fields.end
        chain.batchNumber = fields.number + 1
        chain.digest = faults.contains(.header)
            ? nil : unsafe buffer.withUnsafeBytes { unsafe fields.digest(in: $0) }
        chain.root = fields.root
        chain.batchSegment = fields.segment
        chain.batchEnd = fields.endOffset
        if faults.contains(.frame) {
            reportLosses(fields, source.name, faults)
        } else {
            if !faults.isEmpty {
                report(
                    source.name, fields.offset, fields.first..<fields.end, faults.description)
            }
            checkEntries(fields, source.name, ignoringFingerprints: faults.contains(.header))
        }
        last?.end = fields.endOffset
        note(boundary: chain)
        return true
    }

    private func isLastPiece(_ source: SegmentSource, _ offset: UInt64) throws(LogError) -> Bool {
        switch try source.piece(at: offset) {
        case .end, .free: true
        default: false
        }
    }

    private mutating func checkLinks(_ fields: BatchFields, _ file: String, _ number: UInt64) {
        let range = fields.first..<fields.end
        if fields.segment != number {
            report(
                file, fields.offset, range, "the batch belongs to segment \(fields.segment).")
        }
        if let expected = chain.batchNumber, fields.number != expected {
            report(
                file, fields.offset, range, "the batch has number \(fields.number), not \(expected).")
        }
        if let digest = chain.digest, fields.previous != digest {
            report(
                file, fields.offset, range, "the batch does not continue the one before it.")
        }
    }

    /// Names the entries that a damaged frame has lost.
    private mutating func reportLosses(_ fields: BatchFields, _ file: String, _ faults: BatchFaults) {
        let salvage = unsafe buffer.withUnsafeBytes { bytes in
            unsafe Salvage(fields, in: bytes.part(0..<fields.paddedBytes))
        }
        let runs = salvage.damaged(fields)
        for run in runs {
            damage.append(
                Damage(
                    file: file, offset: fields.offset, positions: run,
                    message: faults.description))
        }
        if runs.isEmpty {
            report(
                file, fields.offset, fields.first..<fields.end,
                faults.description + " All entries can still be read.")
            for hash in salvage.hashes { chain.tree?.append(hash) }
            if chain.tree?.root != fields.root { chain.tree = nil }
        } else {
            chain.tree = nil
        }
    }

    /// Hashes the entries of the batch in the buffer, and compares fingerprints and root.
    private mutating func checkEntries(
        _ fields: BatchFields, _ file: String, ignoringFingerprints: Bool
    ) {
        guard depth == .everything || chain.tree != nil else { return }
        if content.count < fields.contentBytes {
            content = [UInt8](repeating: 0, count: fields.contentBytes)
        }
        let isSound = unsafe content.withUnsafeMutableBytes { target in
            unsafe buffer.withUnsafeBytes { batch in
                unsafe LZ4Frame.decompress(
                    batch.part(fields.frameRange),
                    into: UnsafeMutableRawBufferPointer(rebasing: target[..<fields.contentBytes]))
            }
        }
        var tree = chain.tree
        var index = 0
        let bad = unsafe content.withUnsafeBytes { bytes in
            unsafe buffer.withUnsafeBytes { batch -> Int? in
                var offset = 0
                var bad: Int?
                while isSound, index < fields.count, offset + 2 <= fields.contentBytes {
                    let length = unsafe Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
                    offset += 2
                    guard offset + length <= fields.contentBytes else { break }
                    let hash = unsafe MerkleTree.leafHash(bytes.part(offset..<offset + length))
                    if !ignoringFingerprints, bad == nil,
                        unsafe hash.fingerprint != fields.fingerprint(index, in: batch)
                    {
                        bad = index
                    }
                    tree?.append(hash)
                    offset += length
                    index += 1
                }
                if offset != fields.contentBytes { index = -1 }
                return bad
            }
        }
        let range = fields.first..<fields.end
        guard isSound, index == fields.count else {
            chain.tree = nil
            report(file, fields.offset, range, "the compressed entries are not as declared.")
            return
        }
        if let bad {
            let position = fields.first + UInt64(bad)
            report(
                file, fields.offset, position..<position + 1,
                "the entry does not match its fingerprint.")
        }
        if let derived = tree?.root, derived != fields.root {
            report(file, fields.offset, range, "the entries do not give the root in the header.")
            tree = nil
        }
        chain.tree = tree
    }

    // MARK: - Head

    private mutating func checkHeads() {
        let newest = heads.newest
        for slot in heads.slots.compactMap({ $0 }) {
            if slot.logID != logID {
                damage.append(Damage(slot, "the slot belongs to another log."))
            } else if slot.tree.size > chain.position {
                if slot == newest { reportMissingEnd(slot) }
            } else if let state = boundaries[slot.tree.size] {
                let isSame =
                    state.root.map { $0 == slot.tree.root } ?? true
                    && state.digest.map { $0 == slot.digest } ?? true
                    && state.batchEnd == slot.end && state.batchSegment == slot.segment
                if !isSame { damage.append(Damage(slot, "the slot states another root or place.")) }
            } else if damage.isEmpty, limit.map({ slot.tree.size >= $0 }) ?? true {
                damage.append(Damage(slot, "the slot's size is not the end of a batch."))
            }
        }
    }

    private mutating func reportMissingEnd(_ slot: HeadSlot) {
        let range = chain.position..<slot.tree.size
        if let tail {
            report(
                tail.file, tail.offset, range, "an acknowledged batch is damaged: \(tail.reason)")
            self.tail = nil
        } else {
            report(
                last?.segment.name ?? Format.segmentName(chain.position), last?.end ?? 0, range,
                "acknowledged entries are missing at the end.")
        }
    }
}

extension Damage {
    fileprivate init(_ slot: HeadSlot, _ message: String) {
        self.init(
            file: Format.headName, offset: UInt64(slot.index * HeadSlot.byteCount), positions: nil,
            message: message)
    }
}

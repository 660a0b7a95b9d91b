/// Reads a whole log and holds it against every rule of the format.
///
/// It changes nothing. Recovery and `verify` both judge by its findings; they differ in how much is
/// hashed and in what they do.
struct LogScan {
    /// How much is read and hashed.
    enum Depth {
        /// As `recovery`, but of the segments before the first that `head` speaks of only the
        /// headers and lengths.
        case unvouched
        /// Headers and stored bytes everywhere, the entries only in the last segment.
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
    private(set) var heads: HeadState
    let depth: Depth

    /// Where to stop, since a writer at work owns what follows; nil to judge everything.
    let limit: UInt64?

    /// Called with the bytes done and the bytes in all.
    let progress: ((UInt64, UInt64) -> Void)?

    var logID: LogID?
    var chain = Chain()
    var damage: [Log.Damage] = []
    var tail: Tail?

    /// Whether the last segment ends with free space that fillers do not cover just so.
    var hasLooseFiller = false

    /// Where the last segment's last sound batch ends, and that segment's number.
    var last: (segment: Inventory.Segment, number: UInt64, end: UInt64)?

    /// The threads that read and hash.
    var lanes: Lanes

    /// What they have done ahead, the next at the end.
    var ahead: [(file: String, check: BatchCheck)] = []

    var span: [UInt8] = []
    var buffer: [UInt8] = []
    var content: [UInt8] = []
    var done: UInt64 = 0
    var total: UInt64 = 0
    var repairWork = FrameRepair.workInAll
    var boundaries: [UInt64: Chain] = [:]

    /// The sizes within sealed segments, where no batch ends any more, that `head` mentions, and
    /// the roots there if they were derived.
    var withinSealed: [UInt64: Hash?] = [:]
    var headers: [SegmentHeader?] = []
    var problems: [String?] = []
    var sizes: [UInt64] = []

    /// The first segment that is read, and not judged by headers alone if they agree.
    var firstRead = 0

    /// What the indexes of sealed segments are held against, where it is at hand.
    var describer: (any EntryDescriber)?

    init(
        _ storage: any Storage, _ inventory: Inventory, _ heads: HeadState, depth: Depth,
        limit: UInt64? = nil, lanes: Lanes = .all, progress: ((UInt64, UInt64) -> Void)? = nil
    ) {
        self.storage = storage
        self.inventory = inventory
        self.heads = heads
        self.depth = depth
        self.limit = limit
        self.lanes = lanes
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

    /// Learns the log's identity and reads all segment headers, so that a file in the wrong place
    /// is not taken for the end of the one before it.
    mutating func identify() throws(LogError) {
        for segment in inventory.segments {
            let file = try storage.open(segment.name, .read)
            sizes.append(try file.size())
            total += sizes[sizes.count - 1]
            headers.append(try SegmentHeader.read(from: file, segment.name))
        }
        let logs = headers.compactMap { $0?.logID }
        heads.setAside(otherThan: Set(logs))
        logID = heads.newest?.logID ?? logs.first
        for (index, segment) in inventory.segments.enumerated() {
            problems.append(misplacement(of: headers[index], segment))
        }
        if depth == .unvouched { firstRead = segmentOfOlderSlotsEnd }
    }

    /// The position at which a segment must end; nil for the last.
    func upperBound(ofSegmentAt index: Int) -> UInt64? {
        let next = inventory.segments.indices.first { $0 > index && problems[$0] == nil }
        return next.map { inventory.segments[$0].first }
    }

    mutating func report(
        _ file: String, _ offset: UInt64, _ positions: Range<UInt64>, _ message: String
    ) {
        let range = Position(positions.lowerBound)..<Position(positions.upperBound)
        damage.append(Log.Damage(file: file, offset: offset, positions: range, message: message))
    }

    mutating func advance(_ bytes: Int) {
        done += UInt64(bytes)
        progress?(done, total)
    }

    /// Remembers the state at the sizes that `head` mentions.
    mutating func note(boundary state: Chain) {
        if heads.slots.contains(where: { $0?.tree.size == state.position }) {
            boundaries[state.position] = state
        }
    }

    // MARK: - Segments

    mutating func scan(_ index: Int) throws(LogError) {
        let segment = inventory.segments[index]
        let upper = upperBound(ofSegmentAt: index)
        let source: SegmentSource?
        if isVouchedFor(index) {
            source = nil
        } else {
            let opened = try SegmentSource(segment.name, in: storage, logID: logID)
            // A segment may have been sealed since its header was read first.
            headers[index] = try opened.header()
            problems[index] = misplacement(of: headers[index], segment)
            source = opened
        }
        let header = headers[index]
        advance(SegmentHeader.byteCount)
        if let problem = problems[index] {
            let end = upper ?? max(segment.first, heads.newest?.tree.size ?? 0)
            report(segment.name, 0, segment.first..<max(segment.first, end), problem)
            return
        }
        guard close(gapBefore: segment, header) else { return }
        let before = damage.count
        adopt(header, segment)
        let number = header?.number ?? chain.segmentNumber ?? UInt64(index)
        last = (segment, number, UInt64(SegmentHeader.byteCount))
        if let source {
            if try !scanSealed(source, header, number, upper) {
                try scanBatches(source, number, upper, isLast: upper == nil)
            }
        } else {
            pass(over: index, number)
        }
        if header == nil {
            let range = segment.first..<max(segment.first, upper ?? chain.position)
            let message = "the segment header is damaged."
            damage.insert(
                Log.Damage(
                    file: segment.name, offset: 0,
                    positions: Position(range.lowerBound)..<Position(range.upperBound),
                    message: message), at: before)
        }
        chain.segmentNumber = number + 1
    }

    /// Why a file whose header is sound cannot be the segment its name says, or nil.
    func misplacement(of header: SegmentHeader?, _ segment: Inventory.Segment) -> String? {
        guard let header else { return nil }
        if header.logID != logID { return "the segment belongs to another log." }
        if header.first != segment.first {
            return "the file was renamed: it is the segment \(Format.segmentName(header.first))."
        }
        return nil
    }

    /// Reports entries that are missing before a segment; false if the segment repeats earlier
    /// ones.
    mutating func close(
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
    mutating func lose(upTo position: UInt64) {
        chain.position = max(chain.position, position)
        chain.batchNumber = nil
        chain.segmentNumber = nil
        chain.digest = nil
        chain.root = nil
        chain.tree = nil
    }

    /// Holds a segment header against the batches before it and takes up its tree.
    mutating func adopt(_ header: SegmentHeader?, _ segment: Inventory.Segment) {
        guard let header else { return }
        let next = inventory.segments.first { $0.first > segment.first }?.first
        let range = segment.first..<max(segment.first, next ?? heads.newest?.tree.size ?? 0)
        if let number = chain.segmentNumber, number != header.number {
            report(
                segment.name, 51, range, "the segment has number \(header.number), not \(number).")
        }
        if let digest = chain.digest, digest != header.previous {
            report(segment.name, 67, range, "the segment does not continue the batch before it.")
        }
        let isKnown = chain.tree.map { $0 == header.tree } ?? true
        if !isKnown || chain.root.map({ $0 != header.tree.root }) ?? false {
            report(segment.name, 99, range, "the segment's frontier is not the tree before it.")
        }
        if header.first > 0, header.previousEnd != chain.batchEnd, chain.digest != nil {
            report(
                segment.name, 2_152, range,
                "the segment says that the one before it ended at \(header.previousEnd).")
        }
        if chain.tree == nil { chain.tree = header.tree }
        if chain.digest == nil { chain.digest = header.previous }
    }
}

/// Reads a hot segment from front to back and believes nothing of it.
struct SegmentReading {
    private let source: SegmentSource
    private var batch: [UInt8] = []
    private var number: UInt64?

    /// What all entries so far give, and the last batch.
    private(set) var tree: MerkleTree
    private(set) var digest: Hash
    private(set) var offset = UInt64(SegmentHeader.byteCount)
    private(set) var lastBatch: UInt64?

    /// The content of the batch read last, in its first bytes.
    private(set) var content: [UInt8] = []
    private(set) var contentBytes = 0

    init(_ source: SegmentSource, _ header: SegmentHeader) {
        self.source = source
        tree = header.tree
        digest = header.previous
        number = nil
        segment = header.number
    }

    private let segment: UInt64

    /// The bytes of content that all batch headers announce.
    func measure() throws(LogError) -> UInt64 {
        var sum: UInt64 = 0
        var offset = UInt64(SegmentHeader.byteCount)
        while case .batch(let fields) = try source.piece(at: offset) {
            sum += UInt64(fields.contentBytes)
            offset = fields.endOffset
        }
        return sum
    }

    /// Reads the next batch; false at the end of the file.
    mutating func advance() throws(LogError) -> Bool {
        switch try source.piece(at: offset) {
        case .end: return false
        case .batch(let fields):
            try take(fields)
            return true
        case .free, .gap, .rest:
            throw .unsealable(
                source.name, offset, nil, "the bytes behind the last sound batch are no batch.")
        }
    }

    private mutating func take(_ fields: BatchFields) throws(LogError) {
        let got = try source.file.read(
            at: fields.offset, count: fields.paddedBytes, into: &batch)
        var check = unsafe batch.withUnsafeBytes { bytes in
            let batch = unsafe bytes.part(0..<fields.paddedBytes)
            var check = unsafe BatchCheck(fields, batch)
            if check.isSound { unsafe check.hashEntries(of: batch, into: &content) }
            return check
        }
        if got < fields.paddedBytes { check.faults.insert(.short) }
        guard check.isSound, let digest = check.digest, let run = check.run else {
            throw .unsealable(
                source.name, fields.offset, fields.positions,
                check.mismatch == nil
                    ? check.faults.description : "an entry does not match its fingerprint.")
        }
        guard fields.segment == segment, fields.first == tree.size,
            fields.previous == self.digest, number == nil || number == fields.number
        else {
            throw .unsealable(
                source.name, fields.offset, fields.positions,
                "the batch does not continue the one before it.")
        }
        guard tree.append(run, of: fields) else {
            throw .unsealable(
                source.name, fields.offset, fields.positions,
                "the entries do not give the root in the header.")
        }
        self.digest = digest
        contentBytes = fields.contentBytes
        offset = fields.endOffset
        number = fields.number + 1
        lastBatch = fields.number
    }
}

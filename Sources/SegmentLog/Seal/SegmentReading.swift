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

    /// The entries of the batch read last.
    private(set) var content: [UInt8] = []
    private(set) var entries: [Range<Int>] = []

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
            throw damage(offset, nil, "the bytes behind the last sound batch are no batch.")
        }
    }

    private func damage(
        _ offset: UInt64, _ positions: Range<Position>?, _ message: String
    ) -> LogError {
        LogError(
            .damaged, message, file: source.name, offset: offset, positions: positions,
            advice: "The segment is left as it is. Verify names every damaged place.")
    }

    private mutating func take(_ fields: BatchFields) throws(LogError) {
        let got = try source.file.read(
            at: fields.offset, count: fields.paddedBytes, into: &batch)
        let faults = unsafe batch.withUnsafeBytes {
            unsafe fields.faults(in: $0.part(0..<fields.paddedBytes))
        }
        guard faults.isEmpty, got == fields.paddedBytes else {
            throw damage(fields.offset, fields.positions, faults.description)
        }
        guard fields.segment == segment, fields.first == tree.size, fields.previous == digest,
            number == nil || number == fields.number
        else {
            throw damage(
                fields.offset, fields.positions, "the batch does not continue the one before it.")
        }
        if content.count != fields.contentBytes {
            content = [UInt8](repeating: 0, count: fields.contentBytes)
        }
        guard fields.decompress(batch, into: &content),
            let found = BatchFields.entries(in: content), found.count == fields.count
        else {
            throw damage(
                fields.offset, fields.positions, "the compressed entries are not as declared.")
        }
        entries = found
        unsafe content.withUnsafeBytes { bytes in
            for range in found { unsafe tree.append(MerkleTree.leafHash(bytes.part(range))) }
        }
        guard tree.root == fields.root else {
            throw damage(
                fields.offset, fields.positions,
                "the entries do not give the root in the header.")
        }
        digest = unsafe batch.withUnsafeBytes { unsafe fields.digest(in: $0) }
        offset = fields.endOffset
        number = fields.number + 1
        lastBatch = fields.number
    }
}

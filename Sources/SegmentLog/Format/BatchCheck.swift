/// What the bytes of a batch, and then its entries, are found to be: all that can be said of the
/// batch alone.
///
/// Whoever reads a batch without believing it asks this: the scan, ahead and again where something
/// is wrong, and whoever seals a segment.
struct BatchCheck: Sendable {
    let fields: BatchFields

    /// The ways in which it does not hold together.
    var faults: BatchFaults

    /// The digest of the batch, unless its header is damaged.
    let digest: Hash?

    /// The hashes of its entries, once they were wanted and found as declared.
    private(set) var run: MerkleRun?

    /// The first entry, counted within the batch, that does not match its fingerprint.
    private(set) var mismatch: Int?

    /// Looks at the bytes as they are stored.
    init(_ fields: BatchFields, _ batch: UnsafeRawBufferPointer) {
        self.fields = fields
        faults = unsafe fields.faults(in: batch)
        digest = faults.contains(.header) ? nil : unsafe batch.hash(at: fields.digestOffset)
    }

    var isSound: Bool { faults.isEmpty && mismatch == nil }

    /// Decompresses the entries to the front of `content`, which grows as needed, and hashes them.
    ///
    /// The frame is believed to have its SHA-256.
    mutating func hashEntries(
        of batch: UnsafeRawBufferPointer, into content: inout [UInt8]
    ) {
        if content.count < fields.contentBytes {
            content = [UInt8](repeating: 0, count: fields.contentBytes)
        }
        var run = MerkleRun(start: fields.first)
        var (index, mismatch): (Int, Int?) = (0, nil)
        let isWhole = unsafe content.withUnsafeMutableBytes { content in
            let content = unsafe UnsafeMutableRawBufferPointer(
                rebasing: content[..<fields.contentBytes])
            guard unsafe LZ4Frame.decompress(batch.part(fields.frameRange), into: content) else {
                return false
            }
            return unsafe EntryRun.forEachLeaf(in: content) { hash, _ in
                if mismatch == nil, index < fields.count,
                    unsafe hash.fingerprint != fields.fingerprint(index, in: batch)
                {
                    mismatch = index
                }
                run.append(hash)
                index += 1
            }
        }
        guard isWhole, index == fields.count else {
            faults.insert(.entries)
            return
        }
        (self.run, self.mismatch) = (run, mismatch)
    }
}

extension MerkleTree {
    /// Takes up the entries of a batch; false, and nothing is changed, if they do not give its root.
    mutating func append(_ run: MerkleRun, of fields: BatchFields) -> Bool {
        guard size == run.start else { return false }
        var tree = self
        tree.append(run)
        guard tree.root == fields.root else { return false }
        self = tree
        return true
    }
}

/// What is wrong with the stored bytes of one batch whose fields could be read.
struct BatchFaults: OptionSet, Hashable {
    let rawValue: Int

    /// A copy of the fields, the block table, the fingerprints or the digest.
    static let header = BatchFaults(rawValue: 1)
    /// The compressed entries.
    static let frame = BatchFaults(rawValue: 2)
    /// The zeros up to the next boundary.
    static let padding = BatchFaults(rawValue: 4)
    /// The file ends before the batch does.
    static let short = BatchFaults(rawValue: 8)
    /// What a sound frame decompresses to.
    static let entries = BatchFaults(rawValue: 16)

    var description: String {
        var parts: [String] = []
        if contains(.short) { parts.append("the file ends within the batch") }
        if contains(.header) { parts.append("the batch header is damaged") }
        if contains(.frame) { parts.append("the compressed entries are damaged") }
        if contains(.padding) { parts.append("the padding is damaged") }
        if contains(.entries) { parts.append("the compressed entries are not as declared") }
        return parts.joined(separator: "; ") + "."
    }
}

extension BatchFields {
    /// Checks all the bytes of this batch, padding included.
    func faults(in batch: UnsafeRawBufferPointer) -> BatchFaults {
        precondition(batch.count == paddedBytes)
        var faults: BatchFaults = []
        let start = Format.skippable(.batchHeader, totalBytes: frameOffset)
        let digest = unsafe sha256(batch.part(0..<digestOffset))
        if unsafe digest != batch.hash(at: digestOffset)
            || !batch.part(0..<start.count).elementsEqual(start)
        {
            faults.insert(.header)
        }
        if unsafe sha256(batch.part(frameRange)) != frameDigest { faults.insert(.frame) }
        let rest = paddedBytes - frameRange.upperBound
        if rest > 0 {
            let padding = Format.skippable(.padding, totalBytes: rest)
            let zeros = frameRange.upperBound + padding.count
            if unsafe !batch.part(frameRange.upperBound..<zeros).elementsEqual(padding)
                || !batch.part(zeros..<paddedBytes).isZero
            {
                faults.insert(.padding)
            }
        }
        return faults
    }

    /// The digest of the batch as stored; right only if the header is sound.
    func digest(in batch: UnsafeRawBufferPointer) -> Hash {
        unsafe batch.hash(at: digestOffset)
    }

    /// The fingerprint of one entry, as stored.
    func fingerprint(_ index: Int, in batch: UnsafeRawBufferPointer) -> UInt32 {
        unsafe batch.integer(at: fingerprintsOffset + 4 * index, as: UInt32.self)
    }
}

/// Turns a buffer of entries into the bytes of a batch, in memory that is used again.
struct BatchEncoder {
    /// The batch from offset 0, then whatever an earlier, longer one left.
    private(set) var bytes: [UInt8] = []

    private var fields: BatchFields?

    /// The length of the batch with its padding.
    var paddedBytes: Int { fields?.paddedBytes ?? 0 }

    /// Compresses the entries, which are hashed already; `template` brings what does not depend on
    /// where the batch will stand.
    mutating func compress(
        _ batch: BatchBuffer, _ template: BatchFields
    ) throws(LogError) {
        precondition(!batch.isEmpty && batch.content.count <= LogLimits.maximumBatchBytes)
        var fields = template
        fields.count = batch.count
        fields.contentBytes = batch.content.count
        let start = fields.frameOffset
        let capacity = start + LZ4Frame.capacity(for: fields.contentBytes)
        let room = capacity + 2 * LogLimits.sectorBytes
        if bytes.count < room { bytes = [UInt8](repeating: 0, count: room) }
        let length: Int? = unsafe bytes.withUnsafeMutableBytes { target in
            unsafe batch.content.withUnsafeBytes { content in
                unsafe LZ4Frame.compress(
                    content, into: UnsafeMutableRawBufferPointer(rebasing: target[start..<capacity])
                )
            }
        }
        guard let length else { throw LogError(.io, "LZ4 refused to compress a batch.") }
        fields.frameBytes = length
        fields.frameDigest = unsafe bytes.withUnsafeBytes { bytes in
            unsafe sha256(bytes.part(start..<start + length))
        }
        self.fields = fields
        fillTables(batch, fields)
        fillPadding(fields)
    }

    /// Writes the header of the compressed batch for the place where it will stand.
    mutating func seal(segment: UInt64, offset: UInt64) -> (fields: BatchFields, digest: Hash) {
        guard var fields else { preconditionFailure("a batch is compressed before it is sealed") }
        fields.segment = segment
        fields.offset = offset
        precondition(fields.isPlausible, "a batch keeps the limits of the format")
        put(Format.skippable(.batchHeader, totalBytes: fields.frameOffset), at: 0)
        let encoded = fields.encoded()
        for start in BatchFields.copyOffsets { put(encoded, at: start) }
        let digest = unsafe bytes.withUnsafeBytes {
            unsafe sha256($0.part(0..<fields.digestOffset))
        }
        put(digest.bytes, at: fields.digestOffset)
        return (fields, digest)
    }

    private mutating func fillTables(_ batch: BatchBuffer, _ fields: BatchFields) {
        let rows = blockTable(batch, fields)
        var writer = ByteWriter()
        for row in rows {
            writer.put(row.block)
            writer.put(row.entry)
            writer.put(row.offset)
        }
        put(writer.bytes, at: BatchFields.tableOffset)
        let start = fields.fingerprintsOffset
        unsafe bytes.withUnsafeMutableBytes { target in
            for (index, hash) in batch.hashes.enumerated() {
                unsafe target.storeBytes(
                    of: hash.fingerprint.littleEndian, toByteOffset: start + 4 * index,
                    as: UInt32.self)
            }
        }
    }

    private func blockTable(
        _ batch: BatchBuffer, _ fields: BatchFields
    ) -> [(block: UInt32, entry: UInt32, offset: UInt32)] {
        let offsets = unsafe bytes.withUnsafeBytes { bytes in
            unsafe LZ4Frame.blockOffsets(
                bytes.part(fields.frameRange), contentBytes: fields.contentBytes)
        }
        guard let offsets else { preconditionFailure("LZ4 wrote a frame of another kind") }
        var rows = offsets.map { (UInt32($0), BatchFields.noEntry, BatchFields.noEntry) }
        unsafe batch.content.withUnsafeBytes { content in
            var block = -1
            for unsafe(index, entry) in unsafe EntryRun(content).enumerated() {
                let offset = entry.lowerBound - EntryRun.overhead
                if offset / LZ4Frame.blockBytes > block {
                    block = offset / LZ4Frame.blockBytes
                    rows[block].1 = UInt32(index)
                    rows[block].2 = UInt32(offset)
                }
            }
        }
        return rows
    }

    private mutating func fillPadding(_ fields: BatchFields) {
        let start = fields.frameRange.upperBound
        let rest = fields.paddedBytes - start
        guard rest > 0 else { return }
        put(Format.skippable(.padding, totalBytes: rest), at: start)
        unsafe bytes.withUnsafeMutableBytes { target in
            for index in start + Format.skippableHeaderBytes..<fields.paddedBytes {
                unsafe target[index] = 0
            }
        }
    }

    private mutating func put(_ part: [UInt8], at offset: Int) {
        unsafe bytes.withUnsafeMutableBytes { target in
            unsafe part.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(
                    rebasing: target[offset..<offset + source.count]
                ).copyMemory(from: source)
            }
        }
    }
}

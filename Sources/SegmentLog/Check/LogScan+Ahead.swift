/// Batches whose bytes are read together and hashed ahead, several at a time.
///
/// What a batch holds does not depend on the one before it, but for the place of its entries in the
/// tree. So threads do all of that work apart, and the scan only links the results. A batch with
/// anything wrong is looked at once more by the scan itself, which names what it is.
extension LogScan {
    /// What a batch gives whose stored bytes are sound.
    struct Examined: Sendable {
        var fields: BatchFields
        var digest: Hash
        /// The hashes of its entries, if they were wanted.
        var run: MerkleRun?
    }

    /// What the batch gives; nil if anything of it is not as it should be.
    mutating func examine(
        _ fields: BatchFields, _ source: SegmentSource
    ) throws(LogError) -> Examined? {
        if ahead.last?.file != source.name || ahead.last?.fields != fields {
            try lookAhead(from: fields, source)
        }
        return ahead.popLast()?.examined
    }

    /// How much is read at once, whatever the number of threads.
    private static let spanBytes = 4 << 20

    /// Examines this batch and those that follow close behind.
    private mutating func lookAhead(
        from first: BatchFields, _ source: SegmentSource
    ) throws(LogError) {
        let wanted = max(first.paddedBytes, lanes.areMany ? LogScan.spanBytes : 0)
        let count = min(wanted, Int(source.size - first.offset))
        let got = try source.file.read(at: first.offset, count: count, into: &span)
        let span = span
        let isHashing = depth == .everything || chain.tree != nil
        ahead = unsafe span.withUnsafeBytes { bytes in
            let bytes = unsafe bytes.part(0..<got)
            let batches = unsafe self.batches(in: bytes, from: first)
            func part(_ fields: BatchFields) -> UnsafeRawBufferPointer {
                let start = Int(fields.offset - first.offset)
                return unsafe bytes.part(start..<start + fields.paddedBytes)
            }
            let results = lanes.map(batches.count) { index, content in
                unsafe batches[index].examined(
                    part(batches[index]), &content, isHashing: isHashing)
            }
            return zip(batches, results).map { (source.name, $0, $1) }.reversed()
        }
    }

    /// The batches that stand whole in these bytes, one behind the other, up to where a writer at
    /// work may be.
    private func batches(
        in bytes: UnsafeRawBufferPointer, from first: BatchFields
    ) -> [BatchFields] {
        var batches: [BatchFields] = []
        var next: BatchFields? = first
        while let fields = next {
            let end = Int(fields.endOffset - first.offset)
            guard end <= bytes.count else { break }
            batches.append(fields)
            if let limit, fields.end >= limit { break }
            next = unsafe BatchFields.find(
                in: bytes.part(end..<bytes.count), offset: fields.endOffset, logID: logID)
        }
        return batches
    }
}

extension BatchFields {
    /// Checks all that can be checked of the batch alone; nil if anything is not as it should be.
    fileprivate func examined(
        _ batch: UnsafeRawBufferPointer, _ content: inout [UInt8], isHashing: Bool
    ) -> LogScan.Examined? {
        guard unsafe faults(in: batch).isEmpty else { return nil }
        var examined = unsafe LogScan.Examined(fields: self, digest: digest(in: batch))
        guard isHashing else { return examined }
        if content.count < contentBytes { content = [UInt8](repeating: 0, count: contentBytes) }
        examined.run = unsafe content.withUnsafeMutableBytes { content in
            let content = unsafe UnsafeMutableRawBufferPointer(rebasing: content[..<contentBytes])
            guard unsafe LZ4Frame.decompress(batch.part(frameRange), into: content) else {
                return nil
            }
            return unsafe MerkleRun(
                start: first, count: count, content: content
            ) { index, hash, _ in
                unsafe hash.fingerprint == fingerprint(index, in: batch)
            }
        }
        return examined.run == nil ? nil : examined
    }
}

/// Batches whose bytes are read together and hashed ahead, several at a time.
///
/// What a batch holds does not depend on the one before it, but for the place of its entries in the
/// tree. So threads do all of that work apart, and the scan only links the results. A batch with
/// anything wrong is looked at once more by the scan itself, which names what it is.
extension LogScan {
    /// What the batch is found to be, if it was looked at ahead.
    mutating func examine(
        _ fields: BatchFields, _ source: SegmentSource
    ) throws(LogError) -> BatchCheck? {
        if ahead.last?.file != source.name || ahead.last?.check.fields != fields {
            try lookAhead(from: fields, source)
        }
        return ahead.popLast()?.check
    }

    /// Whether the entries are looked at, and not only the bytes that store them.
    var isHashing: Bool { depth == .everything || chain.tree != nil }

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
        let isHashing = isHashing
        ahead = unsafe span.withUnsafeBytes { bytes in
            let bytes = unsafe bytes.part(0..<got)
            let batches = unsafe self.batches(in: bytes, from: first)
            let checks = lanes.map(batches.count) { index, content in
                let fields = batches[index]
                let start = Int(fields.offset - first.offset)
                let batch = unsafe bytes.part(start..<start + fields.paddedBytes)
                var check = unsafe BatchCheck(fields, batch)
                if isHashing, check.isSound { unsafe check.hashEntries(of: batch, into: &content) }
                return check
            }
            return checks.map { (source.name, $0) }.reversed()
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

extension HeadSlot {
    /// How many entries stand behind what the slot states, in sound batches that follow on.
    ///
    /// - Complexity: reads and hashes what stands there, and the headers of the segments.
    func countOfComplete(
        behind inventory: Inventory, in storage: any Storage
    ) throws(LogError) -> UInt64 {
        var reached = tree.size
        var last = digest
        var buffer: [UInt8] = []
        for (index, segment) in inventory.segments.enumerated() {
            let next = index + 1
            if next < inventory.segments.count, inventory.segments[next].first <= reached {
                continue
            }
            guard segment.first <= reached else { break }
            let source = try SegmentSource(segment.name, in: storage, logID: logID)
            let header = try source.header()
            let sealed = try SealedSegment.find(
                segment.name, source.file, size: source.size, header: header, logID: logID)
            if let fields = sealed?.table.fields {
                guard fields.first == segment.first else { break }
                (reached, last) = (max(reached, fields.end), fields.digest)
                continue
            }
            var offset =
                header?.number == self.segment ? end : UInt64(SegmentHeader.byteCount)
            while case .batch(let fields) = try source.piece(at: offset) {
                offset = fields.endOffset
                if fields.end <= reached { continue }
                let got = try source.file.read(
                    at: fields.offset, count: fields.paddedBytes, into: &buffer)
                let check = unsafe buffer.withUnsafeBytes { bytes in
                    unsafe BatchCheck(fields, bytes.part(0..<fields.paddedBytes))
                }
                guard got == fields.paddedBytes, check.isSound, fields.first == reached,
                    fields.previous == last, let digest = check.digest
                else { return reached - tree.size }
                (reached, last) = (fields.end, digest)
            }
        }
        return reached - tree.size
    }
}

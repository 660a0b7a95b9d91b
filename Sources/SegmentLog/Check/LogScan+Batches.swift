/// The rules for batches.
extension LogScan {
    mutating func scanBatches(
        _ source: SegmentSource, _ number: UInt64, _ upper: UInt64?, isLast: Bool
    ) throws(LogError) {
        var offset = UInt64(SegmentHeader.byteCount)
        if depth != .everything, !isLast { chain.tree = nil }
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
        if let check = try examine(fields, source), check.isSound,
            take(check, source.name, number)
        {
            return true
        }
        let got = try source.file.read(
            at: fields.offset, count: fields.paddedBytes, into: &buffer)
        advance(got)
        var check = unsafe buffer.withUnsafeBytes { bytes in
            unsafe BatchCheck(fields, bytes.part(0..<fields.paddedBytes))
        }
        if got < fields.paddedBytes { check.faults.insert(.short) }
        // A candidate for a torn tail; where `head` acknowledged it, `checkHeads` makes it damage.
        let isTail = check.faults.contains(.short) || !isAcknowledged(fields)
        if !check.faults.isEmpty, isLast, isTail, try isLastPiece(source, fields.endOffset) {
            tail = Tail(
                file: source.name, offset: fields.offset,
                end: min(source.size, fields.endOffset), positions: fields.positions,
                reason: check.faults.description)
            return false
        }
        link(check, source.name, number)
        if check.faults.contains(.frame) {
            let salvage = unsafe buffer.withUnsafeBytes { bytes in
                unsafe Salvage(fields, in: bytes.part(0..<fields.paddedBytes), work: &repairWork)
            }
            if salvage.isRepaired {
                takeUp(salvage.changes, fields, source.name)
                check.faults.remove(.frame)
            } else {
                reportLosses(salvage, fields, source.name, check.faults)
            }
        }
        if !check.faults.contains(.frame) {
            if !check.faults.isEmpty {
                report(
                    source.name, fields.offset, fields.first..<fields.end,
                    check.faults.description)
            }
            takeEntries(of: check, source.name)
        }
        last?.end = fields.endOffset
        note(boundary: chain)
        return true
    }

    private func isAcknowledged(_ fields: BatchFields) -> Bool {
        heads.newest.map { $0.tree.size >= fields.end && $0.logID == logID } ?? false
    }

    private func isLastPiece(_ source: SegmentSource, _ offset: UInt64) throws(LogError) -> Bool {
        switch try source.piece(at: offset) {
        case .end, .free: true
        default: false
        }
    }

    /// Takes up a batch that is sound; false if its entries do not give its root.
    private mutating func take(_ check: BatchCheck, _ file: String, _ number: UInt64) -> Bool {
        let fields = check.fields
        var tree = chain.tree
        if let run = check.run, tree?.append(run, of: fields) == false { return false }
        advance(fields.paddedBytes)
        link(check, file, number)
        swap(&chain.tree, &tree)
        last?.end = fields.endOffset
        note(boundary: chain)
        return true
    }

    /// Holds a batch against the one before it and makes it the last of the chain.
    private mutating func link(_ check: BatchCheck, _ file: String, _ number: UInt64) {
        let fields = check.fields
        checkLinks(fields, file, number)
        chain.position = fields.end
        chain.batchNumber = fields.number + 1
        chain.digest = check.digest
        chain.root = fields.root
        chain.batchSegment = fields.segment
        chain.batchEnd = fields.endOffset
    }

    private mutating func checkLinks(_ fields: BatchFields, _ file: String, _ number: UInt64) {
        let range = fields.first..<fields.end
        if fields.segment != number {
            report(
                file, fields.offset, range, "the batch belongs to segment \(fields.segment).")
        }
        if let expected = chain.batchNumber, fields.number != expected {
            report(
                file, fields.offset, range,
                "the batch has number \(fields.number), not \(expected).")
        }
        if let digest = chain.digest, fields.previous != digest {
            report(
                file, fields.offset, range, "the batch does not continue the one before it.")
        }
    }

    /// Names each byte of a frame that was found out, and puts the right one into the buffer.
    private mutating func takeUp(
        _ changes: [RepairedByte], _ fields: BatchFields, _ file: String
    ) {
        for change in changes {
            buffer[change.offset] = change.original
            report(
                file, fields.offset + UInt64(change.offset),
                fields.first + UInt64(change.entries.lowerBound)..<fields.first
                    + UInt64(change.entries.upperBound),
                change.description("compressed entries have their SHA-256"))
        }
    }

    /// Names the entries that a damaged frame has lost.
    private mutating func reportLosses(
        _ salvage: Salvage, _ fields: BatchFields, _ file: String, _ faults: BatchFaults
    ) {
        guard let first = salvage.damaged.first else {
            report(
                file, fields.offset, fields.first..<fields.end,
                faults.description + " All entries can still be read.")
            for hash in salvage.hashes { chain.tree?.append(hash) }
            if chain.tree?.root != fields.root { chain.tree = nil }
            return
        }
        for run in salvage.damaged {
            damage.append(
                Log.Damage(
                    file: file, offset: fields.offset, positions: run,
                    message: faults.description
                        + " The first damaged entry of the batch is \(first.lowerBound); no "
                        + "single byte was found that explains it."))
        }
        chain.tree = nil
    }

    /// Hashes the entries of the batch in the buffer, and compares fingerprints and root.
    private mutating func takeEntries(of check: BatchCheck, _ file: String) {
        guard isHashing else { return }
        let fields = check.fields
        let range = fields.first..<fields.end
        var check = check
        unsafe buffer.withUnsafeBytes { batch in
            unsafe check.hashEntries(of: batch, into: &content)
        }
        guard let run = check.run else {
            chain.tree = nil
            return report(file, fields.offset, range, BatchFaults.entries.description)
        }
        if let bad = check.mismatch, !check.faults.contains(.header) {
            let position = fields.first + UInt64(bad)
            report(
                file, fields.offset, position..<position + 1,
                "the entry does not match its fingerprint.")
        }
        if chain.tree?.append(run, of: fields) == false {
            report(file, fields.offset, range, "the entries do not give the root in the header.")
            chain.tree = nil
        }
    }
}

import SegmentLog

/// One life of the process that writes.
extension Schedule {
    /// Works until something fails or nothing is left to do.
    mutating func live() throws(ScheduleFailure) {
        do throws(LogError) {
            try work()
        } catch {
            note("\(error)")
            if problem == nil, !disk.isBroken, isHonest {
                problem = "an error without a fault: \(error)"
            }
        }
        if let problem { throw fail(problem) }
    }

    private mutating func work() throws(LogError) {
        var writer = try openOrCreate()
        var reader: LogReader?
        for _ in 0..<Int.random(in: 2...9, using: &random) {
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<9: try submit(to: writer, callers: 1)
            case 9..<12: try submit(to: writer, callers: Int.random(in: 2...5, using: &random))
            case 12:
                // Left in the queue: whoever sent it is not answered in this life, perhaps.
                try queue(drawEntries(), to: writer)
                continue
            case 13:
                note("syncs head")
                try writer.syncHeadNow()
                continue
            case 14:
                note("closes and opens again")
                try close(writer)
                writer = try LogWriter.open(in: storage, limits: limits)
                writer.hold()
                continue
            case 15, 16:
                if reader == nil { reader = try LogReader.open(in: storage) }
                if let reader { try look(through: reader) }
                continue
            case 17:
                disk.dropCaches()
                continue
            case 18:
                try backUp()
                continue
            case 19:
                try seal(with: writer)
                continue
            default: try submit(to: writer, callers: 1)
            }
            guard settle(writer) else { return }
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
            note("closes")
            try close(writer)
        }
    }

    private mutating func openOrCreate() throws(LogError) -> LogWriter {
        let writer: LogWriter
        if isCreated {
            note("opens")
            writer = try LogWriter.open(in: storage, limits: limits)
        } else {
            note("creates")
            writer = try LogWriter.create(in: storage, limits: limits)
            isCreated = true
        }
        writer.hold()
        if writer.durable != tree.head { problem = "opened at \(writer.durable.size)" }
        return writer
    }

    private mutating func close(_ writer: LogWriter) throws(LogError) {
        try writer.close()
        acknowledged = sent.count
        if writer.durable != tree.head { problem = "closed at \(writer.durable.size)" }
    }

    /// Seals the full segments, now and then the live one too; a segment that fails stays as it was.
    private mutating func seal(with writer: LogWriter) throws(LogError) {
        note("seals")
        let report = try writer.sealNow(endingSegment: Bool.random(using: &random))
        tally.sealed += report.sealed.count
        note("\(report.sealed.count) sealed, \(report.failures.count) failed")
        if let first = report.failures.first, !disk.isBroken, isHonest {
            problem = "sealing failed without a fault: \(first.message)"
        }
    }

    private mutating func submit(to writer: LogWriter, callers: Int) throws(LogError) {
        for _ in 0..<callers { try queue(drawEntries(), to: writer) }
        writer.step()
        tally.batches += 1
    }

    /// Submits entries; they count as sent if the writer took them.
    mutating func queue(_ entries: [[UInt8]], to writer: LogWriter) throws(LogError) {
        let positions = try writer.submit(entries)
        if Int(positions.lowerBound.rawValue) != sent.count { problem = "a position was skipped" }
        for entry in entries {
            let hash = MerkleTree.leafHash(entry)
            sent.append(entry)
            leaves.append(hash)
            tree.append(hash)
        }
        note("sends \(positions.lowerBound)..<\(positions.upperBound)")
    }

    /// Takes up what the writer has acknowledged; false if it is poisoned or something is wrong.
    mutating func settle(_ writer: LogWriter) -> Bool {
        let durable = writer.durable
        if Int(durable.size) < acknowledged { problem = "an acknowledgement was taken back" }
        tally.acknowledged += Int(durable.size) - acknowledged
        acknowledged = Int(durable.size)
        if Int(durable.size) == sent.count {
            if durable != tree.head { problem = "the acknowledged root is another" }
            note("acknowledged through \(durable.size)")
            return problem == nil
        }
        note("not acknowledged: \(durable.size)..<\(sent.count)")
        if !disk.isBroken, isHonest { problem = "a batch failed without a fault" }
        do throws(LogError) {
            try writer.submit([[1]])
            problem = "after a failed batch the writer took one more"
        } catch {
            if error.code != .poisoned { problem = "after a failed batch: \(error)" }
        }
        if Bool.random(using: &random) {
            do throws(LogError) { try writer.close() } catch { note("\(error)") }
            if writer.durable != durable { problem = "poisoned, it acknowledged more" }
        }
        return false
    }

    /// Reads beside the writer: exactly what is acknowledged.
    private mutating func look(through reader: LogReader) throws(LogError) {
        let size = try reader.refresh()
        if Int(size) != acknowledged, isHonest {
            problem = "a reader sees \(size), acknowledged are \(acknowledged)"
            return
        }
        guard size > 0 else { return }
        let position = UInt64.random(in: 0..<size, using: &random)
        let entry = try reader.entry(at: Position(position))
        if entry != sent[Int(position)] { problem = "entry \(position) reads otherwise" }
    }

    // MARK: - Entries

    /// One to a few entries, mostly short, now and then longer than a page, or empty.
    private mutating func drawEntries() -> [[UInt8]] {
        let bits = random.next()
        let count = bits & 7 == 0 ? 6 : 1 + Int(bits >> 3 & 1)
        return (0..<count).map { _ in drawEntry() }
    }

    mutating func drawEntry() -> [UInt8] {
        let bits = random.next()
        let length =
            switch bits & 127 {
            case 0: 9_000
            case 1: 0
            case 2..<10: 700
            default: Int(bits >> 8 & 63)
            }
        // Half are text; the others do not compress.
        let mask: UInt64 = bits & 128 == 0 ? 0x0303_0303_0303_0303 : .max
        var entry = [UInt8](repeating: 0, count: length)
        var word: UInt64 = 0
        for index in 0..<length {
            if index & 7 == 0 { word = random.next() & mask }
            entry[index] = UInt8(truncatingIfNeeded: word)
            word >>= 8
        }
        return entry
    }
}

import SegmentLog

/// What must hold after a restart, whatever happened before it.
extension Schedule {
    /// Opens the log anew and compares it with what was sent; false if it was refused, as it may be
    /// where the disk lied, so that the story ends here.
    mutating func check() throws(ScheduleFailure) -> Bool {
        note("checks: sent \(sent.count), acknowledged \(acknowledged)")
        let before = disk.filesPastCache(in: "log")
        let changes = disk.changes
        var stated = 0
        do throws(LogError) {
            let reader = try LogReader.open(in: storage)
            stated = Int(reader.size)
            try compare(reader, upTo: min(stated, sent.count))
        } catch {
            guard !isCreated || !isHonest else { throw fail("a reader got \(error)") }
        }
        if let problem { throw fail(problem) }
        if isHonest, stated > sent.count { throw fail("head states \(stated)") }
        guard disk.changes == changes else { throw fail("a reader changed the disk") }

        let writer: LogWriter
        do throws(LogError) {
            writer = try LogWriter.open(in: storage, limits: limits)
        } catch {
            if error.code == .notALog, !isCreated { return true }
            return try judgeRefusal(error, before)
        }
        isCreated = true
        let size = Int(writer.next.rawValue)
        try judgeRecovery(writer, size, stated, before)
        forget(from: size)
        try checkBackup()
        try goOn(writer)
        return true
    }

    private mutating func judgeRefusal(
        _ error: LogError, _ before: [String: [UInt8]]
    ) throws(ScheduleFailure) -> Bool {
        note("refused: \(error)")
        guard !isHonest, [.damaged, .notALog].contains(error.code) else {
            throw fail("a writer got \(error)")
        }
        guard disk.filesPastCache(in: "log") == before else {
            throw fail("a refusal changed the files")
        }
        if error.code == .damaged, error.file == nil { throw fail("a refusal names no file") }
        tally.refusals += 1
        return false
    }

    private mutating func judgeRecovery(
        _ writer: LogWriter, _ size: Int, _ stated: Int, _ before: [String: [UInt8]]
    ) throws(ScheduleFailure) {
        let report = writer.recovery
        note("opened at \(size)\(report.isClean ? "" : ", \(report)")")
        if size < acknowledged, isHonest {
            throw fail("\(size) entries are left of \(acknowledged) acknowledged ones")
        }
        if size < stated { throw fail("head stated \(stated), \(size) are left") }
        if size > sent.count { throw fail("\(size) entries, but \(sent.count) were sent") }
        if report.accepted != nil { tally.accepted += 1 }
        if let dropped = report.dropped {
            tally.quarantined += 1
            let copy = disk["log/" + dropped.copy]
            let start = Int(dropped.offset)
            let was = before[dropped.file]?.dropFirst(start).prefix(Int(dropped.bytes))
            guard let copy, let was, Array(was) == copy else {
                throw fail("quarantine does not hold what was dropped")
            }
            if let positions = dropped.positions, positions.lowerBound.rawValue < UInt64(size) {
                throw fail("the dropped batch held \(positions)")
            }
        }
    }

    /// Forgets what the crash took, which nobody was promised.
    private mutating func forget(from size: Int) {
        sent.removeLast(sent.count - size)
        leaves.removeLast(leaves.count - size)
        tree = MerkleTree()
        for leaf in leaves { tree.append(leaf) }
        acknowledged = size
    }

    /// The next append works, all entries are there, and their root is the log's.
    private mutating func goOn(_ writer: LogWriter) throws(ScheduleFailure) {
        guard writer.durable == tree.head else { throw fail("the recovered root is another") }
        do throws(LogError) {
            writer.hold()
            try queue([drawEntry()], to: writer)
        } catch {
            throw fail("the next append got \(error)")
        }
        writer.step()
        guard settle(writer) else {
            throw fail(problem ?? "the next append was not acknowledged")
        }
        do throws(LogError) {
            let reader = try LogReader.open(in: storage)
            guard Int(reader.size) == sent.count else { throw LogError(.io, "short") }
            try compare(reader, upTo: sent.count)
            if Int.random(in: 0..<8, using: &random) == 0 {
                let report = try Log.verify(storage)
                // What a lying disk did to older segments is not met by every opening.
                let mustBeSound = isHonest || limits.opening == .everything
                if mustBeSound, !report.isSound || report.root != tree.root {
                    problem = "verify: \(report.damage)"
                }
            }
            if Bool.random(using: &random) { try writer.close() }
        } catch {
            throw fail("after recovery: \(error)")
        }
        if let problem { throw fail(problem) }
    }

    /// Compares what a reader shows with what was sent.
    mutating func compare(_ reader: LogReader, upTo size: Int) throws(LogError) {
        guard size > 0 else { return }
        var wrong: Position?
        var seen = 0
        let range = 0..<Position(UInt64(size))
        do {
            try reader.forEach(in: range) { position, bytes in
                if !bytes.elementsEqual(sent[Int(position.rawValue)]) { wrong = wrong ?? position }
                seen += 1
            }
        } catch let error as LogError {
            if isHonest { throw error }
        } catch {
            throw LogError(.io, "\(error)")
        }
        if let wrong { problem = "entry \(wrong) is not what was sent" }
        if seen < size, isHonest { problem = "\(seen) entries of \(size) can be read" }
    }
}

import SegmentLog

/// Backups beside the writer.
extension Schedule {
    /// Makes or continues a backup; once that has returned, it counts.
    mutating func backUp() throws(LogError) {
        note("backs up")
        tally.backups += 1
        let report = try LogBackup(in: disk.directory("backup")).run(of: storage)
        if Int(report.head.size) != acknowledged, isHonest {
            problem = "a backup holds \(report.head.size), acknowledged are \(acknowledged)"
        }
        backedUp = Int(report.head.size)
    }

    /// Restores the last backup now and then, and compares it with what was sent.
    mutating func checkBackup() throws(ScheduleFailure) {
        guard let known = backedUp, isHonest, Int.random(in: 0..<3, using: &random) == 0 else {
            return
        }
        let name = "restored-\(random.next())"
        note("restores the backup of \(known)")
        do throws(LogError) {
            let target = disk.directory(name)
            let report = try LogBackup(in: disk.directory("backup")).restore(to: target)
            let size = Int(report.head.size)
            guard size >= known, size <= sent.count else {
                throw LogError(.io, "the backup held \(known), restored were \(size)")
            }
            try compare(try LogReader.open(in: target), upTo: size)
        } catch {
            throw fail("restoring: \(error)")
        }
        if let problem { throw fail("restored: \(problem)") }
    }
}

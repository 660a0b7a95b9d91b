import SegmentLog
import SegmentLogTesting
import Testing

/// Copies that are made while a log is written, and logs that are made from them again.
@Suite struct BackupTests {
    private func write(_ range: Range<Int>, to disk: SimulatedDisk, closing: Bool = false) throws {
        let log = disk.directory("log")
        let writer =
            range.lowerBound == 0
            ? try LogWriter.create(in: log, limits: .tiny)
            : try LogWriter.open(in: log, limits: .tiny)
        writer.hold()
        for text in texts(range) {
            try writer.submit([text])
            writer.step()
        }
        #expect(Int(writer.durable.size) == range.upperBound)
        if closing { try writer.close() } else { disk.restart(.kill) }
    }

    private func restored(_ disk: SimulatedDisk, _ name: String) throws -> [[UInt8]] {
        let target = disk.directory(name)
        let report = try LogBackup(in: disk.directory("backup")).restore(to: target)
        let all = try contents(target)
        #expect(report.head == TreeHead(size: UInt64(all.count), root: root(of: all)))
        #expect(try Log.verify(target).isSound)
        let writer = try LogWriter.open(in: target, limits: .tiny)
        #expect(writer.recovery.isClean && writer.durable == report.head)
        try writer.close()
        return all
    }

    @Test func aBackupBesideAWriterHoldsJustWhatWasAcknowledged() throws {
        let disk = SimulatedDisk(seed: 1)
        let backup = LogBackup(in: disk.directory("backup"))
        #expect(try backup.record() == nil)
        let writer = try LogWriter.create(in: disk.directory("log"), limits: .tiny)
        writer.hold()
        var before: TreeHead?
        for size in 0..<24 {
            let report = try backup.run(of: disk.directory("log"))
            #expect(report.head == TreeHead(size: UInt64(size), root: root(of: texts(0..<size))))
            #expect(report.before == before)
            before = report.head
            #expect(try backup.record()?.head == report.head)
            #expect(try contents(disk.directory("backup/log")) == texts(0..<size))
            #expect(try Log.verify(disk.directory("backup/log")).isSound)
            try writer.submit(texts(size..<size + 1))
            writer.step()
        }
        #expect(try restored(disk, "again") == texts(0..<23))
    }

    @Test func aLaterBackupCopiesOnlyWhatIsNew() throws {
        let disk = SimulatedDisk(seed: 2)
        let backup = LogBackup(in: disk.directory("backup"))
        try write(0..<17, to: disk)
        let first = try backup.run(of: disk.directory("log"))
        #expect(first.copied.count == 5 && first.kept == 0)
        #expect(try backup.run(of: disk.directory("log")).copied.isEmpty)
        try write(17..<22, to: disk)
        let second = try backup.run(of: disk.directory("log"))
        #expect(second.kept == 4 && second.copied.count == 2)
        #expect(try restored(disk, "again") == texts(0..<22))
    }

    @Test func everyCallOfABackupMayFailAndTheEarlierOneStays() throws {
        let base = 5
        for fault in [DiskFault.death, .ioError, .doneButError, .failedSync(showsNewData: true)] {
            var number = 0
            var isDone = false
            while !isDone {
                let disk = SimulatedDisk(seed: UInt64(number))
                try write(0..<base, to: disk)
                let log = disk.directory("log")
                let backup = LogBackup(in: disk.directory("backup"))
                _ = try backup.run(of: log)
                try write(base..<base + 4, to: disk)
                let start = disk.changes
                disk.plan(fault, atChange: start + number)
                let result = code { _ = try backup.run(of: log) }
                // A fault that the call does not know of, such as a sync's at a write, does nothing.
                isDone = disk.changes <= start + number
                disk.heal()
                disk.restart(
                    number % 2 == 0
                        ? .powerLoss(.total)
                        : .powerLoss(
                            PowerLoss(survivors: 4, tearsPages: true, keepsOrderOfNames: false)))
                let what = "\(fault) at change \(number): \(result.map { "\($0)" } ?? "done")"
                let all = try restored(disk, "again")
                #expect(all.count == base || all.count == base + 4, "\(what)")
                #expect(all == texts(0..<all.count), "\(what)")
                if result == nil { #expect(all.count == base + 4, "\(what)") }
                // And the next run goes through, once the log was opened again.
                try LogWriter.open(in: log, limits: .tiny).close()
                #expect(try backup.run(of: log).head.size == UInt64(base + 4), "\(what)")
                number += 1
            }
            #expect(number > 12)
        }
    }

    @Test(arguments: [
        DiskFault.death, .ioError, .doneButError, .failedSync(showsNewData: true),
        .failedSync(showsNewData: false),
    ]) func everyCallOfARestorationMayFailAndItIsThenCompleted(fault: DiskFault) throws {
        let base = SimulatedDisk(seed: 3)
        try write(0..<13, to: base)
        _ = try LogBackup(in: base.directory("backup")).run(of: base.directory("log"))
        let files = base.files(in: "backup")
        var number = 0
        var isDone = false
        while !isDone {
            let disk = SimulatedDisk(seed: UInt64(number))
            for (name, bytes) in files { disk.put(bytes, at: "backup/" + name) }
            disk.plan(fault, atChange: number)
            let backup = LogBackup(in: disk.directory("backup"))
            let result = code { _ = try backup.restore(to: disk.directory("log")) }
            isDone = disk.changes <= number
            disk.heal()
            let losses: [DiskRestart] = [
                .kill, .powerLoss(.total),
                .powerLoss(PowerLoss(survivors: 4, tearsPages: true, keepsOrderOfNames: false)),
            ]
            disk.restart(losses[number % 3])
            if result != nil, let reader = try? LogReader.open(in: disk.directory("log")) {
                #expect(reader.doubt?.reason == .missing || reader.size == 13, "\(number)")
            }
            #expect(try restored(disk, "log") == texts(0..<13), "\(fault) \(number)")
            number += 1
        }
        #expect(number > 15)
    }

    /// A restoration between two of its renames was refused as "not empty" by the next one.
    @Test func aRestorationCompletesOnlyItsOwnWork() throws {
        let disk = SimulatedDisk(seed: 3)
        try write(0..<13, to: disk)
        let backup = LogBackup(in: disk.directory("backup"))
        _ = try backup.run(of: disk.directory("log"))
        let files = disk.files(in: "backup/log")
        let segments = files.keys.filter { $0.hasSuffix(".lz4") }.sorted()
        func attempt(_ held: [String: [UInt8]]) -> LogError.Code? {
            let place = SimulatedDisk(seed: 4)
            for (name, bytes) in disk.files(in: "backup") { place.put(bytes, at: "backup/" + name) }
            for (name, bytes) in held { place.put(bytes, at: "again/" + name) }
            let result = code {
                let backup = LogBackup(in: place.directory("backup"))
                _ = try backup.restore(to: place.directory("again"))
            }
            for (name, bytes) in held where result == .alreadyExists {
                #expect(place.files(in: "again")[name] == bytes)
            }
            return result
        }
        for count in 0...segments.count {
            var held = files.filter { segments.prefix(count).contains($0.key) }
            #expect(attempt(held) == nil)
            held["head.tmp"] = [1, 2, 3]
            #expect(attempt(held) == nil)
            held["notes"] = [1]
            #expect(attempt(held) == .alreadyExists)
        }
        let last = try #require(segments.last)
        let bytes = try #require(files[last])
        #expect(attempt([last: bytes + [0]]) == .alreadyExists)
        #expect(attempt([last: [UInt8](repeating: 0, count: bytes.count)]) == .alreadyExists)
        #expect(attempt(["00000000000000000777.lz4": bytes]) == .alreadyExists)
        #expect(attempt(["head": [UInt8](repeating: 0, count: 8192)]) == .alreadyExists)
        #expect(attempt(["quarantine/x.torn": [1]]) == .alreadyExists)
    }

    @Test func aDamagedLogNeverSpoilsASoundBackup() throws {
        let disk = SimulatedDisk(seed: 4)
        let backup = LogBackup(in: disk.directory("backup"))
        try write(0..<10, to: disk)
        _ = try backup.run(of: disk.directory("log"))
        try write(10..<14, to: disk)
        let before = disk.files(in: "backup/log").filter { !$0.key.hasSuffix(".tmp") }
        let last = try #require(disk.files(in: "log").keys.filter { $0.hasSuffix("lz4") }.max())
        disk.flip("log/" + last, at: 4096 + 500, mask: 4)
        do throws(LogError) {
            _ = try backup.run(of: disk.directory("log"))
            Issue.record("it was copied")
        } catch {
            #expect(error.code == .damaged && error.file == last && error.positions != nil)
        }
        #expect(disk.files(in: "backup/log").filter { !$0.key.hasSuffix(".tmp") } == before)
        #expect(try restored(disk, "again") == texts(0..<10))
    }

    @Test func aBackupThatRotsIsFoundOutAndNotRestored() throws {
        let disk = SimulatedDisk(seed: 5)
        let backup = LogBackup(in: disk.directory("backup"))
        try write(0..<10, to: disk)
        _ = try backup.run(of: disk.directory("log"))
        disk.flip("backup/log/00000000000000000000.lz4", at: 4096 + 500, mask: 4)
        #expect(code { _ = try backup.run(of: disk.directory("log")) } == .damaged)
        #expect(code { _ = try backup.restore(to: disk.directory("again")) } == .damaged)
        #expect(code { _ = try LogReader.open(in: disk.directory("again")) } != nil)
        disk.put(Array("segmentlog-backup/1\n".utf8), at: "backup/record")
        #expect(code { _ = try backup.record() } == .damaged)
    }

    @Test func aLogThatWasSetBackOrIsAnotherIsNotCopiedOverABackup() throws {
        let disk = SimulatedDisk(seed: 6)
        let backup = LogBackup(in: disk.directory("backup"))
        try write(0..<6, to: disk)
        let old = disk.files(in: "log")
        try write(6..<9, to: disk)
        _ = try backup.run(of: disk.directory("log"))
        // Set back.
        let back = SimulatedDisk(seed: 7)
        for (name, bytes) in old { back.put(bytes, at: "log/" + name) }
        #expect(code { _ = try backup.run(of: back.directory("log")) } == .rolledBack)
        // Set back, and then continued otherwise.
        let writer = try LogWriter.open(in: back.directory("log"), limits: .tiny)
        writer.hold()
        for number in 20..<26 {
            try writer.submit(texts(number..<number + 1))
            writer.step()
        }
        try writer.close()
        #expect(code { _ = try backup.run(of: back.directory("log")) } == .inconsistent)
        // Another log.
        let other = SimulatedDisk(seed: 8)
        try write(0..<20, to: other)
        #expect(code { _ = try backup.run(of: other.directory("log")) } == .inconsistent)
        #expect(try restored(disk, "again") == texts(0..<9))
    }

    @Test func twoBackupsAtOnceAreToldFromTwoWriters() throws {
        let disk = SimulatedDisk(seed: 2)
        try write(0..<3, to: disk)
        let place = disk.directory("backup")
        _ = try LogBackup(in: place).run(of: disk.directory("log"))
        let lock = try place.lock("lock")
        defer { lock.unlock() }
        let error = #expect(throws: LogError.self) {
            try LogBackup(in: place).run(of: disk.directory("log"))
        }
        #expect(error?.code == .locked && error?.message.contains("another backup") == true)
    }

    @Test func nothingElseIsTouched() throws {
        let disk = SimulatedDisk(seed: 9)
        try write(0..<3, to: disk)
        let backup = LogBackup(in: disk.directory("backup"))
        #expect(code { _ = try backup.restore(to: disk.directory("again")) } == .notFound)
        #expect(code { _ = try backup.run(of: disk.directory("nowhere")) } == .notALog)
        disk.put([1], at: "photos/1.jpg")
        let photos = LogBackup(in: disk.directory("photos"))
        #expect(code { _ = try photos.run(of: disk.directory("log")) } == .unknownFile)
        _ = try backup.run(of: disk.directory("log"))
        let before = disk.files(in: "log")
        #expect(code { _ = try backup.restore(to: disk.directory("log")) } == .alreadyExists)
        #expect(disk.files(in: "log") == before)
    }

    /// A backup of the empty log was completed; the next one was cut short after a segment that had
    /// been sealed meanwhile got its name, and before `head` did.
    ///
    /// Restoring took the sealed file for one that is appended to, cut it at the old end, and so
    /// refused a sound backup.
    @Test func aSealedSegmentIsCopiedWholeThoughHeadIsOlder() throws {
        for number in 0..<40 {
            let disk = SimulatedDisk(seed: UInt64(number))
            let log = disk.directory("log")
            let writer = try LogWriter.create(in: log, limits: .tiny)
            writer.hold()
            let backup = LogBackup(in: disk.directory("backup"))
            _ = try backup.run(of: log)
            try writer.submit(texts(0..<40))
            writer.step()
            #expect(try writer.sealNow(endingSegment: true).sealed.count == 1)
            disk.plan(.death, atChange: disk.changes + number)
            let result = code { _ = try backup.run(of: log) }
            disk.heal()
            disk.restart(
                .powerLoss(
                    PowerLoss(
                        survivors: 8, tearsPages: false, keepsOrderOfNames: true)))
            let target = disk.directory("again")
            let report = try backup.restore(to: target)
            #expect(report.head.size == 0 || report.head.size == 40, "died at \(number)")
            #expect(try contents(target) == texts(0..<Int(report.head.size)))
            let next = try LogWriter.open(in: target, limits: .tiny)
            #expect(next.next.rawValue >= report.head.size)
            try next.close()
            #expect(try contents(target) == texts(0..<Int(next.next.rawValue)))
            if result == nil { break }
        }
    }
}

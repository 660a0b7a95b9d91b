import SegmentLog
import SegmentLogTesting
import Testing

/// What a process that died has left in the kernel's memory only.
@Suite struct NameSyncTests {
    /// A process dies between giving the next segment its name and syncing the directory.
    ///
    /// The next
    /// process sees the name and appends to that segment. If it did not sync the directory itself,
    /// a loss of power would take the file away with everything acknowledged in it.
    @Test func aNameThatOnlyTheKernelKnowsIsSyncedBeforeAnythingIsAcknowledgedUnderIt() throws {
        let limits = LogLimits(
            segmentBytes: 2 * 4096, growthBytes: 4096, idleHeadSync: nil, sealsInBackground: false)
        // 26 changes: creation, the first batch, the rotation with its directory sync.
        for number in 0..<40 {
            let disk = SimulatedDisk(seed: 1)
            let storage = disk.directory("log")
            disk.plan(.death, atChange: number)
            do {
                let writer = try LogWriter.create(in: storage, limits: limits)
                writer.hold()
                for text in texts(0..<3) {
                    try writer.submit([text])
                    writer.step()
                }
            } catch {}
            disk.heal()
            disk.restart(.kill)
            let writer: LogWriter
            do throws(LogError) {
                writer = try LogWriter.open(in: storage, limits: limits)
            } catch {
                #expect(error.code == .notALog)
                continue
            }
            writer.hold()
            let known = Int(writer.next.rawValue)
            try writer.submit(texts(known..<known + 1))
            writer.step()
            #expect(Int(writer.durable.size) == known + 1)
            disk.restart(.powerLoss(.total))
            let next = try LogWriter.open(in: storage, limits: limits)
            #expect(Int(next.next.rawValue) == known + 1, "died at change \(number)")
            #expect(try contents(storage) == texts(0..<known + 1))
        }
    }

    /// A sync fails; the kernel shows the batch, but it is not on the disk.
    ///
    /// Nothing of it may be
    /// shown as durable unless it is written and synced again.
    @Test(arguments: [true, false])
    func whatOnlyTheCacheShowsAfterAFailedSyncIsNeverAcknowledged(showsNewData: Bool) throws {
        for seed in 0..<UInt64(40) {
            let disk = SimulatedDisk(seed: seed)
            let storage = disk.directory("log")
            let writer = try LogWriter.create(in: storage, limits: .single)
            writer.hold()
            try writer.submit(texts(0..<4))
            writer.step()
            for number in disk.changes..<disk.changes + 6 {
                disk.plan(.failedSync(showsNewData: showsNewData), atChange: number)
            }
            try writer.submit(texts(4..<9))
            writer.step()
            #expect(writer.durable.size == 4)
            disk.heal()
            disk.restart(.kill)
            let next = try LogWriter.open(in: storage, limits: .single)
            let size = Int(next.durable.size)
            #expect(size == 4 || size == 9)
            let reader = try LogReader.open(in: storage)
            #expect(Int(reader.size) == size)
            // Now the machine forgets its cache, or power fails: what was shown is still there.
            disk.dropCaches()
            #expect(try contents(storage) == texts(0..<size), "seed \(seed)")
            disk.restart(.powerLoss(.total))
            #expect(try LogWriter.open(in: storage, limits: .single).durable.size == UInt64(size))
            #expect(try contents(storage) == texts(0..<size), "seed \(seed)")
        }
    }
}

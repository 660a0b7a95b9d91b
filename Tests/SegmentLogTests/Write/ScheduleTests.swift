import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing

/// Seeded life stories of a log; see `Schedule`.
@Suite struct ScheduleTests {
    /// A few; `.ci/run` has 20,000 with an optimized build.
    @Test func seededSchedulesKeepEveryAcknowledgedEntryWhateverTheDiskDoes() throws {
        var tally = ScheduleTally()
        for seed in 0..<UInt64(200) { tally = tally + (try Schedule.run(seed: seed)) }
        #expect(tally.schedules == 200)
        #expect(tally.powerLosses > 100 && tally.faults > 50 && tally.accepted > 20)
    }

    @Test func aScheduleFollowsFromItsSeedAlone() throws {
        let lines = Mutex<[String]>([])
        for seed in [UInt64(3), 23, 6589, 15_054] {
            let first = try Schedule.run(seed: seed) { line in lines.withLock { $0.append(line) } }
            let told = lines.withLock { lines in
                defer { lines = [] }
                return lines
            }
            #expect(!told.isEmpty)
            #expect(
                try Schedule.run(seed: seed) { line in lines.withLock { $0.append(line) } } == first
            )
            let again = lines.withLock { lines in
                defer { lines = [] }
                return lines
            }
            #expect(again == told)
        }
    }

    @Test func theStoryLosesAnEntryOnTheOneSideAndNamesItOnTheOther() throws {
        let story = try RecoveryStory.tell()
        #expect(story.isAsPromised)
        #expect(story.refusal?.file == "00000000000000000000.lz4")
        #expect(story.lines.contains { $0.contains("LOST F-0031") })
        #expect(story.lines.contains { $0.contains("Not one byte of it was changed.") })
        #expect(story.lines.contains { $0.contains("has  entry 2  F-0031") })
    }
}

import ArgumentParser
import Dispatch
import SegmentLogTesting
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `segmentlog-lab run`.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run schedules: work, a fault or a crash at a random call, recovery, checks.",
        discussion: """
            Each schedule follows from its seed alone, so one that fails can be repeated: \
            segmentlog-lab run --seed S --schedules 1 --trace. Exits 1 if any schedule failed.
            """)

    @Option(help: "How many schedules.") var schedules: UInt64 = 20_000
    @Option(help: "The seed of the first; the others follow on.") var seed: UInt64 = 0
    @Option(help: "How many threads.") var lanes = 2
    @Flag(help: "Tell each step and each call of the disk.") var trace = false

    func validate() throws {
        if lanes < 1 || lanes > 64 { throw ValidationError("--lanes is 1 to 64.") }
        if schedules == 0 { throw ValidationError("--schedules is at least 1.") }
    }

    func run() throws {
        let tell: @Sendable (String) -> Void = { print($0) }
        let narrate = trace ? tell : nil
        let start = ContinuousClock.now
        let next = Atomic<UInt64>(0)
        let state = Mutex((tally: ScheduleTally(), failures: [ScheduleFailure]()))
        DispatchQueue.concurrentPerform(iterations: trace ? 1 : lanes) { _ in
            var tally = ScheduleTally()
            while true {
                let chunk = next.add(500, ordering: .relaxed).oldValue
                guard chunk < schedules else { break }
                for number in chunk..<min(chunk + 500, schedules) {
                    do throws(ScheduleFailure) {
                        tally = tally + (try Schedule.run(seed: seed &+ number, narrate: narrate))
                    } catch {
                        print("FAILED \(error)")
                        state.withLock { $0.failures.append(error) }
                    }
                }
                if chunk % 50_000 == 0, chunk > 0 { say(chunk, start) }
            }
            state.withLock { $0.tally = $0.tally + tally }
        }
        let (tally, failures) = state.withLock { $0 }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(tally)
        print("seeds \(seed) to \(seed &+ schedules &- 1)")
        let rate = Int(Double(schedules) / max(seconds, 0.001))
        print("\(Int(seconds * 10) / 10) s, \(rate) schedules a second, \(failures.count) failed")
        if !failures.isEmpty { throw ExitCode(1) }
    }

    /// Says how far the run has come; on a terminal only.
    private func say(_ done: UInt64, _ start: ContinuousClock.Instant) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let text = "\(done) of \(schedules), \(Int(Double(done) / seconds)) a second\n"
        _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }
}

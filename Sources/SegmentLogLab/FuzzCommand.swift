import ArgumentParser
import SegmentLogTesting

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `segmentlog-lab fuzz`.
struct FuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz",
        abstract: "Feed changed logs, notes, proofs and keys to every parser, from a seed.",
        discussion: """
            Exits 1 at the first failure, which names the seed and the step that repeat it. A trap or \
            a hang shows the same in the last line before it.
            """)

    @Option(help: "For how long.") var seconds = 10.0
    @Option(help: "The seed; each thousand steps begins with the next.") var seed: UInt64 = 1

    func run() throws {
        limitMemory()
        let start = ContinuousClock.now
        var (number, steps, opened) = (seed, 0, 0)
        var slowest = Duration.zero
        while ContinuousClock.now - start < .seconds(seconds) {
            FuzzCommand.say("seed \(number)")
            var fuzzer = try LogFuzzer(seed: number)
            for _ in 0..<1000 where ContinuousClock.now - start < .seconds(seconds) {
                let before = ContinuousClock.now
                do {
                    try fuzzer.step()
                } catch {
                    print("FAILED \(error)")
                    throw ExitCode(1)
                }
                let took = ContinuousClock.now - before
                if took > slowest {
                    slowest = took
                    FuzzCommand.say("  step \(fuzzer.steps) took \(took)")
                }
            }
            steps += fuzzer.steps
            opened += fuzzer.opened
            number += 1
        }
        var usage = rusage()
        getrusage(FuzzCommand.thisProcess, &usage)
        print(
            "\(steps) steps from seed \(seed) to \(number - 1), \(opened) changed logs opened, "
                + "the slowest step \(slowest), memory \(usage.ru_maxrss >> 10) MiB: no failure")
    }

    #if canImport(Glibc)
    private static let thisProcess = RUSAGE_SELF.rawValue
    #else
    private static let thisProcess = RUSAGE_SELF
    #endif

    /// Lets whoever reserves gigabytes fail.
    private func limitMemory() {
        #if canImport(Glibc)
        var limit = rlimit(rlim_cur: 2 << 30, rlim_max: 2 << 30)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        #endif
    }

    private static func say(_ text: String) {
        let line = text + "\n"
        _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }
}

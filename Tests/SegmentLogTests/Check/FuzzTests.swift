import SegmentLogTesting
import Testing

/// A few seconds of the fuzzer; `segmentlog-lab fuzz` goes on for as long as one likes.
@Suite struct FuzzTests {
    @Test(arguments: [1, 2] as [UInt64]) func noInputOfTheFuzzerCrashesHangsOrGrows(
        seed: UInt64
    ) throws {
        var fuzzer = try LogFuzzer(seed: seed)
        for _ in 0..<40 { try fuzzer.step() }
        print("FuzzTests: seed \(seed), \(fuzzer.steps) steps, \(fuzzer.opened) opened")
        #expect(fuzzer.opened > 1 && fuzzer.opened < 40)
    }
}

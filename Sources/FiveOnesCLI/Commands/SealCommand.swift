import ArgumentParser
import FiveOnes

/// `fiveones seal LEDGER [--all]`.
struct SealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Rewrite full segments so that they take less space; nothing else changes.",
        discussion: """
            Each segment is compressed anew, read back and checked before it takes the place of \
            the old one. A segment that is damaged is left as it is (exit 65).
            """)

    @OptionGroup var ledger: LedgerArgument
    @Flag(help: "End the segment that is being filled and seal it too.") var all = false
    @OptionGroup var say: LanguageOption

    func run() async throws {
        let report: LogWriter.SealingReport
        do { report = try await Office(at: ledger.path).seal(endingSegment: all) } catch {
            throw Failure(known: error, at: ledger.path) ?? error
        }
        for segment in report.sealed {
            let sizes = "\(segment.bytesBefore) → \(segment.bytesAfter)"
            try write(line: say("\(segment.file)  \(sizes) 字节", "\(segment.file)  \(sizes) bytes"))
        }
        for failure in report.failures {
            OutputWriter.standardError.say(failure.message)
        }
        if report.sealed.isEmpty, report.failures.isEmpty {
            try write(line: say("没有可封存的段。", "No segment is full and not sealed yet."))
        }
        if !report.failures.isEmpty { throw Failure(.badData) }
    }
}

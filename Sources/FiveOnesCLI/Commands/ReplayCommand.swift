import ArgumentParser
import CaseLedger
import FiveOnes

/// `fiveones replay LEDGER`.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Rebuild every view from zero and digest each.")

    @OptionGroup var ledger: LedgerArgument
    @OptionGroup var times: FrameOptions
    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func run() throws {
        let opened = try ReadableLedger(ledger.path, say)
        let folds = replayFolds(for: opened.ledger)
        let progress = ProgressLine(say("重放", "replay"), total: Int(opened.ledger.size))
        let start = ContinuousClock.now
        let events = try about(ledger.path) {
            let every = opened.ledger.fold(EveryEvent.self)
            return try opened.ledger.replay(folds.map(\.fold) + [every], in: times.frame) {
                done, _ in
                progress.update(to: Int(done))
            }
        }
        let seconds = max((ContinuousClock.now - start) / .seconds(1), 0.000_001)
        progress.finish()
        if output.isJSON {
            try write(json(folds, events, seconds))
        } else {
            let rate = grouped(Int(Double(events) / seconds))
            let shown = grouped(Int((seconds * 1000).rounded()))
            try write(
                line: say(
                    "事件 \(grouped(Int(events))) 件，\(shown) 毫秒，每秒 \(rate) 件",
                    "\(grouped(Int(events))) events in \(shown) ms, \(rate) events/s"))
            for fold in folds { try write(line: "\(fold.name)/\(fold.version)  \(fold.digest())") }
        }
        try opened.finish()
    }

    private func json(_ folds: [ReplayFold], _ events: UInt64, _ seconds: Double) -> JSONValue {
        let views = folds.map { fold -> JSONValue in
            [
                "name": .string(fold.name), "version": .integer(Int64(fold.version)),
                "digest": .string(fold.digest()),
            ]
        }
        return [
            "format": 1, "events": .integer(Int64(events)), "seconds": .number(seconds),
            "eventsPerSecond": .integer(Int64(Double(events) / seconds)), "views": .array(views),
        ]
    }
}

/// Consumes every event, so that those are counted too that no view needs.
private struct EveryEvent: Projection {
    static func handle(_ on: inout Handlers<EveryEvent>) { on.every { _, _ in } }
}

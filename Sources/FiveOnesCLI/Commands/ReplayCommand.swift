import ArgumentParser
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
        let folds = WingView.all.map { ReplayedView($0, $0.run(opened.ledger)) }
            .filter { $0.run.digest != nil }
        let progress = ProgressLine(say("重放", "replay"), total: Int(opened.ledger.size))
        let start = ContinuousClock.now
        let events = try about(ledger.path) {
            let every = opened.ledger.fold(EveryEvent.self)
            return try opened.ledger.replay(folds.map(\.run.fold) + [every], in: times.frame) {
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
            for fold in folds {
                try write(line: "\(fold.view.name)/\(fold.view.version)  \(fold.digest)")
            }
        }
        try opened.finish()
    }

    private func json(_ folds: [ReplayedView], _ events: UInt64, _ seconds: Double) throws
        -> JSONValue
    {
        let views = try folds.map { fold -> JSONValue in
            [
                "name": .string(fold.view.name), "version": .integer(Int64(fold.view.version)),
                "digest": .string(try fold.digest),
            ]
        }
        return [
            "format": 1, "events": .integer(Int64(events)), "seconds": .number(seconds),
            "eventsPerSecond": .integer(Int64(Double(events) / seconds)), "views": .array(views),
        ]
    }
}

/// One view to rebuild.
private struct ReplayedView {
    let view: WingView
    let run: WingView.Run
    /// The digest of what it holds afterwards.
    var digest: String { get throws { try run.digest?() ?? "" } }

    init(_ view: WingView, _ run: WingView.Run) {
        self.view = view
        self.run = run
    }
}

/// Consumes every event, so that those are counted too that no view needs.
private struct EveryEvent: Projection {
    static func handle(_ on: inout Handlers<EveryEvent>) { on.every { _, _ in } }
}

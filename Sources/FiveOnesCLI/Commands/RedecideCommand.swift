import ArgumentParser
import FiveOnes

/// `fiveones redecide LEDGER POSITION`.
struct RedecideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redecide", abstract: "Take a decision of the past again, and compare.",
        discussion: """
            Folds what the decision had seen, takes it again by the rules, and says whether it gives \
            the event on record; ends with exit code 1 if not. Hashes show that nothing was altered \
            after it was recorded; this shows what was recorded past the rules. Events that were \
            imported were not decided here, and are said to be so.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "The event's position; 'fiveones audit' shows it.") var position: UInt64
    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func run() async throws {
        let opened = try ReadableLedger(ledger.path, say)
        guard position < opened.ledger.size else {
            throw Failure(
                .noInput,
                "\(ledger.path): "
                    + say(
                        "共 \(opened.ledger.size) 条，没有位置 \(position)。",
                        "there are \(opened.ledger.size) entries, and none at position \(position)."
                    ))
        }
        let outcome: PastDecision
        do { outcome = try await opened.ledger.redecide(position) } catch {
            throw Failure(known: error, at: ledger.path) ?? error
        }
        if output.isJSON {
            try write(Self.json(outcome))
        } else {
            for line in lines(outcome) { try write(line: DisplayWidth.printable(line)) }
        }
        try opened.finish()
        if case .decided(let again) = outcome, !again.isSame { throw Failure(.violations) }
    }

    private func lines(_ outcome: PastDecision) -> [String] {
        switch outcome {
        case .imported(let event, let attestation):
            [
                line(event),
                say(
                    "由 \(attestation.importer) 自 \(attestation.source) 导入，未在此决定；无可重新决定。",
                    "imported by \(attestation.importer) from \(attestation.source), not decided "
                        + "here: there is nothing to take again"),
            ]
        case .recorded(let event):
            [
                line(event),
                say("由账本自行记录，非决定。", "recorded by the ledger itself: no decision"),
            ]
        case .decided(let again):
            [line(again.recorded)]
                + again.differences.map { difference in
                    say("不同  ", "different  ") + difference.message(in: say.language)
                } + (again.isSame ? [same(again)] : []) + policy(again)
        }
    }

    private func line(_ event: RecordedEvent) -> String {
        "\(event.position)  \(event.sentence(in: say.language))"
    }

    private func same(_ again: Redecision) -> String {
        say(
            "相同  依其时所见的 \(again.observed) 条，规则给出同一事件",
            "same  on the \(again.observed) entries that it had seen, the rules give this event")
    }

    private func policy(_ again: Redecision) -> [String] {
        let then = again.recorded.envelope.policy
        guard let now = again.policy, !then.isEmpty, now != then else { return [] }
        return [
            say(
                "注意  其时政策为 \(then)，本程序所知为 \(now)",
                "note  it went by policy \(then); this program knows that policy as \(now)")
        ]
    }

    private static func json(_ outcome: PastDecision) -> JSONValue {
        var object = JSONObject()
        object["format"] = 1
        func add(_ event: RecordedEvent, _ outcome: String) {
            object["position"] = .integer(Int64(event.position))
            object["type"] = .string(event.type.description)
            object["outcome"] = .string(outcome)
        }
        switch outcome {
        case .imported(let event, let attestation):
            add(event, "imported")
            object["importer"] = .string(attestation.importer)
            object["source"] = .string(attestation.source)
        case .recorded(let event): add(event, "recorded")
        case .decided(let again):
            add(again.recorded, again.isSame ? "same" : "different")
            object["observed"] = .integer(Int64(again.observed))
            object["rule"] = again.refusal.map { .string($0.rule) } ?? .null
            object["policy"] = .string(again.recorded.envelope.policy)
            object["policyNow"] = again.policy.map { .string($0) } ?? .null
            object["differences"] = .array(again.differences.map(Self.json))
        }
        return .object(object)
    }

    private static func json(_ difference: Redecision.Difference) -> JSONValue {
        [
            "position": .integer(Int64(difference.position)), "what": .string(difference.what),
            "chinese": .string(difference.message.chinese),
            "english": .string(difference.message.english),
        ]
    }
}

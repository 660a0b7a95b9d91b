import ArgumentParser
import FiveOnes
import SegmentLog

/// `fiveones record LEDGER TYPE --data JSON`.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Take one decision and record what follows from it.",
        discussion: """
            The decision is refused, with its rule, if the rules forbid it (exit 77). With --id, \
            doing it again changes nothing.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "The event type, for example visit.made; 'fiveones events' lists them.")
    var type: EventType
    @Option(help: ArgumentHelp("The fields as a JSON object, or @FILE.", valueName: "json"))
    var data: String
    @Option(help: "The account that acts.") var actor: String
    @Option(help: "The role in which it acts.") var role: String
    @Option(help: "The unit in whose name it acts.") var unit: String
    @Option(help: ArgumentHelp("When it happened; now if not given.", valueName: "moment"))
    var occurred: Moment?
    @Option(help: "For whom the actor stands in.") var onBehalfOf: String = ""
    @Option(help: "By which way it came: window, phone, app.") var channel: String = ""
    @Option(help: ArgumentHelp("The identity of the event.", valueName: "uuid"))
    var id: EventID?
    @OptionGroup var keys: KeyOptions
    @OptionGroup var say: LanguageOption

    func validate() throws {
        for (name, value) in [("actor", actor), ("role", role), ("unit", unit)]
        where value.isEmpty {
            throw ValidationError("--\(name) is empty; say who acts, in what role, for which unit.")
        }
    }

    func run() async throws {
        do throws(CodecError) { _ = try EventCatalog.fiveOnes.require(type) } catch {
            throw Failure(.badData, "\(error); 'fiveones events' lists them")
        }
        let bytes =
            data.hasPrefix("@") ? try contents(of: String(data.dropFirst())) : Array(data.utf8)
        let json = try about("--data") { try JSONValue.parse(bytes) }
        let decision: any Decision
        do throws(LedgerError) {
            decision = try PlanDecision.make(type: type, data: json, occurred: occurred, id: id)
        } catch {
            let advice = PlanDecision.types.contains(type) ? "" : "; 'fiveones events' lists them"
            throw Failure(.badData, "--data: \(error.message)\(advice)")
        }
        let opened = try openForRecording(ledger.path, say, keys: keys)
        let outcome: [String]
        do { outcome = try await take(decision, json, opened) } catch {
            try? opened.close()
            guard let violation = (error as? LedgerError)?.violation else { throw error }
            throw Failure(.notPermitted, violation.text(in: say.language))
        }
        try about(ledger.path) { try opened.close() }
        for line in outcome { OutputWriter.standardOutput.writeLine(line) }
    }

    private func take(
        _ decision: some Decision, _ data: JSONValue, _ ledger: Ledger
    ) async throws -> [String] {
        let positions: [UInt64]
        if let id, let known = try ledger.position(of: id) {
            guard try isSame(ledger.event(at: known), data, ledger) else {
                throw Failure(
                    .badData,
                    "event \(id) is on record at position \(known) with other content; "
                        + "correct it there, or give this event an id of its own")
            }
            positions = [known]
        } else {
            positions = try await ledger.perform(
                decision,
                by: Actor(actor, role: Role(rawValue: role), unit: unit), onBehalfOf: onBehalfOf,
                channel: channel
            ).positions
        }
        return try positions.map { position in
            let event = try ledger.event(at: position)
            return "\(position)  \(event.sentence(in: say.language))"
        }
    }

    /// Whether an event on record says what is to be recorded now.
    private func isSame(
        _ event: RecordedEvent, _ data: JSONValue, _ ledger: Ledger
    ) throws -> Bool {
        let catalog = EventCatalog.fiveOnes
        let payload = try catalog.require(type).payload(from: data, catalog: catalog)
        let envelope = event.envelope
        return try ledger.says(event, type, payload)
            && event.actor == Actor(actor, role: Role(rawValue: role), unit: unit)
            && envelope.onBehalfOf == onBehalfOf && envelope.channel == channel
            && (occurred.map { $0 == envelope.occurred } ?? true)
    }
}

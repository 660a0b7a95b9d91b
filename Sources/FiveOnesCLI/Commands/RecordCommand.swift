import ArgumentParser
import FiveOnes

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
    @Option(help: ArgumentHelp("The actor's key file, which signs it.", valueName: "file"))
    var sign: String?
    @OptionGroup var keys: KeyOptions
    @OptionGroup var clock: ClockOption
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
        var request = RecordRequest(
            type, json, by: Actor(actor, role: Role(rawValue: role), unit: unit))
        (request.occurred, request.id) = (occurred, id)
        (request.onBehalfOf, request.channel) = (onBehalfOf, channel)
        request.signer = try sign.map { try openSigner($0).key }
        do throws(LedgerError) { _ = try request.decision() } catch {
            let advice = PlanDecision.types.contains(type) ? "" : "; 'fiveones events' lists them"
            throw Failure(.badData, "--data: \(error.message)\(advice)")
        }
        let events = try await recording(
            in: ledger.path, say, keys: keys, clock: clock, isNamed: false
        ) {
            try await request.record(in: $0)
        }
        for event in events {
            OutputWriter.standardOutput.writeLine(
                "\(event.position)  \(event.sentence(in: say.language))")
        }
    }
}

import ArgumentParser
import FiveOnes

/// `fiveones audit LEDGER`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Who did what, when, for which unit.",
        discussion: """
            Every limit that is given must hold. Events come in the order of recording, as they were \
            recorded; beneath each stands who corrected or retracted it, when and why. Text never \
            shows personal data; JSON does with --purpose and --reader, and else has an object \
            {"sealed": …} in its place. --reads lists who read whose personal data.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Option(help: "Only what this account did.") var actor: String?
    @Option(help: "Only what is about this family.") var family: FamilyID?
    @Option(help: "Only what was done in this unit's name, or is about it.") var unit: String?
    @Option(help: "Only events of this type; may be repeated.") var type: [EventType] = []
    @Flag(help: "Who read whose personal data, what for.") var reads = false
    @OptionGroup var period: PeriodOptions
    @OptionGroup var output: FormatOption
    @OptionGroup var who: ReaderOptions
    @OptionGroup var say: LanguageOption

    func validate() throws {
        let known = Set(EventCatalog.fiveOnes.definitions.map(\.type.name))
        if let unknown = type.first(where: { !known.contains($0.name) }) {
            throw ValidationError("\(unknown.name) is no event type; 'fiveones events' lists them.")
        }
    }

    func run() throws {
        if reads { return try listReads() }
        let opened = try who.open(ledger.path, say)
        var wanted = Query.Item(types: type.isEmpty ? nil : Query.Types(type))
        if let family { wanted.tags.append(.family(family)) }
        if let actor { wanted.tags.append(.actor(actor)) }
        if let unit {
            wanted.tags.append(.unit(unit.hasPrefix("unit:") ? String(unit.dropFirst(5)) : unit))
        }
        let width = "\(opened.ledger.size)".count
        var isEmpty = true
        try about(ledger.path) {
            let lineages = try opened.ledger.lineages()
            let authority = try opened.ledger.view(Authority.self)
            guard output.isJSON else {
                return try opened.ledger.history(
                    of: Query([wanted]), since: period.since, until: period.until
                ) { event in
                    isEmpty = false
                    let lineage = lineages[event.id]
                    try write(line: text(event, positionWidth: width))
                    if let word = opened.ledger.vouching(for: event, by: authority).words {
                        let space = String(repeating: " ", count: width + 2)
                        try write(
                            line: DisplayWidth.printable("\(space)└ \(word(in: say.language))"))
                    }
                    for line in lineage?.lines(in: say.language) ?? [] {
                        let space = String(repeating: " ", count: width + 2)
                        try write(line: DisplayWidth.printable("\(space)└ \(line)"))
                    }
                }
            }
            // Nothing is shown before its reading is on record.
            let lines = try who.disclose(opened.ledger, view: "audit") { open in
                var lines: [JSONValue] = []
                try opened.ledger.history(
                    of: Query([wanted]), since: period.since, until: period.until
                ) { event in
                    isEmpty = false
                    let vouching = opened.ledger.vouching(for: event, by: authority)
                    let json = try Self.json(event, lineages[event.id], vouching, opening: open)
                    if open == nil { try write(json) } else { lines.append(json) }
                }
                return lines
            }
            for line in lines { try write(line) }
        }
        if isEmpty, !output.isJSON {
            OutputWriter.standardError.say(
                say("没有符合条件的事件。", "No event on record fits."))
        }
        try opened.finish()
    }

    /// Who read whose personal data.
    private func listReads() throws {
        let opened = try ReadableLedger(ledger.path, say)
        try about(ledger.path) {
            try opened.ledger.accesses(to: family.map { .family($0) }, by: actor) { access in
                let subjects = access.said.subjects.map { "\($0.subject) (\($0.fields))" }
                guard !output.isJSON else {
                    return try write([
                        "format": 1,
                        "position": access.position.map { .integer(Int64($0)) } ?? .null,
                        "at": .string(access.at.description), "actor": .string(access.reader.id),
                        "role": .string(access.reader.role.rawValue),
                        "unit": .string(access.reader.unit),
                        "purpose": .string(access.said.purpose),
                        "outcome": .string(access.said.outcome?.rawValue ?? "read"),
                        "view": .string(access.said.view),
                        "subjects": .array(
                            access.said.subjects.map {
                                [
                                    "subject": .string($0.subject),
                                    "fields": .integer(Int64($0.fields)),
                                ]
                            }),
                    ])
                }
                let came = access.said.outcome
                let outcome = came.map { "\($0.label(in: say.language))  " } ?? ""
                let place = access.position.map { "\($0)" } ?? say("待入账", "waiting")
                let when = access.at.description.prefix(16).replacing("T", with: " ")
                try write(
                    line: DisplayWidth.printable(
                        "\(place)  \(when)  \(access.reader.id) (\(access.reader.role), "
                            + "\(access.reader.unit))  \(access.said.purpose)  "
                            + "\(access.said.view)  \(outcome)\(subjects.joined(separator: ", "))"))
            }
        }
        try opened.finish()
    }

    /// One event as a line: position, when, who, what.
    private func text(_ event: RecordedEvent, positionWidth: Int) throws -> String {
        let envelope = event.envelope
        // The instant's `T` and its seconds and offset are left out: 2025-03-03 09:00.
        let occurred = envelope.occurred.description
        let clock = occurred.dropFirst(11).prefix(5)
        let when = DisplayWidth.pad(
            occurred.prefix(10) + (clock.isEmpty ? "" : " \(clock)"), to: 16)
        let behalf =
            envelope.onBehalfOf.isEmpty
            ? "" : say("代\(envelope.onBehalfOf)", " for \(envelope.onBehalfOf)")
        let who = say(
            "\(envelope.actor)\(behalf)（\(envelope.role)·\(envelope.unit)）",
            "\(envelope.actor)\(behalf) (\(envelope.role), \(envelope.unit))")
        let definition = EventCatalog.fiveOnes.definition(of: event.type)
        let said =
            try definition?.words(envelope.payload, in: say.language)
            ?? event.title(in: say.language)
        let position = DisplayWidth.pad("\(event.position)", to: positionWidth, .right)
        let line = "\(position)  \(when)  \(DisplayWidth.pad(who, to: 36))  \(said)"
        return DisplayWidth.printable(line)
    }

    /// One event as others can rely on it; members may be added, never changed.
    static func json(
        _ event: RecordedEvent, _ lineage: Ledger.Lineage? = nil,
        _ vouching: Authority.Vouching = .service, opening open: Disclosure? = nil
    ) throws -> JSONValue {
        let envelope = event.envelope
        var object = JSONObject()
        object["format"] = 1
        object["position"] = .integer(Int64(event.position))
        object["id"] = .string(event.id.description)
        object["type"] = .string(event.type.description)
        object["occurred"] = .string(envelope.occurred.description)
        object["recorded"] = .string(envelope.recorded.description)
        object["actor"] = .string(envelope.actor)
        object["role"] = .string(envelope.role)
        object["unit"] = .string(envelope.unit)
        object["subject"] = event.subject.map { .string($0.text) } ?? .null
        object["tags"] = .array(event.tags.map { .string($0.text) })
        object["data"] = try open.map { try event.data(opening: $0) } ?? event.data()
        if !envelope.onBehalfOf.isEmpty { object["onBehalfOf"] = .string(envelope.onBehalfOf) }
        if !envelope.channel.isEmpty { object["channel"] = .string(envelope.channel) }
        if let attestation = envelope.attestation {
            object["attestedBy"] = .string(attestation.importer)
            object["attestedSource"] = .string(attestation.source)
        }
        switch vouching {
        case .service: break
        case .key(let name): object["provenBy"] = .string(name)
        case .unsigned: object["provenBy"] = .null
        case .forged: object["forgedSignature"] = true
        }
        if let lineage { object["amendments"] = .array(lineage.steps.map(json)) }
        return .object(object)
    }

    private static func json(_ step: Ledger.Lineage.Step) -> JSONValue {
        [
            "position": .integer(Int64(step.event.position)),
            "kind": step.isRetraction ? "retraction" : "correction",
            "actor": .string(step.event.actor.id),
            "recorded": .string(step.event.envelope.recorded.description),
            "reason": .string(step.reason), "stands": .bool(step.stands),
            "inForce": .bool(step.isInForce),
            "supersedes": step.supersedes.map { .integer(Int64($0)) } ?? .null,
        ]
    }
}

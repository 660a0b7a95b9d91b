import ArgumentParser
import FiveOnes

/// `fiveones export LEDGER`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write events as CloudEvents, CSV or OCEL, or the funds as an hledger journal.",
        discussion: """
            cloudevents (JSON Lines) and csv hold the events in the order of recording, as they were \
            recorded; corrections are events of their own. ocel (OCEL 2.0 JSON, for process mining) \
            and hledger (a journal of the funds) hold what is true and known by --as-of and \
            --known-at, corrections applied. None shows personal data but cloudevents with --purpose \
            and --reader: such an export is entered in the ledger's register, from which an erasure \
            reaches it. Without them each personal text is an object {"sealed": …}: the same ledger \
            knows the event again, and no other takes it.

            With --proof, one subject's whole file is written instead, to be checked by \
            'fiveones verify-file' without the ledger: nothing altered, nothing left out, nothing \
            of anybody else, and personal data sealed. With --key it is recorded who hands it out \
            (--actor, --role, --unit).
            """)

    /// What is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case cloudevents, csv, ocel, hledger
    }

    /// How many lines are opened, entered as readings and written at a time.
    static let portion = 500

    @OptionGroup var ledger: LedgerArgument
    @Option(help: "cloudevents, csv, ocel or hledger.") var format: Format = .cloudevents
    @Option(help: "Only what is about this family.") var family: FamilyID?
    @Option(help: ArgumentHelp("Only what carries this tag; may be repeated.", valueName: "tag"))
    var tag: [Tag] = []
    @OptionGroup var period: PeriodOptions
    @OptionGroup var times: FrameOptions
    @Option(help: "The CloudEvents source to name.") var source = "fiveones"
    @Option(help: ArgumentHelp("Write into this new file.", valueName: "file"))
    var output: String?
    @OptionGroup var who: ReaderOptions
    @Flag(help: "Write one subject's whole file with its proof.") var proof = false
    @OptionGroup var under: CheckpointOptions
    @OptionGroup var by: ActorOptions
    @OptionGroup var clock: ClockOption
    @OptionGroup var say: LanguageOption

    /// The tags asked for.
    private var tags: [Tag] { (family.map { [.family($0)] } ?? []) + tag }

    func validate() throws {
        try validateProof()
        let isRecord = format == .cloudevents || format == .csv
        if isRecord, times.frame != .everything {
            throw ValidationError(
                "--as-of and --known-at go with --format ocel or hledger; \(format) holds the record."
            )
        }
        if !isRecord, period.since != nil || period.until != nil {
            throw ValidationError("--since and --until go with --format cloudevents or csv.")
        }
        if format == .hledger, !tags.isEmpty {
            throw ValidationError("A journal holds whole funds; leave out --family and --tag.")
        }
    }

    func run() async throws {
        if proof { return try await writeFile() }
        let opened = try who.open(ledger.path, say)
        let ledger = opened.ledger
        let sink = try ExportSink(output)
        try about(self.ledger.path) {
            switch format {
            case .cloudevents: try writeEvents(ledger, sink)
            case .csv:
                try sink.write(line: CSVWriter.row(EventTable.header))
                try history(ledger) { event in
                    let row = try EventTable.row(event, in: say.language).map(CSVWriter.inert)
                    try sink.write(line: CSVWriter.row(row))
                }
            case .ocel:
                try ledger.writeOCEL(
                    of: tags.isEmpty ? .all : .tags(tags), in: times.frame
                ) { try sink.write(text: $0) }
            case .hledger:
                let book = try ledger.view(FundBook.self, in: times.frame)
                for entry in FundJournal(book).entries() { try sink.write(text: entry) }
            }
            try sink.finish()
        }
        try opened.finish()
    }

    /// Writes CloudEvents, in the clear where that is wanted.
    private func writeEvents(_ ledger: Ledger, _ sink: ExportSink) throws {
        // The register knows of the export before anybody sees a line of it.
        try register(ledger, sink, isDone: false)
        try who.disclose(ledger, view: "export") { open in
            guard let open else {
                return try history(ledger) { event in
                    try sink.write(line: CloudEvents.json(event, source: source).description)
                }
            }
            var portion: [String] = []
            // No line leaves before its readings are on record.
            func hand() throws {
                try open.leave()
                for line in portion { try sink.write(line: line) }
                portion.removeAll(keepingCapacity: true)
            }
            try history(ledger) { event in
                let json = try CloudEvents.json(event, source: source, opening: open)
                portion.append(json.description)
                if portion.count == Self.portion { try hand() }
            }
            try hand()
        }
        try sink.finish()
        try register(ledger, sink, isDone: true)
    }

    private func register(_ ledger: Ledger, _ sink: ExportSink, isDone: Bool) throws {
        guard let purpose = who.purpose, let reader = who.reader else { return }
        try ledger.registerExport(
            file: sink.path, digest: isDone ? sink.digest : [], for: purpose, about: tags,
            by: reader.actor)
    }

    private func history(_ ledger: Ledger, _ body: (RecordedEvent) throws -> Void) throws {
        let query = Query([Query.Item(tags: tags)])
        try ledger.history(of: query, since: period.since, until: period.until, body)
    }
}

/// Writes one JSON value as a line, or throws when nobody reads any further.
func write(_ json: JSONValue) throws {
    try write(line: json.description)
}

/// Writes a line, or a table whose lines are ended, or throws when nobody reads any further.
func write(line: String) throws {
    try write(text: line.utf8.last == UInt8(ascii: "\n") ? line : line + "\n")
}

/// Writes text as it is, or throws when nobody reads any further.
func write(text: String) throws {
    guard !OutputWriter.standardOutput.isClosed else { throw Failure(.io) }
    OutputWriter.standardOutput.write(text)
}

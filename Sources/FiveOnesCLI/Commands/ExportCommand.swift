import ArgumentParser
import CaseLedger
import FiveOnes

/// `fiveones export LEDGER`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write events as CloudEvents 1.0 JSON Lines.",
        discussion: """
            The events come in the order of recording, as they were recorded; corrections are \
            events of their own. Personal data is included.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Option(help: "Only what is about this family.") var family: FamilyID?
    @Option(help: ArgumentHelp("Only what carries this tag; may be repeated.", valueName: "tag"))
    var tag: [Tag] = []
    @OptionGroup var period: PeriodOptions
    @Option(help: "The CloudEvents source to name.") var source = "fiveones"
    @OptionGroup var say: LanguageOption

    func run() throws {
        let opened = try ReadableLedger(ledger.path, say)
        let tags = (family.map { [.family($0)] } ?? []) + tag
        let filter = HistoryFilter(tags: tags, since: period.since, until: period.until)
        try about(ledger.path) {
            try opened.ledger.history(filter) { event in
                let json = try CloudEvents.json(event, source: source)
                try write(json)
            }
        }
        try opened.finish()
    }
}

/// Writes one JSON value as a line, or throws when nobody reads any further.
func write(_ json: JSONValue) throws {
    try write(line: json.description)
}

/// Writes a line, or a table whose lines are ended, or throws when nobody reads any further.
func write(line: String) throws {
    guard !OutputWriter.standardOutput.isClosed else { throw Failure(.io) }
    OutputWriter.standardOutput.write(line.utf8.last == UInt8(ascii: "\n") ? line : line + "\n")
}

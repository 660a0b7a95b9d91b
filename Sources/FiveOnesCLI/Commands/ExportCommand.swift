import ArgumentParser
import CaseLedger
import FiveOnes
import SegmentLog

/// `fiveones export LEDGER`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write events as CloudEvents 1.0 JSON Lines.",
        discussion: """
            The events come in the order of recording, as they were recorded; corrections are \
            events of their own. Personal data is included.

            With --proof, one subject's whole file is written instead, to be checked by \
            'fiveones verify-file' without the ledger: nothing altered, nothing left out, nothing \
            of anybody else. With --key it is recorded who hands it out (--actor, --role, --unit).
            """)

    @OptionGroup var ledger: LedgerArgument
    @Option(help: "Only what is about this family.") var family: FamilyID?
    @Option(help: ArgumentHelp("Only what carries this tag; may be repeated.", valueName: "tag"))
    var tag: [Tag] = []
    @OptionGroup var period: PeriodOptions
    @Option(help: "The CloudEvents source to name.") var source = "fiveones"
    @Flag(help: "Write one subject's whole file with its proof.") var proof = false
    @OptionGroup var under: CheckpointOptions
    @OptionGroup var by: ActorOptions
    @OptionGroup var say: LanguageOption

    func validate() throws {
        guard proof else {
            if under.key != nil || under.checkpoint != nil {
                throw ValidationError("--key and --checkpoint belong to --proof.")
            }
            return
        }
        guard tag.count + (family == nil ? 0 : 1) == 1, period.since == nil, period.until == nil
        else { throw ValidationError("--proof takes one family or one tag, and all of its time.") }
        if under.key != nil { _ = try by.actor() }
        if under.key == nil, under.checkpoint == nil {
            throw ValidationError("--proof takes --key, or the --checkpoint of an earlier file.")
        }
    }

    func run() async throws {
        if proof { return try await writeFile() }
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

    /// A family with what belongs to it, or just the tag that was asked for.
    private func subject(in ledger: Ledger) throws -> [Tag] {
        try family.map { try ledger.familyTags($0) } ?? tag
    }

    /// Writes one subject's file.
    private func writeFile() async throws {
        let file: SubjectFile
        if let key = under.key {
            let signer = try openSigner(key)
            let opened = try openForRecording(ledger.path, say)
            do {
                file = try await opened.stateFile(
                    of: try subject(in: opened), signedBy: signer, by: try by.actor())
            } catch {
                try? opened.close()
                throw Failure(known: error, at: ledger.path) ?? error
            }
            try about(ledger.path) { try opened.close() }
        } else {
            let opened = try ReadableLedger(ledger.path, say)
            let note = try about(under.checkpoint ?? "") {
                try SignedNote(try contents(of: under.checkpoint ?? ""))
            }
            file = try about(ledger.path) {
                try opened.ledger.subjectFile(of: subject(in: opened.ledger), under: note)
            }
        }
        try write(line: String(decoding: file.encoded, as: UTF8.self))
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

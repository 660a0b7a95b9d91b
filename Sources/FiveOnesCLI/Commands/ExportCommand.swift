import ArgumentParser
import CaseLedger
import Crypto
import FiveOnes
import Foundation

/// `fiveones export LEDGER`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write events as CloudEvents 1.0 JSON Lines.",
        discussion: """
            The events come in the order of recording, as they were recorded; corrections are \
            events of their own. Personal data is written with --purpose and --reader; such an \
            export is entered in the ledger's register, from which an erasure reaches it. Without \
            them each personal text is an object {"sealed": …}: the same ledger knows the event \
            again, and no other takes it.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Option(help: "Only what is about this family.") var family: FamilyID?
    @Option(help: ArgumentHelp("Only what carries this tag; may be repeated.", valueName: "tag"))
    var tag: [Tag] = []
    @OptionGroup var period: PeriodOptions
    @Option(help: "The CloudEvents source to name.") var source = "fiveones"
    @Option(help: ArgumentHelp("Write into this new file.", valueName: "file"))
    var output: String?
    @OptionGroup var who: ReaderOptions
    @OptionGroup var say: LanguageOption

    func run() throws {
        let opened = try ReadableLedger(ledger.path, say, keys: try who.keys(of: ledger.path))
        let tags = (family.map { [.family($0)] } ?? []) + tag
        let filter = HistoryFilter(tags: tags, since: period.since, until: period.until)
        let sink = try Sink(output)
        try about(ledger.path) {
            // The register knows of the export before anybody sees a line of it.
            try register(opened.ledger, sink, tags, isDone: false)
            try who.disclose(opened.ledger, view: "export") { open in
                try opened.ledger.history(filter) { event in
                    let json = try open.map {
                        try CloudEvents.json(event, source: source, opening: $0)
                    }
                    try sink.write(line: (json ?? CloudEvents.json(event, source: source)).description)
                }
            }
            try sink.finish()
            try register(opened.ledger, sink, tags, isDone: true)
        }
        try opened.finish()
    }

    private func register(_ ledger: Ledger, _ sink: Sink, _ about: [Tag], isDone: Bool) throws {
        guard let purpose = who.purpose, let reader = who.reader else { return }
        try ledger.registerExport(
            file: sink.path, digest: isDone ? sink.digest : [], for: purpose, about: about,
            by: reader.actor)
    }

    /// Where the lines go: a new file, or standard output.
    private final class Sink {
        let path: String
        private let handle: FileHandle?
        private var hash = SHA256()
        private var pending: [UInt8] = []

        init(_ output: String?) throws {
            guard let output else {
                (path, handle) = ("", nil)
                return
            }
            let url = URL(fileURLWithPath: output).standardizedFileURL
            path = url.path
            guard !FileManager.default.fileExists(atPath: path) else {
                throw Failure(.cannotCreate, "\(output): is there already; name a new file")
            }
            guard
                FileManager.default.createFile(
                    atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
                let handle = FileHandle(forWritingAtPath: path)
            else { throw Failure(.cannotCreate, "\(output): cannot be written") }
            self.handle = handle
        }

        func write(line: String) throws {
            guard handle != nil else {
                hash.update(data: Array(line.utf8) + [0x0A])
                return try FiveOnesCLI.write(line: line)
            }
            pending += line.utf8
            pending.append(0x0A)
            if pending.count > 1 << 20 { try flush() }
        }

        private func flush() throws {
            hash.update(data: pending)
            try handle?.write(contentsOf: pending)
            pending.removeAll(keepingCapacity: true)
        }

        func finish() throws {
            try flush()
            try handle?.synchronize()
            try handle?.close()
        }

        var digest: [UInt8] { Array(hash.finalize()) }
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

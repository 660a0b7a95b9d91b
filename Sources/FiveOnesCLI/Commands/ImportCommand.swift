import ArgumentParser
import FiveOnes
import Foundation

/// `fiveones import LEDGER FILE [--mapping MAP]`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Record what happened elsewhere: CloudEvents JSON Lines, or CSV by a mapping.",
        discussion: """
            Each line that makes sense is recorded as attested by --actor, even where it breaks a \
            rule. Refused lines go to FILE.refused.jsonl with number and reason (exit 65); correct \
            them there, or in FILE, and import again. What is on record already stays as it is. \
            FILE may be - for standard input.
            Who may act, holds, erasures and readings have effect only where they were decided, and \
            are refused. --adopt takes them over with the history of another ledger, as long as \
            nobody was granted anything in this one; keys, holds and files here stay as they are. \
            Two accounts adopt it, each named with --adopt, and both keepers of the authority by \
            what the files say; they stand in the attestation of every event.
            """)

    /// How many refused lines are listed.
    static let listed = 20

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "The files, in order.") var files: [String]
    @Option(help: ArgumentHelp("How rows of CSV become events.", valueName: "map"))
    var mapping: String?
    @Option(help: "The account that answers for what the files say.") var actor = "importer"
    @Option(help: ArgumentHelp("Where refused lines go.", valueName: "file"))
    var refused: String?
    @Option(
        help: ArgumentHelp(
            "Take over what governed another ledger, as one of two keepers; given twice.",
            valueName: "account"))
    var adopt: [String] = []
    @OptionGroup var keys: KeyOptions
    @OptionGroup var clock: ClockOption
    @OptionGroup var say: LanguageOption

    func validate() throws {
        if files.isEmpty { throw ValidationError("Name at least one FILE.") }
        if actor.isEmpty {
            throw ValidationError("--actor is empty; say who answers for what the files say.")
        }
        if !adopt.isEmpty {
            guard Set(adopt).count == 2, adopt.count == 2, !adopt.contains("") else {
                throw ValidationError("Two keepers adopt a history: give --adopt twice.")
            }
            guard mapping == nil, !files.contains("-") else {
                throw ValidationError("--adopt takes files of CloudEvents, which are read twice.")
            }
        }
        if let table = files.first(where: { $0.lowercased().hasSuffix(".csv") }), mapping == nil {
            throw ValidationError(
                "\(table) is a table; say with --mapping how its rows become events.")
        }
    }

    func run() async throws {
        let mapping = try mapping.map { path in
            try about(path) { try Mapping(contents(of: path), catalog: .fiveOnes) }
        }
        for file in files { try check(file, mapping) }
        if !adopt.isEmpty { try requireKeepers() }
        let refused = try await recording(in: ledger.path, say, keys: keys, clock: clock) {
            opened in
            var refused = 0
            for file in files { refused += try await bring(file, mapping, into: opened).refused }
            return refused
        }
        if refused > 0 { throw Failure(.badData) }
    }

    /// Refuses what cannot be imported at all, before anything is.
    ///
    /// What can be read only once, such as a pipe, is not looked into.
    private func check(_ file: String, _ mapping: Mapping?) throws {
        guard file != "-" else { return }
        let isFile = try? URL(fileURLWithPath: file).resolvingSymlinksInPath()
            .resourceValues(forKeys: [.isRegularFileKey, .isDirectoryKey])
        if isFile?.isDirectory == true {
            throw Failure(.noInput, "\(file): is a directory; name a file")
        }
        if isFile?.isRegularFile == false { return }
        _ = try LineReader(path: file)
        if let mapping, !Self.isJSONLines(file) {
            _ = try about(file) {
                try MappingSource(
                    csv: file, mapping: mapping, catalog: .fiveOnes, importer: attester)
            }
        }
    }

    /// Refuses adopters who are no keepers of the authority, by what the files say.
    private func requireKeepers() throws {
        var keepers: Set<String> = []
        for file in files {
            var source = try JSONLinesSource(path: file, catalog: .fiveOnes, importer: attester)
            while let lines = try source.nextLines() {
                for draft in lines.flatMap(\.drafts) { Self.note(draft.event, in: &keepers) }
            }
        }
        if let other = adopt.first(where: { !keepers.contains($0) }) {
            throw Failure(
                .notPermitted,
                "\(other) is no keeper of the authority by what the files say; two keepers adopt it"
            )
        }
    }

    private static func note(_ event: NewEvent, in keepers: inout Set<String>) {
        func said<P: Payload>(_ type: P.Type) -> P? {
            event.type == P.type ? try? WireDecoder.decode(P.self, from: event.payload) : nil
        }
        let role = Role.authorityKeeper.rawValue
        if let founded = said(AuthorityFounded.self) { keepers.insert(founded.founder) }
        if let granted = said(RoleGranted.self), granted.role == role, granted.through == nil {
            keepers.insert(granted.holder)
        }
        if let ended = said(RoleEnded.self), ended.role == role { keepers.remove(ended.holder) }
    }

    /// Who answers for what the files say.
    private var attester: String { adopt.isEmpty ? actor : adopt.joined(separator: ", ") }

    private static func isJSONLines(_ file: String) -> Bool { file.hasSuffix(".jsonl") }

    private func bring(
        _ file: String, _ mapping: Mapping?, into ledger: Ledger
    ) async throws -> ImportSummary {
        let path = file == "-" ? "/dev/stdin" : file
        let importer = Importer(ledger, adopting: !adopt.isEmpty)
        let output = RefusedFile(for: file == "-" ? "stdin" : file, at: refused)
        let progress = ProgressLine(say("导入", "import"))
        var listing: [String] = []
        let show = { (summary: ImportSummary) in
            progress.update(to: summary.recorded + summary.known + summary.refused)
        }
        let refuse = { (line: RefusedLine) throws in
            try output.add(line)
            if listing.count < Self.listed {
                listing.append(say("第 \(line.number) 行：", "line \(line.number): ") + line.reason)
            }
        }
        defer { progress.finish() }
        let summary: ImportSummary
        if let mapping, Self.isJSONLines(file) {
            let source = MappingSource(
                refused: try LineReader(path: path), mapping: mapping, catalog: .fiveOnes,
                importer: attester)
            summary = try await importer.run(source, progress: show, refused: refuse)
        } else if let mapping {
            let source = try MappingSource(
                csv: path, mapping: mapping, catalog: .fiveOnes, importer: attester)
            summary = try await importer.run(source, progress: show, refused: refuse)
        } else {
            let source = try JSONLinesSource(path: path, catalog: .fiveOnes, importer: attester)
            summary = try await importer.run(source, progress: show, refused: refuse)
        }
        progress.finish()
        report(file, summary, listing, try output.finish())
        return summary
    }

    private func report(
        _ file: String, _ summary: ImportSummary, _ listing: [String], _ refusedPath: String?
    ) {
        let errors = OutputWriter.standardError
        for line in listing { errors.say("\(file), \(line)") }
        if summary.refused > listing.count {
            let more = summary.refused - listing.count
            errors.say(say("…… 另有 \(more) 行", "… and \(more) more"))
        }
        if let refusedPath {
            errors.say(
                say(
                    "未导入的行在 \(refusedPath) 中；改正后再次导入即可。",
                    "The refused lines are in \(refusedPath); correct them and import again."))
        }
        OutputWriter.standardOutput.say(
            say(
                "\(file)：记录 \(grouped(summary.recorded)) 件，已有 \(grouped(summary.known)) 件，"
                    + "拒绝 \(grouped(summary.refused)) 行",
                "\(file): \(grouped(summary.recorded)) recorded, \(grouped(summary.known)) already "
                    + "known, \(grouped(summary.refused)) \(summary.refused == 1 ? "line" : "lines") "
                    + "refused"))
    }
}

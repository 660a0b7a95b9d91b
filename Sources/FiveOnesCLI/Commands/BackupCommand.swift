import ArgumentParser
import FiveOnes

/// `fiveones backup LEDGER DIR`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Make a verified copy of the ledger, or bring it up to date.",
        discussion: """
            The ledger may be recorded in meanwhile: what is on record at the start is copied. A \
            later run copies what is new. Nothing is replaced before every hash of the copy has \
            been derived from the copy. DIR/log is a ledger like any other; 'fiveones verify \
            DIR/log' checks it where it lies. Keys are not in a ledger, so not in its backup.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: ArgumentHelp("Where the backup is kept.", valueName: "dir"))
    var directory: String
    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func run() throws {
        let report = try about(ledger.path) { try Office(at: ledger.path).backUp(to: directory) }
        if output.isJSON { return try write(report.json) }
        let new = report.head.size - (report.before?.size ?? 0)
        try write(
            line: say(
                """
                \(directory)：\(report.head.size) 条记录，其中新增 \(new) 条；\
                复制 \(report.copied.count) 个分段（\(report.copiedBytes) 字节），\(report.kept) 个已在。
                根   \(report.head.root.base64)
                """,
                """
                \(directory): \(report.head.size) entries, \(new) of them new; \
                \(report.copied.count) segments copied (\(report.copiedBytes) bytes), \
                \(report.kept) were there.
                root  \(report.head.root.base64)
                """))
    }
}

/// `fiveones restore DIR LEDGER`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a ledger again from a backup, into an empty place.",
        discussion: """
            Every hash is derived from the new files before they get their names, and the root is \
            compared with the backup's record. A restoration that was cut short is completed by \
            the next one.
            """)

    @Argument(help: ArgumentHelp("Where the backup is kept.", valueName: "dir"))
    var directory: String
    @Argument(help: ArgumentHelp("The new ledger's directory.", valueName: "ledger"))
    var path: String
    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func run() throws {
        let report = try about(directory) {
            do throws(LedgerError) { return try Office(at: path).restore(from: directory) } catch {
                guard let cause = error.cause, cause.code == .alreadyExists else { throw error }
                throw Failure(
                    .cannotCreate,
                    "\(path): not empty (\(cause.file ?? "")). Restore into a directory that is "
                        + "empty or not there yet.")
            }
        }
        if output.isJSON { return try write(report.json) }
        try write(
            line: say(
                """
                \(path)：已恢复 \(report.head.size) 条记录，每个哈希均已重新推导。
                根   \(report.head.root.base64)
                """,
                """
                \(path): \(report.head.size) entries restored, every hash derived anew.
                root  \(report.head.root.base64)
                """))
    }
}

extension LogBackup.Report {
    /// The report, as others can rely on it; members may be added, never changed.
    fileprivate var json: JSONValue {
        [
            "format": 1, "size": .integer(Int64(head.size)), "root": .string(head.root.base64),
            "sizeBefore": before.map { .integer(Int64($0.size)) } ?? .null,
            "copied": .array(copied.map { .string($0) }),
            "copiedBytes": .integer(Int64(copiedBytes)), "kept": .integer(Int64(kept)),
        ]
    }
}

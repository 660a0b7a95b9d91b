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
            DIR/log' checks it where it lies. Readings that wait to be taken in come along.
            Keys are not in a ledger, so not in its backup. --keys puts a copy beside it, sealed \
            under a passphrase, and records who took it: with that file, the passphrase and the \
            backup anybody can read everything, so keep the passphrase elsewhere.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: ArgumentHelp("Where the backup is kept.", valueName: "dir"))
    var directory: String
    @Flag(help: "Take the keys along, sealed under a passphrase.") var keys = false
    @OptionGroup var under: PassphraseOption
    @OptionGroup var who: ActorOptions
    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func validate() throws {
        if keys { _ = try who.actor() }
    }

    func run() throws {
        var taking: (passphrase: String, actor: Actor)?
        if keys {
            guard let passphrase = try under.text() else {
                throw ValidationError("Give --passphrase, or FIVEONES_PASSPHRASE.")
            }
            taking = (passphrase, try who.actor())
        }
        let report = try about(ledger.path) {
            try Office(of: ledger.path).backUp(to: directory, withKeys: taking)
        }
        if output.isJSON { return try write(report.json(keys ? ["keys": true] : [:])) }
        let place = DisplayWidth.printable(directory)
        let new = report.head.size - (report.before?.size ?? 0)
        try write(
            line: say(
                """
                \(place)：\(report.head.size) 条记录，其中新增 \(new) 条；\
                复制 \(report.copied.count) 个分段（\(report.copiedBytes) 字节），\(report.kept) 个已在。
                根   \(report.head.root.base64)
                """,
                """
                \(place): \(report.head.size) entries, \(new) of them new; \
                \(report.copied.count) segments copied (\(report.copiedBytes) bytes), \
                \(report.kept) were there.
                root  \(report.head.root.base64)
                """))
        guard keys else { return }
        try write(
            line: say(
                "密钥已封存于 \(place)/\(SealedKeys.name)；请将口令另行保存。",
                "The keys are in \(place)/\(SealedKeys.name), sealed; keep the passphrase "
                    + "elsewhere."))
    }
}

extension LogBackup.Report {
    /// The report, as others can rely on it; members may be added, never changed.
    func json(_ more: [String: JSONValue]) -> JSONValue {
        var object = JSONObject()
        let members: KeyValuePairs<String, JSONValue> = [
            "format": 1, "size": .integer(Int64(head.size)), "root": .string(head.root.base64),
            "sizeBefore": before.map { .integer(Int64($0.size)) } ?? .null,
            "copied": .array(copied.map { .string($0) }),
            "copiedBytes": .integer(Int64(copiedBytes)), "kept": .integer(Int64(kept)),
        ]
        for (name, value) in members { object[name] = value }
        for (name, value) in more.sorted(by: { $0.key < $1.key }) { object[name] = value }
        return .object(object)
    }
}

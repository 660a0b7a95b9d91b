import ArgumentParser
import FiveOnes

/// `fiveones restore DIR LEDGER`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a ledger again from a backup, into an empty place.",
        discussion: """
            Every hash is derived from the new files before they get their names, and the root is \
            compared with the backup's record. A restoration that was cut short is completed by \
            the next one. Keys that the backup holds are restored with their passphrase, into \
            LEDGER.keys or where --keys says; without keys, it is said what will not open.
            """)

    @Argument(help: ArgumentHelp("Where the backup is kept.", valueName: "dir"))
    var directory: String
    @Argument(help: ArgumentHelp("The new ledger's directory.", valueName: "ledger"))
    var path: String
    @OptionGroup var under: PassphraseOption
    @OptionGroup var keys: KeyOptions
    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func run() throws {
        let office = try keys.office(at: path)
        let passphrase = try under.text()
        let report = try about(directory) {
            do throws(LedgerError) {
                return try office.restore(from: directory, passphrase: passphrase)
            } catch {
                guard let cause = error.cause, cause.code == .alreadyExists else { throw error }
                throw Failure(
                    .cannotCreate,
                    "\(path): not empty (\(cause.file ?? "")). Restore into a directory that is "
                        + "empty or not there yet.")
            }
        }
        let shut = try about(path) { try office.entriesWithoutKeys() }
        if output.isJSON {
            return try write(
                report.json(shut.map { ["entriesWithoutKeys": .integer(Int64($0))] } ?? [:]))
        }
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
        guard let shut, shut > 0 else { return }
        try write(line: words(for: shut, office))
    }

    /// What will not open, and what to do about it.
    private func words(for shut: Int, _ office: Office) -> String {
        let lost = say(
            "\(office.keyPath) 没有密钥：\(shut) 条记录中的个人信息无法打开。",
            "There are no keys in \(office.keyPath): what is personal in \(shut) entries will not "
                + "open. ")
        return lost
            + (Office.holdsKeys(inBackup: directory)
                ? say(
                    "备份中有封存的密钥：加上 --passphrase 再恢复一次。",
                    "The backup holds them, sealed: restore again with --passphrase.")
                : say("请从其副本恢复。", "Restore them from their own copy."))
    }
}

import ArgumentParser
import FiveOnes

/// `fiveones tiles LEDGER DIR`.
struct TilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tiles",
        abstract: "Write the ledger as C2SP tlog-tiles, which public tools verify as they are.",
        discussion: """
            Served over HTTP, DIR is the log's prefix. A later run writes only what is new. The \
            entry bundles hold every event with all that it says.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: ArgumentHelp("Where to write.", valueName: "dir")) var directory: String
    @OptionGroup var under: CheckpointOptions
    @OptionGroup var by: ActorOptions
    @OptionGroup var say: LanguageOption

    func run() throws {
        let prover = try about(ledger.path) { try Office(at: ledger.path).prover() }
        let signed = try under.note(for: prover, of: ledger.path, by: by)
        let written = try about(directory) {
            try TileExport(of: prover, to: FileStorage(directory: directory)).run(signed)
        }
        try write(
            line: say("\(directory)：写出 \(written) 个文件", "\(directory): \(written) files written"))
    }
}

import ArgumentParser
import CaseLedger
import FiveOnes
import SegmentLog

/// `fiveones init LEDGER`.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Found a ledger in an empty or absent directory.")

    @OptionGroup var ledger: LedgerArgument
    @Option(
        help: ArgumentHelp(
            "Found its authority too: this account may grant roles.", valueName: "account"))
    var founder: String?
    @Option(help: ArgumentHelp("The founder's unit, one of the city's.", valueName: "unit"))
    var founderUnit = "city:double-support"
    @Option(help: "On what ground: the decree or letter of appointment.")
    var ground = "founding of the ledger"
    @OptionGroup var say: LanguageOption

    func run() async throws {
        do {
            try requireDirectory(ledger.path)
            let founded = try Ledger.create(
                in: FileStorage(directory: ledger.path), events: .fiveOnes)
            try await foundAuthority(in: founded)
            try founded.close()
        } catch {
            guard let failure = Failure(known: error, at: ledger.path) else { throw error }
            let cannotCreate = failure.exit == .noInput || failure.exit == .io
            throw cannotCreate ? Failure(.cannotCreate, failure.message) : failure
        }
        OutputWriter.standardOutput.writeLine(
            say("已在 \(ledger.path) 建立账本。", "Founded a ledger in \(ledger.path)."))
        guard let founder else { return }
        OutputWriter.standardOutput.writeLine(
            say(
                "授权管理员：\(founder)（\(founderUnit)）；用 fiveones grant 授予角色。",
                "\(founder) (\(founderUnit)) keeps its authority: grant roles with 'fiveones grant'."
            ))
    }

    /// Records who may grant roles, if anybody is named; without it callers are believed.
    private func foundAuthority(in ledger: Ledger) async throws {
        guard let founder else { return }
        let founding = AuthorityFounded(founder: founder, unit: founderUnit, ground: ground)
        try await ledger.perform(
            Record(founding), by: Actor(founder, role: .authorityKeeper, unit: founderUnit))
    }
}

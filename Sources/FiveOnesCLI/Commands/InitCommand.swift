import ArgumentParser
import CaseLedger
import FiveOnes
import SegmentLog

/// `fiveones init LEDGER`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Found a ledger in an empty or absent directory.")

    @OptionGroup var ledger: LedgerArgument
    @OptionGroup var say: LanguageOption

    func run() throws {
        do {
            try requireDirectory(ledger.path)
            let founded = try Ledger.create(
                in: FileStorage(directory: ledger.path), events: .fiveOnes)
            try founded.close()
        } catch {
            guard let failure = Failure(known: error, at: ledger.path) else { throw error }
            let cannotCreate = failure.exit == .noInput || failure.exit == .io
            throw cannotCreate ? Failure(.cannotCreate, failure.message) : failure
        }
        OutputWriter.standardOutput.writeLine(
            say("已在 \(ledger.path) 建立账本。", "Founded a ledger in \(ledger.path)."))
    }
}

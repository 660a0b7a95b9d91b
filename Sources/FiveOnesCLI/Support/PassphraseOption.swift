import ArgumentParser
import FiveOnes
import Foundation

/// `--passphrase FILE`, or FIVEONES_PASSPHRASE.
struct PassphraseOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What the keys are sealed under: the first line of this file, else FIVEONES_PASSPHRASE.",
            valueName: "file"))
    var passphrase: String?

    /// The passphrase; `nil` if none was given.
    func text() throws -> String? {
        guard let passphrase else {
            let text = ProcessInfo.processInfo.environment["FIVEONES_PASSPHRASE"] ?? ""
            return text.isEmpty ? nil : text
        }
        let line = try contents(of: passphrase).prefix { $0 != 0x0A && $0 != 0x0D }
        return String(decoding: line, as: UTF8.self)
    }
}

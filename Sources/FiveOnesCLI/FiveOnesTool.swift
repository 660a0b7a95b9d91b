import ArgumentParser
import FiveOnes

/// The tool `fiveones`.
@main
struct FiveOnesTool {
    static func main() async {
        var failure: Failure?
        do {
            var command = try FiveOnesCommand.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard let known = Failure(known: error) else {
                OutputWriter.standardOutput.flush()
                let code = FiveOnesCommand.exitCode(for: error)
                if code == .success { FiveOnesCommand.exit(withError: error) }  // help, version
                let text = FiveOnesCommand.fullMessage(for: error)
                for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                    OutputWriter.standardError.say(String(line))
                }
                FiveOnesCommand.exit(withError: code)
            }
            failure = known
        }
        OutputWriter.standardOutput.flush()
        if let number = OutputWriter.standardOutput.failure {
            failure = Failure(.io, "standard output: cannot be written (errno \(number))")
        } else if OutputWriter.standardOutput.isClosed {
            failure = nil  // nobody reads any further, so nothing is missing
        }
        guard let failure else { return }
        if !failure.message.isEmpty {
            OutputWriter.standardError.say("fiveones: \(failure.message)")
        }
        FiveOnesCommand.exit(withError: ExitCode(failure.exit.rawValue))
    }
}

/// `fiveones`, which does nothing without a subcommand.
struct FiveOnesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fiveones",
        abstract: "The Five Ones plan as a ledger of events: record, replay, check, prove.",
        discussion: """
            A LEDGER is a directory. Results go to standard output, everything else to standard \
            error. Exit codes: 0 done, 1 violations found (where asked to fail on them), 64 usage, \
            65 bad data, 66 no input, 73 cannot create, 74 input or output failed, 77 not permitted.
            """,
        version: "0.1.0",
        subcommands: commands)
}

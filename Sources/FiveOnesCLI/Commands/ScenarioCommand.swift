import ArgumentParser
import FiveOnes
import Foundation

/// `fiveones scenario FILE…`.
struct ScenarioCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario",
        abstract: "Try small histories against what supervision must find.",
        discussion: """
            A file has scenarios: 'scenario: NAME', 'as-of: DAY', events as 'WHEN TYPE {data} [by \
            ACTOR ROLE UNIT]', and 'expect: FINDING OUTCOME [unit=…] [person=…] [due=…]'. Each is \
            tried in a ledger of its own. Exits with 1 if something else was found.
            """)

    @Argument(help: "Files of scenarios.") var files: [String]
    @OptionGroup var say: LanguageOption

    func validate() throws {
        if files.isEmpty { throw ValidationError("name at least one file of scenarios.") }
    }

    func run() async throws {
        var differences = 0
        for file in files {
            let text = try about(file) { try String(contentsOfFile: file, encoding: .utf8) }
            let scenarios: [Scenario]
            do throws(Scenario.Malformed) { scenarios = try Scenario.parse(text) } catch {
                throw Failure(.badData, "\(file), \(error)")
            }
            for scenario in scenarios {
                let found: [String]
                do { found = try await scenario.run() } catch {
                    throw Failure(.badData, "\(file), \(scenario.name): \(error)")
                }
                differences += found.count
                for difference in found {
                    try write(line: DisplayWidth.printable("✗ \(difference)"))
                }
                if found.isEmpty { try write(line: DisplayWidth.printable("✓ \(scenario.name)")) }
            }
        }
        if differences > 0 { throw Failure(.violations) }
    }
}

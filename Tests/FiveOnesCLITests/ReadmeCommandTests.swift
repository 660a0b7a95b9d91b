import ArgumentParser
import Foundation
import Testing

@testable import FiveOnesCLI

/// The README's table of commands, held to the tool.
@Suite struct ReadmeCommandTests {
    /// The first columns of the table under "The tool".
    private static func rows() throws -> [String] {
        let path = TranscriptTests.root.appendingPathComponent("README.md")
        let text = try String(contentsOf: path, encoding: .utf8)
        let lines = text.split(separator: "\n").drop { $0 != "## The tool" }.dropFirst()
        return lines.prefix { !$0.hasPrefix("## ") }
            .filter { $0.hasPrefix("| `fiveones ") }
            .map { String($0.split(separator: "|")[0]) }
    }

    /// The commands as the table writes them, word by word.
    private static func usages() throws -> [[Substring]] {
        try rows().flatMap { row in
            row.matches(of: #/`fiveones ([^`]+)`/#).map { $0.1.split(separator: " ") }
        }
    }

    @Test func theTableNamesEveryCommandAndNoOther() throws {
        let named = try Self.usages().compactMap { $0.first.map(String.init) }
        let commands = FiveOnesCommand.commands.compactMap { $0.configuration.commandName }
        let other = Set(named).symmetricDifference(commands).sorted()
        #expect(other == [])
        #expect(named.count == Set(named).count, "each command once")
    }

    @Test func theTableNamesOnlyOptionsThatThereAre() throws {
        for usage in try Self.usages() {
            let name = String(usage[0])
            guard
                let command = FiveOnesCommand.commands.first(where: {
                    $0.configuration.commandName == name
                })
            else { continue }
            let help = FiveOnesCommand.helpMessage(for: command)
            for word in usage {
                guard let option = word.firstMatch(of: #/--[a-z-]+/#)?.output else { continue }
                #expect(help.contains(option), "\(name) has no \(option)")
            }
        }
    }
}

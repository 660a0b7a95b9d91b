import FiveOnes
import Foundation
import Testing

/// The scenarios of `fixtures/checks`, one file for each check.
@Suite struct ScenarioTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/checks").path
    static let files = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
        .filter { $0.hasSuffix(".scenario") }.sorted()

    @Test(arguments: files) func findsWhatIsExpected(_ file: String) async throws {
        let text = try String(contentsOfFile: "\(Self.directory)/\(file)", encoding: .utf8)
        let scenarios = try Scenario.parse(text)
        #expect(!scenarios.isEmpty)
        for scenario in scenarios {
            let differences = try await scenario.run()
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        }
    }
}

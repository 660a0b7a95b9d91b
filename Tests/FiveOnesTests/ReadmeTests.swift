import CaseLedger
import FiveOnes
import Foundation
import SegmentLog
import Testing

/// The Swift of the README, run as it stands there.
@Suite struct ReadmeTests {
    // The README is set wider than sources are.
    // swift-format-ignore
    @Test func theTwentyLinesDoWhatTheReadmeSays() async throws {
        var printed: [String] = []
        func print(_ items: Any...) {
            printed.append(items.map { "\($0)" }.joined(separator: " "))
        }

        // README begin
        let ledger = try Ledger.open(at: NSTemporaryDirectory() + "office-\(UUID())", events: .fiveOnes, as: .founding)
        let clerk = Actor("chen.jie", role: .districtStaff, unit: "district:nanshan")

        let enrolled = try await ledger.perform(
            Record(
                FamilyEnrolled {
                    $0.family = "F-0012"
                    $0.area = "nanshan/nantou"
                }), by: clerk)
        print(enrolled.positions, enrolled.root)  // where it stands, and the tree that proves it

        do {
            try await ledger.perform(
                Record(FamilyEnrolled { $0.family = "F-0012"; $0.area = "nanshan/yuehai" }), by: clerk)
        } catch {
            print(error)  // [I3] family:F-0012 is on record already. Correct the record, or use another identifier.
        }

        let file = try ledger.familyFile("F-0012", in: TimeFrame(asOf: ledger.now.day))
        let board = try ledger.supervise(in: TimeFrame(asOf: ledger.now.day))
        try ledger.history(of: .tag(.actor("chen.jie"))) { print($0.sentence(in: .english)) }
        try ledger.close()
        // README end
        let storage = try #require(ledger.storage as? FileStorage)
        try FileManager.default.removeItem(atPath: storage.directory)

        let comment = try #require(
            Self.block.first { $0.contains("print(error)  // ") }?.split(separator: "// ").last)
        try #require(printed.count == 3, "a receipt, a refusal, one line of history: \(printed)")
        #expect(printed[0] == "[0] \(enrolled.root)")
        #expect(printed[1] == comment, "the refusal is what the comment says")
        let said = " chen.jie (districtStaff, district:nanshan) enrolled family F-0012,"
        #expect(printed[2].contains(said), "\(printed[2])")
        #expect(file?.registry.families["F-0012"]?.area(on: ledger.now.day) == "nanshan/nantou")
        #expect(board.root == enrolled.root)
    }

    @Test func theReadmeCountsRight() throws {
        let text = try String(contentsOf: Self.readme, encoding: .utf8)
        let (events, checks) = (EventCatalog.fiveOnes.definitions.count, PlanCheck.all.count)
        #expect(text.contains("\(events) event types, \(checks) checks"))
    }

    @Test func theReadmeShowsWhatIsRun() throws {
        let source = try String(contentsOfFile: #filePath, encoding: .utf8)
        let lines = source.components(separatedBy: "\n")
        let begin = try #require(lines.firstIndex { $0.hasSuffix("// README begin") })
        let end = try #require(lines.firstIndex { $0.hasSuffix("// README end") })
        let run = lines[(begin + 1)..<end].map { line in
            line.hasPrefix("        ") ? String(line.dropFirst(8)) : line
        }
        let imports = Self.block.prefix { $0.hasPrefix("import ") }
        #expect(imports.allSatisfy { lines.contains($0) })
        #expect(Self.block.dropFirst(imports.count).drop { $0.isEmpty } == run[...])
    }

    private static let readme = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "README.md")

    /// The block of Swift that shows the plan.
    private static let block: [String] = {
        let text = (try? String(contentsOf: readme, encoding: .utf8)) ?? ""
        let lines = text.components(separatedBy: "\n")
        let plan = lines.drop { $0 != "## The plan in twenty lines" }
        let start = plan.firstIndex(of: "```swift").map { plan[($0 + 1)...] } ?? []
        return Array(start.prefix { $0 != "```" })
    }()
}

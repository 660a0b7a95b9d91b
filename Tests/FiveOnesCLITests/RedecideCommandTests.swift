import CaseLedger
import FiveOnes
import Testing
import ToolTesting

/// `fiveones redecide` on a ledger whose keeper recorded something past the rules.
@Suite struct RedecideCommandTests {
    @Test func anEventPastTheRulesIsShownWithItsRule() async throws {
        let scratch = try Scratch()
        let path = scratch.path("L")
        let ledger = try Ledger.open(at: path, events: .fiveOnes, as: .founding)
        let clerk = Actor("chen.jie", role: .districtStaff, unit: "district:nanshan")
        let family = FamilyEnrolled {
            $0.family = "F-1"
            $0.area = "nanshan/nantou"
        }
        try await ledger.perform(Record(family), by: clerk)
        var forged = Draft(NewEvent(family), by: clerk)
        forged.observed = ledger.size
        try await ledger.append([forged])
        try ledger.close()

        let lawful = try await Tool.run("redecide", path, "0")
        #expect(lawful.exit == 0, "\(lawful.errors)")
        #expect(lawful.lines.last?.hasPrefix("same  on the 0 entries") == true)

        let text = try await Tool.run("redecide", path, "1")
        #expect(text.exit == 1)
        #expect(text.errors == "")
        #expect(
            text.lines.last?.hasPrefix("different  [I3] family:F-1 is on record already") == true)
        let chinese = try await Tool.run("redecide", path, "1", "--language", "zh")
        #expect(chinese.exit == 1)
        #expect(chinese.lines.last?.hasPrefix("不同  [I3]") == true)

        let json = try await Tool.run("redecide", path, "1", "--format", "json")
        #expect(json.exit == 1)
        let object = try JSONValue.parse(Array(json.output.utf8))
        #expect(object["outcome"] == "different")
        #expect(object["rule"] == "I3")
        #expect(object["differences"]?.arrayValue?.first?["what"] == "rule")
    }
}

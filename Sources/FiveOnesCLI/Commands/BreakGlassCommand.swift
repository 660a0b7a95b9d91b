import ArgumentParser
import FiveOnes
import Foundation

/// `fiveones break-glass LEDGER FAMILY --reason TEXT`.
struct BreakGlassCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "break-glass", abstract: "Open a family's file in an emergency, for hours.",
        discussion: """
            For somebody who holds a role, and whose unit does not answer for the family. It opens \
            reading alone, is always recorded, ends by itself, and somebody else reviews it \
            afterwards (glass.reviewed); supervision reports a use that nobody reviewed.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "The family: F-0012 or family:F-0012.") var family: FamilyID
    @Option(help: "Why it cannot wait.") var reason: String
    @Option(help: "The account that must read.") var actor: String
    @Option(help: "The role in which it acts.") var role: String
    @Option(help: "The unit in whose name it acts.") var unit: String
    @Option(help: "For how many hours; as long as the policy allows, if not given.")
    var hours: Int?
    @OptionGroup var clock: ClockOption
    @OptionGroup var say: LanguageOption

    func validate() throws {
        if reason.isEmpty { throw ValidationError("--reason is empty; say why it cannot wait.") }
        if let hours, hours < 1 { throw ValidationError("--hours must be 1 or more.") }
    }

    func run() async throws {
        let by = Actor(actor, role: Role(rawValue: role), unit: unit)
        let lines = try await recording(in: ledger.path, say, clock: clock, isNamed: false) {
            opened in
            let policy = try opened.view(PolicyBook.self, of: .tag(.policy)).policy
            let hours = hours ?? policy.value(.glassHours, on: opened.now.day)
            let broken = GlassBroken {
                $0.glass = "GB-" + UUID().uuidString.prefix(8).lowercased()
                $0.holder = actor
                $0.scope = Tag.family(family).text
                $0.reason = reason
                $0.until = opened.now.adding(seconds: Int64(hours) * 3600)
            }
            return try await opened.decide(Record(broken), by: by, say)
        }
        for line in lines { OutputWriter.standardOutput.writeLine(line) }
    }
}

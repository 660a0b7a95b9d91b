import CaseLedger
import CaseLedgerTesting
import FiveOnes
import Foundation
import SegmentLogTesting
import Testing

/// Who may record what, for every type of event, role and unit: held by `fixtures/who-may-what.tsv`.
///
/// To write the file after a change that is meant, run this test with `FIVEONES_WRITE_TABLE=1` and
/// look at the difference.
@Suite struct AuthorityTableTests {
    static let path = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/who-may-what.tsv")

    /// Units that stand in different places about a family of Nantou in Nanshan, and its fund.
    static let units = [
        "station:S-nantou", "station:S-shatou", "district:nanshan", "district:futian",
        "city:double-support", "city:foundation", "provider:clinic",
    ]
    static let roles: [Role] = Role.ofThePlan

    /// An office in which each kind of subject is on record once.
    func office() async throws -> Bureau {
        let office = try Bureau()
        try office.family()
        try office.fund()
        try office.bring(
            StationRegistered {
                $0.station = "S-shatou"
                $0.area = "futian/shatou"
            }, on: "2024-12-01")
        try office.donate("N-1", yuan: 10, on: "2025-01-10")
        try office.aid("A-1", yuan: 1, approved: "2025-02-02")
        try office.pay("P-1", "A-1", yuan: 1, on: "2025-02-03")
        try office.bring(
            TicketOpened {
                $0.ticket = "T-1"
                $0.station = "S-nantou"
                $0.family = "F-1"
            }, on: "2025-03-01")
        try office.bring(
            BenefitItemAdded {
                $0.item = "B-1"
                $0.area = "nanshan"
            }, on: "2025-01-01")
        try office.bring(
            BenefitClaimed {
                $0.grant = "G-1"
                $0.item = "B-1"
                $0.member = "M-1"
                $0.family = "F-1"
            }, on: "2025-03-01")
        try await office.ledger.synced(through: office.count)
        return office
    }

    func row<Event: Recordable>(_ event: Event.Type, _ past: Past) throws -> String {
        let isOwn = EventCatalog([]).definitions.contains { $0.type == event.type }
        var seed = Seed(1)
        let event = try FieldFiller.random(
            Event.self, in: .fiveOnes, using: &seed,
            texts: [
                "family": "F-1", "member": "M-1", "payee": "M-1", "station": "S-nantou",
                "area": "nanshan/nantou", "ticket": "T-1", "fund": "K-1", "earmark": "E-1",
                "aid": "A-1", "disbursement": "P-1", "grant": "G-1", "item": "B-1",
                "unit": isOwn ? "district:nanshan" : "nanshan", "scope": "family:F-1",
            ])
        func need(_ actor: Actor) -> Standing.Need {
            let context = DecisionContext(
                actor: actor, now: Instant(microseconds: 1_748_750_400_000_000), observed: 0)
            return Record(event, occurred: Moment("2025-06-01")).needs(past, context)
        }
        let reaching = Self.units.filter { unit in
            let actor = Actor("x", role: .system, unit: unit)
            return need(actor).within.allSatisfy { $0.contains(.unit(unit)) }
        }
        let roles = need(Actor("x", role: .system, unit: "u")).roles
        let isAmendment = Event.type.name.hasPrefix("event.")
        let mayAll = isAmendment ? "(as the event amended)" : "(every role)"
        return [
            Event.type.description,
            roles.isEmpty
                ? mayAll : Self.roles.filter(roles.contains).map(\.rawValue).joined(separator: " "),
            reaching.count == Self.units.count ? "(every unit)" : reaching.joined(separator: " "),
        ].joined(separator: "\t")
    }

    /// The row of an act on the personal data of a family.
    func row(_ rule: PlanAccess.Rule, _ ledger: Ledger) throws -> String {
        let purpose = (Purpose.fiveOnes + [.backup]).first { $0.id == rule.purpose }
        func reaches(_ unit: String) throws -> Bool {
            let role = try #require(Self.roles.first { rule.roles.contains($0) })
            let actor = Actor("x", role: role, unit: unit)
            let act = Authority.Act(
                rule.kind, of: rule.kind == .sign ? nil : .family("F-1"), for: purpose, by: actor,
                on: try #require(Day(2025, 6, 1)))
            let need = try PlanAccess().need(for: act, in: ledger)
            #expect(need.refusal == nil && need.roles == rule.roles)
            return need.within.allSatisfy { $0.contains(.unit(unit)) }
        }
        return [
            "\(rule.kind)" + (rule.purpose.isEmpty ? "" : " for \(rule.purpose)"),
            Self.roles.filter(rule.roles.contains).map(\.rawValue).joined(separator: " "),
            try Self.units.filter(reaches).joined(separator: " "),
        ].joined(separator: "\t")
    }

    @Test func whoMayRecordWhatIsWhatTheTableSays() async throws {
        let office = try await office()
        let past = try office.ledger.view(Past.self)
        // What the ledger records by itself, such as readings, nobody decides.
        let decided = EventCatalog.fiveOnes.definitions.filter {
            PlanDecision.types.contains($0.type)
        }
        let rows = try decided.map { definition -> String in
            let recordable = try #require(definition.payload as? any Recordable.Type)
            return try row(recordable, past)
        }
        let acts = try PlanAccess.rules.map { try row($0, office.ledger) }
        let text = (["type\troles\tunits"] + rows + acts).joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["FIVEONES_WRITE_TABLE"] != nil {
            try text.write(to: Self.path, atomically: true, encoding: .utf8)
        }
        let table = try String(contentsOf: Self.path, encoding: .utf8)
        for (is_, was) in zip(text.split(separator: "\n"), table.split(separator: "\n")) {
            #expect(is_ == was)
        }
        #expect(text == table)
    }

    @Test func everyRuleOfTheToolIsOneOfTheTable() {
        let rules = PlanDecision.rules
        let catalog = EventCatalog.fiveOnes.definitions.map(\.type)
        #expect(Set(rules.map(\.type)) == PlanDecision.types)
        #expect(rules.allSatisfy { catalog.contains($0.type) })
        for rule in rules {
            #expect(rule.roles.isSubset(of: Self.roles), "\(rule.type)")
            #expect(rule.reach.allSatisfy { !$0.chinese.isEmpty && !$0.english.isEmpty })
        }
    }
}

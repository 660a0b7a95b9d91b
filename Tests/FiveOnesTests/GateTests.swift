import CaseLedger
import FiveOnes
import SegmentLog
import SegmentLogTesting
import Testing

/// The one gate: everything that opens, takes out or ends personal data counts only as granted, on
/// the day, for the area, whoever calls the ledger.
///
/// It is the fifteenth of June 2025 here.
@Suite struct GateTests {
    /// Something that is done with the personal data of family F-1, or vouches for the ledger.
    enum Deed: String, CaseIterable {
        case read, export, state, stateAgain, hold, lift, propose, erase, sign, prove, breakGlass
        case review

        /// A role that may do it.
        var role: Role {
            switch self {
            case .sign, .prove, .review: .inspector
            case .breakGlass: .stationStaff
            default: .districtStaff
            }
        }

        /// The unit whose people may do it.
        var unit: String {
            switch self {
            case .sign, .prove: "city:double-support"
            case .breakGlass: "station:S-shatou"
            default: "district:nanshan"
            }
        }

        /// Whether it is asked for an area.
        var isOfAnArea: Bool {
            switch self {
            case .breakGlass, .review: false
            default: true
            }
        }
    }

    /// What somebody lacks who tries it.
    enum Lack: String, CaseIterable {
        case nothing, anyGrant, endedGrant, grantForTheArea, grantYet, delegationToday, role, unit
    }

    static let account = "lin.mo"
    private let keeper = AuthorityCheckTests.keeper

    private func office() throws -> Bureau {
        let office = try AuthorityCheckTests().office()
        try office.family()
        try office.bring(
            StationRegistered {
                $0.station = "S-shatou"
                $0.area = "futian/shatou"
            }, on: "2024-12-01")
        try office.bring(
            GlassBroken {
                $0.glass = "G-0"
                $0.holder = "wang.li"
                $0.scope = "family:F-1"
                $0.reason = "a fall"
                $0.until = .blank
            }, on: "2025-06-01", by: Bureau.officer)
        return office
    }

    private func grant(
        _ actor: Actor, in office: Bureau, from: String = "2025-01-01", through: String? = nil
    ) throws {
        try office.bring(
            RoleGranted {
                $0.holder = actor.id
                $0.role = actor.role.rawValue
                $0.unit = actor.unit
                $0.from = Day(from) ?? .blank
                $0.through = through.flatMap { Day($0) }
                $0.ground = "letter"
            }, on: "2025-01-01", by: keeper)
    }

    /// Who tries it, with everything that it takes but one thing.
    private func actor(_ deed: Deed, lacking lack: Lack, in office: Bureau) throws -> Actor {
        let right = Actor(Self.account, role: deed.role, unit: deed.unit)
        switch lack {
        case .nothing: try grant(right, in: office)
        case .anyGrant: break
        case .endedGrant: try grant(right, in: office, through: "2025-06-14")
        case .grantForTheArea:
            let unit = deed.isOfAnArea ? "district:futian" : "provider:clinic"
            try grant(Actor(right.id, role: right.role, unit: unit), in: office)
            return deed.isOfAnArea ? Actor(right.id, role: right.role, unit: unit) : right
        case .grantYet: try grant(right, in: office, from: "2025-06-16")
        case .delegationToday:
            let other = Actor("bai.he", role: right.role, unit: right.unit)
            try grant(other, in: office)
            try office.delegate(other, to: right.id, through: "2025-06-14")
        case .role:
            let role: Role = deed == .breakGlass ? .authorityKeeper : .payer
            let wrong = Actor(right.id, role: role, unit: right.unit)
            try grant(wrong, in: office)
            return wrong
        case .unit:
            try grant(right, in: office)
            return Actor(right.id, role: right.role, unit: "district:longgang")
        }
        return right
    }

    private func run(_ deed: Deed, by actor: Actor, in office: Bureau) async throws {
        let ledger = office.ledger
        try await ledger.synced()
        let family = Tag.family("F-1")
        switch deed {
        case .read:
            let registry = try ledger.view(Registry.self)
            let name = try #require(registry.members["M-1"]?.name)
            let shown = try ledger.disclose(to: actor, for: .care, view: "test") { open in
                try open(name).text
            }
            #expect(shown == "某遗属")
        case .export:
            try ledger.registerExport(
                file: "", digest: [], for: .transfer, about: [family], by: actor)
        case .state:
            _ = try await ledger.stateFile(of: [family], signedBy: try signer(), by: actor)
        case .stateAgain:
            let stated = try await ledger.stateFile(
                of: [family], signedBy: try signer(), by: Bureau.district)
            _ = try ledger.subjectFile(of: [family], under: stated.checkpoint, by: actor)
        case .hold: try await ledger.record(HoldPlaced(family, ground: "court 17"), by: actor)
        case .lift:
            let held = HoldPlaced(family, ground: "court 17")
            try await ledger.record(held, by: Bureau.district)
            try await ledger.record(HoldLifted(family, reason: "settled"), by: actor)
        case .propose:
            _ = try await ledger.proposeErasure(
                of: [.member("M-1")], ground: "request", by: actor)
        case .erase:
            let proposal = try await ledger.proposeErasure(
                of: [.member("M-1")], ground: "request", by: Bureau.district)
            _ = try await ledger.erase(approving: proposal, by: actor)
        case .sign: _ = try ledger.sign(with: try signer(), by: actor)
        case .prove: _ = try ledger.proof(of: 1, signedBy: try signer(), by: actor)
        case .breakGlass:
            let broken = GlassBroken {
                $0.glass = "G-1"
                $0.holder = actor.id
                $0.scope = "family:F-1"
                $0.reason = "a fall"
                $0.until = ledger.now.adding(seconds: 3600)
            }
            try await ledger.perform(Record(broken), by: actor)
        case .review:
            let review = GlassUseReviewed(.justified) {
                $0.glass = "G-0"
                $0.note = "seen"
            }
            try await ledger.perform(Record(review), by: actor)
        }
    }

    private func signer() throws -> LogSigner {
        try LogSigner.create("k", origin: "office.test", in: MemoryStorage())
    }

    @Test(arguments: Deed.allCases)
    func nothingIsDoneWithPersonalDataThatWasNotGranted(_ deed: Deed) async throws {
        for lack in Lack.allCases {
            let office = try office()
            let actor = try actor(deed, lacking: lack, in: office)
            try await office.ledger.synced()
            let before = office.ledger.size
            var rule: String?
            do { try await run(deed, by: actor, in: office) } catch let error as LedgerError {
                #expect(error.code == .refused, "\(deed) \(lack): \(error)")
                rule = error.violation?.rule
            }
            #expect((rule == nil) == (lack == .nothing), "\(deed) \(lack) \(rule ?? "passed")")
            guard lack != .nothing else { continue }
            try await office.ledger.synced()
            let own = Query([Query.Item(tags: [.actor(Self.account)])])
            var left: [String] = []
            try office.ledger.history(of: own) { event in
                if event.position >= before { left.append(event.type.name) }
            }
            #expect(left.allSatisfy { $0 == "personal.accessed" }, "\(deed) \(lack): \(left)")
        }
    }

    /// A deputy on the days of the delegation may do what the delegator may.
    @Test(arguments: [Deed.read, .export, .state, .hold, .sign])
    func whoStandsInDoesWhatTheOtherMay(_ deed: Deed) async throws {
        let office = try office()
        let actor = Actor(Self.account, role: deed.role, unit: deed.unit)
        let other = Actor("bai.he", role: deed.role, unit: deed.unit)
        try grant(other, in: office)
        try office.delegate(other, to: actor.id)
        try await run(deed, by: actor, in: office)
        let findings = try await office.findings("X2", asOf: "2025-06-30")
        let own = findings.filter { $0.subject == "actor:\(actor.id)" }
        #expect(own.allSatisfy { $0.outcome == .satisfied }, "\(own)")
    }

    /// Before authority is founded, roles and units are as callers state them, and still compared.
    @Test func beforeTheFoundingTheGateGoesByWhatCallersState() async throws {
        for deed in Deed.allCases where deed != .stateAgain && deed != .lift && deed != .review {
            let office = try Bureau()
            try office.family()
            try await run(
                deed, by: Actor(Self.account, role: deed.role, unit: deed.unit), in: office)
            let payer = Actor(
                Self.account, role: deed == .breakGlass ? .authorityKeeper : .payer,
                unit: deed.unit)
            await #expect(throws: LedgerError.self, "\(deed)") {
                try await run(deed, by: payer, in: office)
            }
        }
    }

    @Test func whatGivesAuthorityIsRecordedByNothingButADecision() async throws {
        let office = try office()
        let granted = RoleGranted {
            $0.holder = "crony"
            $0.role = Role.payer.rawValue
            $0.unit = "city:foundation"
            $0.from = Day(2025, 1, 1) ?? .blank
            $0.ground = "letter"
        }
        await #expect(throws: LedgerError.self) {
            try await office.ledger.record(granted, by: self.keeper)
        }
        #expect(throws: LedgerError.self) {
            try office.ledger.admit([Draft(NewEvent(granted), by: keeper)])
        }
        #expect(try office.ledger.view(Authority.self).grants(of: "crony").isEmpty)
    }

    /// X2 finds what got in without the gate: by another door, or before it stood there.
    @Test func supervisionJudgesActsOnPersonalDataToo() async throws {
        let office = try office()
        let stranger = Actor("ghost", role: .inspector, unit: "city:double-support")
        try office.bring(
            PersonalAccessed {
                $0.purpose = "audit"
                $0.view = "export"
                $0.subjects = [PersonalAccessed.Subject(subject: "family:F-1", fields: 1)]
            }, on: "2025-06-02T10:00:00+08:00", by: stranger)
        try office.bring(
            HoldPlaced(.family("F-1"), ground: "court"), on: "2025-06-02",
            by: Actor("chen.jie", role: .districtStaff, unit: "district:futian"))
        try office.bring(
            HoldLifted(.family("F-1"), reason: "none"), on: "2025-06-03", by: Bureau.payer)
        try office.bring(
            HoldPlaced(.family("F-1"), ground: "court"), on: "2025-06-04",
            by: Actor("ma.ke", role: .cityStaff, unit: "city:double-support"))
        let findings = try await office.findings("X2", asOf: "2025-06-30")
        func outcome(_ actor: String, _ unit: String) -> Outcome? {
            findings.first { $0.subject == "actor:\(actor)" && $0.anchor.hasSuffix(unit) }?.outcome
        }
        #expect(outcome("ghost", "city:double-support") == .violated)
        #expect(outcome("chen.jie", "district:futian") == .violated)
        #expect(outcome("sun.tao", "city:foundation") == .violated)
        #expect(outcome("ma.ke", "city:double-support") == .satisfied)
    }
}

import CaseLedger
import CaseLedgerTesting
import FiveOnes
import SegmentLog
import SegmentLogTesting
import Testing

/// The attack table: who tried what, what was refused, and what is on record of it.
///
/// It is the fifteenth of June 2025 here. Mallory has an account and no role; 王丽 (wang.li) has the
/// role of an officer and a key of her own; 郑明 (zheng.ming) was dismissed in March.
@Suite struct AttackTests {
    /// One line of the table.
    struct Attack: Sendable, CustomTestStringConvertible {
        /// What is tried.
        let what: String
        /// The account that tries it.
        let who: String
        /// The rule that refuses it; where it cannot be refused, `nil`, and it is named.
        let rule: String?
        /// The types of event that the account leaves on record by trying.
        let leaves: [String]
        let attempt: @Sendable (Scene) async throws -> Void

        var testDescription: String { what }

        init(
            _ what: String, by who: Actor = AttackTests.mallory, rule: String? = "I2",
            leaves: [String] = [], _ attempt: @escaping @Sendable (Scene) async throws -> Void
        ) {
            (self.what, self.who, self.rule, self.leaves) = (what, who.id, rule, leaves)
            self.attempt = attempt
        }
    }

    static let mallory = Actor("mallory", role: .districtStaff, unit: "district:nanshan")
    static let dismissed = Actor("zheng.ming", role: .authorityKeeper, unit: "district:nanshan")
    static let deputy = Actor("wu.yi", role: .authorityKeeper, unit: "city:double-support")
    private static let family = CaseLedger.Tag.family("F-1")

    private static let grant = RoleGranted {
        $0.holder = "mallory"
        $0.role = Role.districtStaff.rawValue
        $0.unit = "district:nanshan"
        $0.from = Day(2025, 1, 1) ?? .blank
        $0.ground = "letter"
    }

    private static func visit(_ id: VisitID) -> VisitMade {
        VisitMade(.home) {
            $0.visit = id
            $0.family = "F-1"
            $0.met = ["M-1"]
        }
    }

    static let attacks: [Attack] = [
        Attack("reading", leaves: ["personal.accessed"]) { try $0.read(by: mallory) },
        Attack("reading as an inspector of the city", leaves: ["personal.accessed"]) {
            try $0.read(
                by: Actor("mallory", role: .inspector, unit: "city:double-support"), for: .audit)
        },
        Attack(
            "reading for a purpose of one's own making", rule: "P1", leaves: ["personal.accessed"]
        ) {
            let purpose = Purpose("curiosity", "curiosity", ground: "none")
            try $0.read(by: mallory, for: purpose)
        },
        Attack("exporting") {
            try $0.ledger.registerExport(
                file: "", digest: [], for: .transfer, about: [family], by: mallory)
        },
        Attack("proving") {
            _ = try await $0.ledger.stateFile(of: [family], signedBy: $0.signer, by: mallory)
        },
        Attack("signing in the ledger's name") {
            _ = try $0.ledger.sign(with: $0.signer, by: mallory)
        },
        Attack("holding") {
            try await $0.ledger.record(HoldPlaced(family, ground: "court"), by: mallory)
        },
        Attack("lifting") {
            try await $0.ledger.record(HoldLifted(family, reason: "settled"), by: mallory)
        },
        Attack("proposing an erasure") {
            _ = try await $0.ledger.proposeErasure(
                of: [.member("M-1")], ground: "request", by: mallory)
        },
        Attack("approving an erasure") {
            let proposal = try await $0.ledger.proposeErasure(
                of: [.member("M-1")], ground: "request", by: Bureau.district)
            _ = try await $0.ledger.erase(approving: proposal, by: mallory)
        },
        Attack("erasing alone", by: Bureau.district, rule: "P3") {
            _ = try await $0.ledger.erase(
                [.member("M-1")], ground: "request", by: Bureau.district)
        },
        Attack("granting") { try await $0.ledger.perform(Record(grant), by: mallory) },
        Attack("granting without a decision") { try await $0.ledger.record(grant, by: mallory) },
        Attack("ending") {
            let ended = RoleEnded {
                $0.holder = "wang.li"
                $0.role = Role.responsibleOfficer.rawValue
                $0.unit = "station:S-nantou"
                $0.reason = "none"
            }
            try await $0.ledger.perform(Record(ended), by: mallory)
        },
        Attack("breaking glass without a role") { scene in
            try await scene.breakGlass(
                by: Actor("mallory", role: .stationStaff, unit: "station:S-x"))
        },
        Attack(
            "breaking glass again and again", by: Bureau.payer, rule: "X7",
            leaves: [
                "glass.broken", "glass.broken",
            ]
        ) { scene in
            let payer = Actor(Bureau.payer.id, role: .payer, unit: "district:futian")
            try await scene.grant(payer)
            for _ in 0..<5 { try await scene.breakGlass(by: payer) }
        },
        Attack("reviewing one's own use", by: Bureau.payer, rule: "I9", leaves: ["glass.broken"]) {
            scene in
            let payer = Actor(Bureau.payer.id, role: .payer, unit: "district:futian")
            try await scene.grant(payer)
            let id = try await scene.breakGlass(by: payer)
            let inspector = Actor(payer.id, role: .inspector, unit: "district:futian")
            try await scene.grant(inspector)
            let review = GlassUseReviewed(.justified) {
                $0.glass = id
                $0.note = "fine"
            }
            try await scene.ledger.perform(Record(review), by: inspector)
        },
        Attack("recording for another", by: Bureau.officer, rule: nil, leaves: ["visit.made"]) {
            // The service lies; what it cannot make is her signature, and the record says so.
            let receipt = try await $0.ledger.perform(Record(visit("V-1")), by: Bureau.officer)
            let event = try $0.ledger.event(at: receipt.positions[0])
            let authority = try $0.ledger.view(Authority.self)
            #expect($0.ledger.vouching(for: event, by: authority) == .unsigned)
        },
        Attack("forging a signature", by: Bureau.officer) {
            let forged = try SigningKey(name: "wang.li")
            try await $0.ledger.perform(
                Record(visit("V-1")), by: Bureau.officer, signedBy: forged)
        },
        Attack("replaying an old signed event", by: Bureau.officer, leaves: ["visit.made"]) {
            let receipt = try await $0.ledger.perform(
                Record(visit("V-1")), by: Bureau.officer, signedBy: $0.key)
            let old = try $0.ledger.event(at: receipt.positions[0]).envelope.signature?.bytes ?? []
            try await $0.ledger.perform(
                Record(visit("V-2")), by: Bureau.officer, signedBy: Replayer(bytes: old))
        },
        Attack("importing with a false importer") {
            let keeper = AuthorityCheckTests.keeper
            let draft = Draft(
                NewEvent(grant), by: keeper,
                attestation: Attestation(importer: keeper.id, source: "the other office"))
            if case .refused(let error) = try $0.ledger.admit([draft])[0] { throw error }
        },
        Attack("back-dating after dismissal", by: dismissed) {
            try await $0.ledger.perform(
                Record(grant, occurred: .day(Day(2025, 2, 1) ?? .blank)), by: dismissed)
        },
        Attack("a stand-in's grant to whom they stand in for", by: deputy, rule: "I9") {
            var own = grant
            own.holder = "he.min"
            try await $0.ledger.perform(Record(own), by: deputy, onBehalfOf: "he.min")
        },
        Attack("founding again, as its keeper", by: AuthorityCheckTests.keeper, rule: "I3") {
            let keeper = AuthorityCheckTests.keeper
            let founding = AuthorityFounded(
                founder: keeper.id, unit: keeper.unit, ground: "none")
            try await $0.ledger.perform(Record(founding), by: keeper)
        },
        Attack("a second founder") {
            let founding = AuthorityFounded(
                founder: "mallory", unit: "city:double-support", ground: "none")
            try await $0.ledger.perform(
                Record(founding),
                by: Actor("mallory", role: .authorityKeeper, unit: "city:double-support"))
        },
        Attack("removing waiting readings", by: Bureau.district, rule: nil) {
            try $0.removeAReadingThatWaits()
            #expect(try $0.ledger.accessFaults() == [.removed(1...1)])
            #expect(try $0.ledger.verify().faults.count == 1)
        },
    ]

    @Test(arguments: attacks)
    func whatIsTriedIsRefusedAndOnRecord(_ attack: Attack) async throws {
        let scene = try await Scene()
        let before = scene.ledger.size
        var rule: String?
        do { try await attack.attempt(scene) } catch let error as LedgerError {
            #expect(error.code == .refused, "\(error)")
            rule = error.violation?.rule
        }
        #expect(rule == attack.rule)
        try await scene.ledger.synced()
        var left: [String] = []
        try scene.ledger.history(of: Query([Query.Item(tags: [.actor(attack.who)])])) { event in
            guard event.position >= before else { return }
            left.append(event.type.name)
            if event.type == PersonalAccessed.type {
                let said = try event.payload(PersonalAccessed.self)
                #expect(said.outcome == .refused)
            }
        }
        #expect(left == attack.leaves)
        // Nothing of it has changed who may do what, or whose data is there.
        let authority = try scene.ledger.view(Authority.self)
        #expect(authority.grants(of: "mallory").isEmpty && authority.duplicates.isEmpty)
        try scene.read(by: Bureau.district)
    }

    struct Replayer: Actor.Signer {
        let bytes: [UInt8]
        func signature(over message: [UInt8], of actor: Actor) -> [UInt8] { bytes }
    }
}

/// An office with a founded authority, in memory, that a reader opens beside it.
final class Scene: Sendable {
    let ledger: Ledger
    let signer: LogSigner
    /// The officer's own key.
    let key: SigningKey
    private let storage: MemoryStorage
    private let keys: MemoryKeyStore

    init() async throws {
        key = try SigningKey(name: "wang.li")
        signer = try LogSigner.create("k", origin: "office.test", in: MemoryStorage())
        let told = try AuthorityCheckTests().office(except: ["wang.li"])
        (ledger, storage, keys) = (told.ledger, told.storage, told.keys)
        try told.family()
        try AuthorityCheckTests().grant(AttackTests.dismissed, in: told, on: "2024-12-01")
        try told.bring(
            RoleEnded {
                $0.holder = AttackTests.dismissed.id
                $0.role = AttackTests.dismissed.role.rawValue
                $0.unit = AttackTests.dismissed.unit
                $0.reason = "dismissed"
            }, on: "2025-03-01", by: AuthorityCheckTests.keeper)
        try told.bring(
            RoleDelegated {
                $0.delegator = "he.min"
                $0.delegate = AttackTests.deputy.id
                $0.role = Role.authorityKeeper.rawValue
                $0.unit = "city:double-support"
                $0.from = Day(2025, 6, 1) ?? .blank
                $0.through = Day(2025, 6, 30) ?? .blank
                $0.ground = "leave"
            }, on: "2025-05-30", by: AuthorityCheckTests.keeper)
        let officer = RoleGranted {
            $0.holder = "wang.li"
            $0.role = Role.responsibleOfficer.rawValue
            $0.unit = "station:S-nantou"
            $0.from = Day(2024, 12, 1) ?? .blank
            $0.ground = "letter"
            $0.key = key.verifier.description
        }
        try told.bring(officer, on: "2024-12-01", by: AuthorityCheckTests.keeper)
        try await ledger.synced()
    }

    func grant(_ actor: Actor) async throws {
        var draft = Draft(
            NewEvent(
                RoleGranted {
                    $0.holder = actor.id
                    $0.role = actor.role.rawValue
                    $0.unit = actor.unit
                    $0.from = Day(2025, 1, 1) ?? .blank
                    $0.ground = "letter"
                }, occurred: .day(Day(2025, 1, 1) ?? .blank)), by: AuthorityCheckTests.keeper,
            attestation: Attestation(importer: "test", source: "test"))
        draft.isAdopted = true
        _ = try ledger.admit([draft])
        try await ledger.synced()
    }

    func read(by actor: Actor, for purpose: Purpose = .care, in ledger: Ledger? = nil) throws {
        let ledger = ledger ?? self.ledger
        let name = try #require(try ledger.view(Registry.self).members["M-1"]?.name)
        let shown = try ledger.disclose(to: actor, for: purpose, view: "test") { open in
            try open(name).text
        }
        #expect(shown == "某遗属")
    }

    @discardableResult
    func breakGlass(by actor: Actor) async throws -> String {
        let id = "G-\(ledger.now)"
        let broken = GlassBroken {
            $0.glass = id
            $0.holder = actor.id
            $0.scope = "family:F-1"
            $0.reason = "a fall"
            $0.until = ledger.now.adding(seconds: 3600)
        }
        try await ledger.perform(Record(broken), by: actor)
        return id
    }

    /// Somebody reads beside the office, and what that left is taken away, but for the newest.
    func removeAReadingThatWaits() throws {
        let clock = SteppingClock()
        let reader = try Ledger.open(
            in: storage, events: .fiveOnes, as: .reading,
            LedgerOptions(keys: .store(keys), clock: { clock.next() }))
        for _ in 0..<2 { try read(by: Bureau.district, in: reader) }
        try storage.remove("accesses/00000000000000000001")
    }
}

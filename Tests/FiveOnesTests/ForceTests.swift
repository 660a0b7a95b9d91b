import CaseLedger
import CaseLedgerTesting
import FiveOnes
import Foundation
import SegmentLog
import SegmentLogTesting
import Testing

/// What governs a ledger has effect only where it was decided, by whichever door it comes.
@Suite struct ForceTests {
    /// What comes of an event of a type at each door.
    struct Doors: Equatable {
        /// Decided here.
        var record = true
        /// Brought in from elsewhere.
        var imported = false
        /// Taken over with a whole history by a new ledger.
        var adopted = true
        /// Left in the folder of readings.
        var spool = false
        /// Corrected and retracted here.
        var amended = false
        /// Corrected and retracted by an import.
        var amendedByImport = false
    }

    private static let readings: Set<EventType> = ["personal.accessed", "export.made"]
    /// Whoever may decide these may amend them.
    private static let amendable: Set<EventType> = [
        "authority.granted", "authority.delegated", "authority.ended",
    ]

    /// What the rule says of a type that is no fact.
    private func rule(_ type: EventType) -> Doors {
        var doors = Doors()
        doors.spool = Self.readings.contains(type)
        doors.amended = Self.amendable.contains(type)
        return doors
    }

    private static let governing = ExchangeTests.catalog.definitions.filter { $0.force != .fact }

    @Test func theTypesThatGovernALedger() {
        #expect(
            Set(Self.governing.map(\.type.name)) == [
                "authority.founded", "authority.granted", "authority.delegated",
                "authority.ended", "glass.broken", "glass.reviewed", "hold.placed", "hold.lifted",
                "subject.erased", "erasure.proposed", "subject.stated", "export.made",
                "personal.accessed",
                "rollback.accepted",
            ])
        for name in ["policy.changed", "plan.accepted", "obligation.exempted"] {
            #expect(EventCatalog.fiveOnes.definition(of: EventType(name))?.force == .fact)
        }
    }

    @Test(arguments: governing.map(\.type))
    func everyDoorTakesWhatTheRuleSays(_ type: EventType) async throws {
        let definition = try #require(ExchangeTests.catalog.definition(of: type))
        let payload: any Payload.Type = definition.payload
        let doors = try await doors(payload)
        #expect(doors == rule(type), "\(type)")
    }

    @Test func aFactComesInByEveryDoorButTheFolderOfReadings() async throws {
        let facts = Doors(
            record: true, imported: true, adopted: true, spool: false, amended: true,
            amendedByImport: true)
        for definition in ExchangeTests.catalog.definitions
        where definition.force == .fact && !definition.type.name.hasPrefix("event.") {
            let payload: any Payload.Type = definition.payload
            let doors = try await doors(payload)
            #expect(doors == facts, "\(definition.type)")
        }
    }

    /// Tries every door with events of a type.
    private func doors<P: Payload>(_ type: P.Type) async throws -> Doors {
        let storage = MemoryStorage()
        // Here it is asked what has effect, not who may.
        let options = LedgerOptions(keys: .clear, authority: .trusted)
        let ledger = try Ledger.open(
            in: storage, events: ExchangeTests.catalog, as: .founding, options)
        var seed = Seed(7)
        // The use that a review is of.
        _ = try ledger.admit([ExchangeTests.draft(GlassBroken.self, &seed)])
        func draft(_ change: (inout Draft) -> Void = { _ in }) throws -> Draft {
            var draft = try ExchangeTests.draft(type, &seed)
            draft.isAdopted = false
            draft.attestation = nil
            change(&draft)
            return draft
        }
        func bring(_ draft: inout Draft) {
            draft.attestation = Attestation(importer: "clerk", source: "elsewhere")
        }
        func isTaken(_ draft: Draft) throws -> Bool {
            guard case .recorded = try ledger.admit([draft])[0] else { return false }
            return true
        }
        var doors = Doors()
        let decided = try draft()
        let target = try #require(decided.event.id)
        doors.record = try isTaken(decided)
        doors.imported = try isTaken(draft(bring))
        doors.adopted = try isTaken(
            draft {
                bring(&$0)
                $0.isAdopted = true
            })
        let retraction = Draft(
            NewEvent(EventRetracted(target, reason: "it was wrong")), by: decided.actor)
        let correction = Draft(
            NewEvent(
                try EventCorrected(
                    target,
                    to: WireDecoder.decode(P.self, from: decided.event.payload),
                    reason: "it was wrong")), by: decided.actor)
        var brought = [correction, retraction]
        for index in brought.indices { bring(&brought[index]) }
        doors.amendedByImport = try brought.contains { try isTaken($0) }
        doors.amended = try [correction, retraction].contains { try isTaken($0) }
        try await ledger.synced()
        let size = ledger.size
        try ledger.close()

        let left = try draft()
        let id = try #require(left.event.id)
        try leave(left, id, in: storage)
        let again = try Ledger.open(
            in: storage, events: ExchangeTests.catalog, as: .recording, options)
        doors.spool = try again.position(of: id) != nil
        let strays = try again.strayAccesses()
        #expect(strays == (doors.spool ? [] : ["accesses/\(id)"]))
        // Nobody is kept from recording.
        try await again.record(HoldPlaced(Tag("member", "M-1"), ground: "court"), by: left.actor)
        #expect(again.size == size + (doors.spool ? 2 : 1))
        try again.close()
        return doors
    }

    /// Leaves an event in the folder of readings, as a process that only reads does.
    private func leave(_ draft: Draft, _ id: EventID, in storage: MemoryStorage) throws {
        var envelope = Envelope()
        envelope.id = id.bytes
        envelope.type = draft.event.type.name
        envelope.occurred = try #require(draft.event.occurred)
        envelope.actor = draft.actor.id
        envelope.role = draft.actor.role.rawValue
        envelope.unit = draft.actor.unit
        envelope.payload = draft.event.payload
        try storage.makeDirectory("accesses")
        try storage.replace("accesses/\(id)", with: try WireEncoder.encode(envelope))
    }

    @Test func anAmendmentOfAnAmendmentIsOfTheSameForce() async throws {
        let office = try Bureau()
        let keeper = Actor("he.min", role: .authorityKeeper, unit: "city:double-support")
        let grant = RoleGranted {
            $0.holder = "chen.jie"
            $0.role = "districtStaff"
            $0.unit = "district:nanshan"
            $0.from = Day(2025, 1, 1) ?? .blank
            $0.ground = "letter 1"
        }
        let (first, second) = (EventID.named("grant", in: "t"), EventID.named("back", in: "t"))
        try office.bring(Draft(NewEvent(grant, id: first), by: keeper))
        try office.bring(
            Draft(NewEvent(EventRetracted(first, reason: "x"), id: second), by: keeper))
        let third = Draft(
            NewEvent(EventRetracted(second, reason: "x")), by: keeper,
            attestation: Attestation(importer: "clerk", source: "elsewhere"))
        guard case .refused(let error) = try office.ledger.admit([third])[0] else {
            Issue.record("an import has retracted the retraction of a grant")
            return
        }
        #expect(error.violation?.rule == "I2")
        #expect(error.message.contains("authority.granted"))
    }

    @Test func onlyALedgerThatDecidedNothingOfAuthorityAdopts() async throws {
        let office = try Bureau()
        let founding = AuthorityFounded(
            founder: "he.min", unit: "city:double-support", ground: "decree 1")
        try office.bring(founding, on: "2025-01-01")
        try await office.ledger.synced()
        // Adopted itself, so that an adoption that was broken off goes on.
        try office.ledger.requireAdoptable()
        let grant = RoleGranted {
            $0.holder = "chen.jie"
            $0.role = "districtStaff"
            $0.unit = "district:nanshan"
            $0.from = Day(2025, 1, 1) ?? .blank
            $0.ground = "letter 1"
        }
        try await office.ledger.perform(
            Record(grant),
            by: Actor("he.min", role: .authorityKeeper, unit: "city:double-support"))
        let error = #expect(throws: LedgerError.self) { try office.ledger.requireAdoptable() }
        #expect(error?.violation?.rule == "I2")
    }

    /// The ledger under `fixtures/ledger/imported-authority` is of commit 40eee54, which imported
    /// what its `events.jsonl` says.
    @Test func whatAnOlderVersionImportedKeepsItsEffectOnAuthorityAndNoOther() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "fixtures/ledger/imported-authority")
        let storage = MemoryStorage()
        for name in ["head", "00000000000000000000.lz4"] {
            try storage.replace(name, with: Array(Data(contentsOf: folder.appending(path: name))))
        }
        let keys = MemoryKeyStore()
        let ledger = try Ledger.open(
            in: storage, events: .fiveOnes, as: .recording, LedgerOptions(keys: .store(keys)))
        let founded = try ledger.view(Authority.self)
        #expect(founded.founding?.holder == "he.min")
        let held = ActivityHeld {
            $0.activity = "X-1"
            $0.area = "nanshan"
        }
        try await ledger.perform(Record(held), by: Bureau.district)
        let other = Actor("luo.yan", role: .districtStaff, unit: "district:nanshan")
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.perform(Record(held), by: other)
        }
        #expect(error?.violation?.rule == "I2")
        #expect(try ledger.hold(on: .family("F-1"))?.rule == "P2")
        #expect(try keys.tombstones().isEmpty)
    }
}

import FiveOnes
import SegmentLog
import SegmentLogTesting
import Testing

/// A founding that was cut short anywhere is completed by the next.
@Suite struct FoundingTests {
    private static let founder = AuthorityFounded(
        founder: "he.min", unit: "city:double-support", ground: "decree 1")

    private func found(on disk: SimulatedDisk, _ founder: AuthorityFounded?) async throws {
        try await Office.Founding(
            log: disk.directory("L"), keys: disk.directory("L.keys"), founder: founder,
            note: "about keys"
        ).run()
    }

    /// Founds, with a fault planned; then again without, and looks whether all is there.
    ///
    /// - Returns: whether the fault happened.
    private func trial(
        _ founder: AuthorityFounded?, _ restart: DiskRestart, _ name: String,
        _ plan: (SimulatedDisk) -> Void
    ) async throws -> Bool {
        let disk = SimulatedDisk(seed: 3)
        plan(disk)
        var hasFailed = false
        do { try await found(on: disk, founder) } catch { hasFailed = true }
        let hasBroken = disk.isBroken || hasFailed
        disk.heal()
        disk.restart(restart)
        do { try await found(on: disk, founder) } catch let error as LedgerError {
            // All was done before the fault.
            #expect(error.cause?.code == .alreadyExists, "\(name): \(error)")
        }
        let again = await #expect(throws: LedgerError.self, "\(name)") {
            try await found(on: disk, founder)
        }
        #expect(again?.cause?.code == .alreadyExists, "\(name)")
        let keys = disk.directory("L.keys")
        let store = try FileKeyStore.open(keys, wrappedBy: nil)
        defer { store.close() }
        let ledger = try Ledger.open(
            in: disk.directory("L"), events: .fiveOnes, LedgerOptions(keys: .store(store)))
        let keeper = try ledger.view(Authority.self).founding?.holder
        #expect(keeper == founder?.founder, "\(name)")
        #expect(ledger.size == (founder == nil ? 0 : 1), "\(name)")
        if founder == nil {
            let event = MartyrRecorded {
                $0.martyr = "MT-1"
                $0.name = "某烈士"
            }
            try await ledger.perform(
                Record(event), by: Actor("li.na", role: .districtStaff, unit: "district:nanshan"))
        }
        try ledger.close()
        #expect(disk.files(in: "L.keys").keys.contains("README"), "\(name)")
        return hasBroken
    }

    @Test(arguments: [nil, founder])
    func everyKillIsMadeGood(founder: AuthorityFounded?) async throws {
        let losses = [0, 4, 8].map {
            DiskRestart.powerLoss(
                PowerLoss(survivors: $0, tearsPages: true, keepsOrderOfNames: $0 == 8))
        }
        for restart in [DiskRestart.kill] + losses {
            var number = 0
            while try await trial(
                founder, restart, "killed at change \(number)",
                { [number] in $0.plan(.death, atChange: number) })
            { number += 1 }
            #expect(number > 20, "the founding has changes")
        }
    }

    @Test(arguments: [nil, founder])
    func everyFailingCallIsMadeGood(founder: AuthorityFounded?) async throws {
        let faults: [DiskFault] = [.ioError, .doneButError, .noSpace, .shortWrite(300)]
        for fault in faults {
            var number = 0
            // A lock that is let go and the like may fail without anybody minding.
            var unnoticed = 0
            while unnoticed < 5 {
                let isBroken = try await trial(
                    founder, .kill, "\(fault) at change \(number)",
                    { [number] in $0.plan(fault, atChange: number) })
                unnoticed = isBroken ? 0 : unnoticed + 1
                number += 1
            }
            #expect(number > 20)
        }
        var look = 0
        var unnoticed = 0
        while unnoticed < 20 {
            let isBroken = try await trial(
                founder, .kill, "EIO at look \(look)",
                { [look] in $0.planReadError(atLook: look) })
            unnoticed = isBroken ? 0 : unnoticed + 1
            look += 1
        }
        #expect(look > 30)
    }

    @Test func keysOfAnotherLedgerAreRefusedBeforeAnythingIsMade() async throws {
        let disk = SimulatedDisk(seed: 1)
        try await found(on: disk, nil)
        let before = disk.files(in: "")
        let error = await #expect(throws: LedgerError.self) {
            try await Office.Founding(
                log: disk.directory("M"), keys: disk.directory("L.keys"), founder: Self.founder
            ).run()
        }
        #expect(error?.code == .keys)
        #expect(disk.files(in: "") == before)
        try await Office.Founding(
            log: disk.directory("M"), keys: disk.directory("M.keys"), founder: Self.founder
        ).run()
    }

    @Test func aLedgerWithoutKeysGetsThemUnlessSomethingIsSealed() async throws {
        let disk = SimulatedDisk(seed: 1)
        try Ledger.open(in: disk.directory("L"), events: .fiveOnes, as: .founding).close()
        try await found(on: disk, nil)
        let store = try FileKeyStore.open(disk.directory("L.keys"), wrappedBy: nil)
        let ledger = try Ledger.open(
            in: disk.directory("L"), events: .fiveOnes, LedgerOptions(keys: .store(store)))
        let event = MartyrRecorded {
            $0.martyr = "MT-1"
            $0.name = "某烈士"
        }
        try await ledger.perform(
            Record(event), by: Actor("li.na", role: .districtStaff, unit: "district:nanshan"))
        try ledger.close()
        store.close()
        let error = await #expect(throws: LedgerError.self) {
            try await Office.Founding(
                log: disk.directory("L"), keys: disk.directory("other")
            ).run()
        }
        #expect(error?.code == .keysLost)
        #expect(disk.files(in: "other").isEmpty)
    }
}

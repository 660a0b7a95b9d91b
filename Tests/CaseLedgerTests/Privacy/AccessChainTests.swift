import CaseLedger
import Foundation
import SegmentLog
import SegmentLogTesting
import Testing

/// Readings are on record before names leave, and none that waits goes without a trace.
@Suite struct AccessChainTests {
    private func clinic() async throws -> Clinic {
        let clinic = try Clinic()
        let ledger = try clinic.open()
        try await admit(invented, to: ledger)
        try ledger.close()
        return clinic
    }

    @discardableResult
    private func read(_ ledger: Ledger) throws -> [String?] {
        let view = try ledger.view(Patients.self)
        return try ledger.disclose(to: doctor, for: .treatment, view: "list") { open in
            try view.names.sorted { $0.key < $1.key }.map { try open($0.value).text }
        }
    }

    private func file(_ number: Int, of clinic: Clinic) -> String {
        let digits = "\(number)"
        return clinic.directory + "/accesses/" + String(repeating: "0", count: 20 - digits.count)
            + digits
    }

    /// A stream of 842 names through a pipe left no reading when it was killed.
    @Test func noPortionLeavesBeforeItsReadings() async throws {
        let clinic = try await clinic()
        let ledger = try clinic.open(.reading)
        let view = try ledger.view(Patients.self)
        let name = try #require(view.names["P-1"])
        let note = try #require(view.notes.first)
        func said() throws -> [[UInt64]] {
            var said: [[UInt64]] = []
            try ledger.accesses { said.append($0.said.subjects.map(\.fields)) }
            return said
        }
        try ledger.disclose(to: doctor, for: .treatment, view: "export") { open in
            _ = try open(name)
            try open.leave()
            #expect(try said() == [[1]], "on record while the stream goes on")
            try open.leave()
            #expect(try said().count == 1, "nothing new was opened")
            _ = try open(note)
            try open.leave()
            #expect(try said().count == 2)
        }
        #expect(try said().count == 2)
    }

    /// What reads, refused, failed and abandoned, by what is done to the files that wait.
    enum Harm: CaseIterable {
        case none, first, middle, newest, headAlone, all, headForged, altered, swapped
    }

    @Test(arguments: Harm.allCases, [false, true])
    func whatWasTakenFromTheReadingsThatWaitIsNamed(_ harm: Harm, _ isTakenIn: Bool) async throws {
        let clinic = try await clinic()
        let reader = try clinic.open(.reading)
        for _ in 0..<2 { try read(reader) }
        // Two are on record, and four wait.
        try clinic.open().close()
        let late = try clinic.open(.reading)
        for _ in 0..<4 { try read(late) }
        #expect(try late.accessFaults() == [])
        let head = clinic.directory + "/accesses/head"
        let files = FileManager.default
        switch harm {
        case .none: break
        case .first: try files.removeItem(atPath: file(3, of: clinic))
        case .middle: try files.removeItem(atPath: file(4, of: clinic))
        case .newest: try files.removeItem(atPath: file(6, of: clinic))
        case .headAlone: try files.removeItem(atPath: head)
        case .all: try files.removeItem(atPath: clinic.directory + "/accesses")
        case .headForged: try Data("1 x".utf8).write(to: URL(filePath: head))
        case .altered:
            // Another reading, well formed, in its place.
            let other = try Clinic()
            let ledger = try other.open()
            try await admit(invented, to: ledger)
            try ledger.close()
            let foreign = try other.open(.reading)
            for _ in 0..<4 { try read(foreign) }
            try files.removeItem(atPath: file(4, of: clinic))
            try files.copyItem(atPath: file(4, of: other), toPath: file(4, of: clinic))
        case .swapped:
            let (three, four) = (file(3, of: clinic), file(4, of: clinic))
            try files.moveItem(atPath: three, toPath: three + "x")
            try files.moveItem(atPath: four, toPath: three)
            try files.moveItem(atPath: three + "x", toPath: four)
        }
        // A reader that comes later heals nothing.
        try read(try clinic.open(.reading))
        if isTakenIn { try clinic.open().close() }
        let faults = try clinic.open(.reading).accessFaults()
        switch harm {
        case .none, .headAlone, .headForged: #expect(faults.isEmpty, "the files tell all")
        case .first: #expect(faults == [.removed(3...3)])
        case .middle: #expect(faults == [.removed(4...4)])
        case .newest: #expect(faults == [.removed(6...6)])
        case .all: #expect(faults == [.setBack])
        case .altered: #expect(!faults.isEmpty)
        case .swapped: #expect(faults == [.removed(3...4)])
        }
    }

    @Test func manyReadersAtOnceLeaveOneChain() async throws {
        let clinic = try await clinic()
        let (directory, keys) = (clinic.directory, clinic.keys)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { @Sendable in
                    let reader = try Ledger.open(
                        at: directory, events: .clinic, as: .reading,
                        LedgerOptions(keys: .directory(keys)))
                    for _ in 0..<8 { try read(reader) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try clinic.open(.reading).accessFaults() == [])
        try clinic.open().close()
        let ledger = try clinic.open(.reading)
        var count = 0
        try ledger.accesses { access in
            #expect(access.position != nil)
            count += 1
        }
        #expect(count == 32)
        #expect(try ledger.accessFaults() == [])
    }

    @Test func whatEarlierVersionsLeftIsTakenInUnchained() async throws {
        let clinic = try await clinic()
        try read(try clinic.open(.reading))
        let chained = try #require(FileManager.default.contents(atPath: file(1, of: clinic)))
        var envelope = try WireDecoder.decode(Envelope.self, from: [UInt8](chained))
        envelope.evidence = []
        let spool = clinic.directory + "/accesses"
        try FileManager.default.removeItem(atPath: spool)
        try FileManager.default.createDirectory(
            atPath: spool, withIntermediateDirectories: false)
        let id = try #require(EventID(bytes: envelope.id))
        try Data(try WireEncoder.encode(envelope)).write(to: URL(filePath: "\(spool)/\(id)"))
        try clinic.open().close()
        let ledger = try clinic.open(.reading)
        var places: [UInt64?] = []
        try ledger.accesses { places.append($0.position) }
        #expect(places == [4])
        #expect(try ledger.accessFaults() == [])
    }
}

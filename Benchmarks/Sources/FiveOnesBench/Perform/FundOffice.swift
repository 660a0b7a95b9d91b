import CaseLedger
import FiveOnes
import Foundation

/// A ledger of the plan on disk in which clerks of a foundation record donations.
///
/// The authority is recorded: it was founded, every clerk's role was granted, and each decision
/// looks that up. The facts of before come in by the import door, a thousand events at a time.
final class FundOffice: Sendable {
    static let foundation = "city:foundation"
    static let day = Moment("2025-01-02") ?? .day(.blank)

    let ledger: Ledger

    init(at path: String) throws {
        ledger = try Ledger.open(
            at: path, events: .fiveOnes, as: .founding, LedgerOptions(keys: .inMemory()))
        try bring([
            AuthorityFounded(
                founder: "keeper", unit: "city:double-support", ground: "letter of appointment")
        ])
    }

    /// An office for each of some sizes, one after the other.
    static func each(
        of sizes: [Int], _ make: (Int) async throws -> FundOffice
    ) async throws -> [FundOffice] {
        var offices: [FundOffice] = []
        for size in sizes { offices.append(try await make(size)) }
        return offices
    }

    /// The clerk of that number, who may record donations.
    static func clerk(_ number: Int) -> Actor {
        Actor("clerk.\(number)", role: .foundationStaff, unit: foundation)
    }

    /// The payer of that number.
    static func payer(_ number: Int) -> Actor {
        Actor("payer.\(number)", role: .payer, unit: foundation)
    }

    /// Brings in facts, and records what is decided here, with the keeper's word; it counts once it
    /// is synced.
    func bring(_ events: [any Payload]) throws {
        let keeper = Actor("keeper", role: .cityStaff, unit: "city:shenzhen")
        for start in stride(from: 0, to: events.count, by: 1_000) {
            let drafts = events[start..<min(start + 1_000, events.count)].map { event in
                var draft = Draft(NewEvent(event, occurred: Self.day), by: keeper)
                if type(of: event).force == .fact {
                    draft.attestation = Attestation(importer: "bench", source: "bench")
                }
                return draft
            }
            for outcome in try ledger.admit(drafts) {
                guard case .recorded = outcome else {
                    throw Disagreement(description: "an event was not taken: \(outcome)")
                }
            }
        }
    }

    /// Grants actors the roles in which they act.
    func grant(_ actors: [Actor]) async throws {
        try await ledger.synced()
        let keeper = Actor("keeper", role: .authorityKeeper, unit: "city:double-support")
        for actor in actors {
            let granted = RoleGranted {
                $0.holder = actor.id
                $0.role = actor.role.rawValue
                $0.unit = actor.unit
                $0.from = Day(2025, 1, 1) ?? .blank
                $0.ground = "letter of appointment"
            }
            try await ledger.perform(Record(granted), by: keeper)
        }
    }

    /// Establishes funds, each with one earmark.
    func establish(funds: Range<Int>) throws {
        try bring(
            funds.flatMap { number -> [any Payload] in
                [
                    FundEstablished {
                        $0.fund = Self.fund(number)
                        $0.name = "fund"
                        $0.parent = "city:foundation"
                        $0.custodian = "custodian"
                    },
                    EarmarkOpened {
                        $0.earmark = Self.earmark(number)
                        $0.fund = Self.fund(number)
                        $0.purposes = [.scholarship]
                    },
                ]
            })
    }

    static func fund(_ number: Int) -> FundID { FundID(rawValue: "K-\(number)") }
    static func earmark(_ number: Int) -> EarmarkID { EarmarkID(rawValue: "E-\(number)") }

    /// A donation of a hundred yuan by a person.
    static func donation(_ name: String, to fund: Int = 0, fen: Int64 = 10_000)
        -> DonationReceived
    {
        DonationReceived {
            $0.donation = DonationID(rawValue: name)
            $0.fund = Self.fund(fund)
            $0.earmark = earmark(fund)
            $0.donor = DonorID(rawValue: "D-\(name)")
            $0.donorKind = .individual
            $0.kind = .money
            $0.mobilizedBy = "nanshan"
            $0.amount = Money(fen: fen)
        }
    }

    /// Takes the decision on one donation; returns when it is synced.
    func donate(_ name: String, to fund: Int = 0, by clerk: Int = 0) async throws {
        try await ledger.perform(
            Record(Self.donation(name, to: fund)), by: Self.clerk(clerk))
    }

    /// What a fund holds.
    func balance(of fund: Int = 0) throws -> Money {
        try FundBalances(ledger.view(FundBook.self)).only(Self.fund(fund)).statements
            .reduce(.zero) { $0 + $1.balance }
    }
}

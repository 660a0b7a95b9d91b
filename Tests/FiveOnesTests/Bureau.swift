import CaseLedger
import CaseLedgerTesting
import FiveOnes
import SegmentLogTesting
import Testing

/// An office in memory, whose events come in by the import door, lawful or not.
final class Bureau {
    let ledger: Ledger
    let storage = MemoryStorage()
    let keys = MemoryKeyStore()
    let clock = SteppingClock()

    init() throws {
        let clock = clock
        ledger = try Ledger.open(
            in: storage, events: .fiveOnes, as: .founding,
            LedgerOptions(keys: .store(keys), clock: { clock.next() }))
    }

    static let officer = Actor("wang.li", role: .responsibleOfficer, unit: "station:S-nantou")
    static let district = Actor("chen.jie", role: .districtStaff, unit: "district:nanshan")
    static let foundation = Actor("zhao.min", role: .foundationStaff, unit: "city:foundation")
    static let payer = Actor("sun.tao", role: .payer, unit: "city:foundation")
    static let approver = Actor("qian.yu", role: .approver, unit: "city:foundation")

    /// Brings an event in; a refusal fails the test.
    @discardableResult
    func bring(
        _ event: some Payload, on when: String, by actor: Actor = Bureau.district
    ) throws -> UInt64 {
        let occurred = try #require(Moment(when), "\(when) is no moment")
        var draft = Draft(NewEvent(event, occurred: occurred), by: actor)
        draft.attestation = Attestation(importer: "test", source: "test")
        draft.isAdopted = true
        guard case .recorded(let position) = try ledger.admit([draft])[0] else {
            throw Refused()
        }
        nextPosition = position + 1
        return position
    }

    /// Lets somebody stand in for another on some days of June 2025, in the other's role and unit.
    func delegate(
        _ holder: Actor, to deputy: String, from: String = "2025-06-01",
        through: String = "2025-06-30"
    ) throws {
        try bring(
            RoleDelegated {
                $0.delegator = holder.id
                $0.delegate = deputy
                $0.role = holder.role.rawValue
                $0.unit = holder.unit
                $0.from = Day(from) ?? .blank
                $0.through = Day(through) ?? .blank
                $0.ground = "leave"
            }, on: "2025-05-30", by: holder)
    }

    /// Brings a draft in as it is.
    func bring(_ draft: Draft) throws {
        guard case .recorded(let position) = try ledger.admit([draft])[0] else { throw Refused() }
        nextPosition = position + 1
    }

    struct Refused: Error {}

    /// The findings of one check.
    func findings(_ check: String, asOf day: String, knownAt: Instant? = nil) async throws
        -> [Finding]
    {
        try await ledger.synced(through: nextPosition)
        let check = try #require(PlanCheck.named(check))
        // A run knows nothing of days that have not come.
        clock.advance(to: try #require(Day(day)).end)
        ledger.confirmClock()
        let board = try ledger.supervise(
            in: TimeFrame(asOf: Day(day), knownAt: knownAt), checks: [check])
        let result = try #require(board.results.first)
        #expect(result.totals.values.reduce(0, +) == result.findings.count)
        return result.findings
    }

    /// The number of events brought in.
    var count: UInt64 { nextPosition }
    private var nextPosition: UInt64 = 0
    private var hasStation = false

    /// Brings in a family of one martyr and its survivors, with a station, an officer and the plan.
    func family(
        _ id: FamilyID = "F-1", members: [(MemberID, String?)] = [("M-1", "1950-03-10")],
        sacrificed: String? = "1969-05-20", area: AreaID = "nanshan/nantou",
        enrolled: String = "2024-12-20", hasOfficer: Bool = true
    ) throws {
        let martyr = MartyrID(rawValue: "MT-" + id.rawValue)
        if !hasStation {
            hasStation = true
            try bring(
                PolicyChanged {
                    $0.key = "plan.effective"
                    $0.from = Day(2024, 1, 1) ?? .blank
                    $0.value = Int64((Day(2025, 1, 1) ?? .blank).number)
                }, on: "2024-12-01")
            try bring(
                StationRegistered {
                    $0.station = "S-nantou"
                    $0.area = "nanshan/nantou"
                    $0.hotline = "0755-1"
                }, on: "2024-12-01")
            for staff in ["wang.li", "li.na"] as [StaffID] {
                try bring(
                    StaffAppointed {
                        $0.staff = staff
                        $0.station = "S-nantou"
                    }, on: "2024-12-01")
            }
        }
        try bring(
            MartyrRecorded {
                $0.martyr = martyr
                $0.name = "某烈士"
                $0.sacrificed = sacrificed.flatMap { Moment($0) }
            }, on: enrolled)
        try bring(
            FamilyEnrolled {
                $0.family = id
                $0.martyrs = [martyr]
                $0.area = area
            }, on: enrolled)
        for (member, birthday) in members {
            try bring(
                MemberEnrolled {
                    $0.member = member
                    $0.family = id
                    $0.name = "某遗属"
                    $0.relation = "52"
                    $0.birthday = birthday.flatMap { Moment($0) }
                }, on: enrolled)
        }
        if hasOfficer { try assign(id, "wang.li", on: enrolled) }
    }

    func assign(_ family: FamilyID, _ officer: StaffID, on day: String) throws {
        try bring(
            OfficerAssigned {
                $0.family = family
                $0.officer = officer
                $0.station = "S-nantou"
            }, on: day)
    }

    @discardableResult
    func visit(
        _ family: FamilyID = "F-1", _ occasion: VisitOccasion, on day: String,
        met: [MemberID] = ["M-1"], member: MemberID? = nil, id: String? = nil
    ) throws -> UInt64 {
        try bring(
            VisitMade(.home) {
                $0.visit = VisitID(rawValue: id ?? "V-\(family)-\(occasion.rawValue)-\(day)")
                $0.family = family
                $0.occasion = occasion
                $0.met = met
                $0.member = member
            }, on: day, by: Bureau.officer)
    }

    /// Brings in a fund with an earmark for scholarships, kept by `custodian`.
    func fund(_ custodian: StaffID = "zhou.ping") throws {
        try bring(
            FundEstablished {
                $0.fund = "K-1"
                $0.name = "关爱烈士遗属专项基金"
                $0.parent = "city:foundation"
                $0.custodian = custodian
            }, on: "2024-12-01", by: Bureau.foundation)
        try bring(
            EarmarkOpened {
                $0.earmark = "E-1"
                $0.fund = "K-1"
                $0.purposes = [.scholarship]
            }, on: "2024-12-01", by: Bureau.foundation)
    }

    @discardableResult
    func donate(
        _ id: DonationID, yuan: Int64 = 1000, on when: String, code: String = "",
        kind: DonorKind = .enterprise, by unit: AreaID? = "nanshan"
    ) throws -> UInt64 {
        try bring(
            DonationReceived {
                $0.donation = id
                $0.fund = "K-1"
                $0.earmark = "E-1"
                $0.donor = DonorID(rawValue: "D-" + (code.isEmpty ? id.rawValue : code))
                $0.donorKind = kind
                $0.creditCode = code
                $0.mobilizedBy = unit
                $0.amount = Money(yuan: yuan)
            }, on: when, by: Bureau.foundation)
    }

    /// Brings in a matter of aid of `yuan`, applied for and approved.
    func aid(
        _ id: AidID, yuan: Int64, purpose: AidPurpose = .scholarship, approved: String?
    ) throws {
        try bring(
            AidApplied {
                $0.aid = id
                $0.member = "M-1"
                $0.family = "F-1"
                $0.purpose = purpose
                $0.amount = Money(yuan: yuan)
            }, on: "2025-02-01", by: Bureau.officer)
        guard let approved else { return }
        try bring(
            AidApproved {
                $0.aid = id
                $0.fund = "K-1"
                $0.earmark = "E-1"
                $0.amount = Money(yuan: yuan)
            }, on: approved, by: Bureau.approver)
    }

    @discardableResult
    func pay(
        _ id: DisbursementID, _ aid: AidID?, yuan: Int64, on when: String,
        proposedBy: StaffID = "zhou.ping", to payee: MemberID = "M-1"
    ) throws -> UInt64 {
        try bring(
            DisbursementPaid {
                $0.disbursement = id
                $0.aid = aid
                $0.fund = "K-1"
                $0.earmark = "E-1"
                $0.payee = payee
                $0.amount = Money(yuan: yuan)
                $0.proposedBy = proposedBy
            }, on: when, by: Bureau.payer)
    }

    func open(_ ticket: TicketID, _ category: TicketCategory = .enquiry, at when: String) throws {
        try bring(
            TicketOpened {
                $0.ticket = ticket
                $0.category = category
                $0.station = "S-nantou"
                $0.channel = "phone"
            }, on: when, by: Bureau.officer)
    }

    func resolve(_ ticket: TicketID, at when: String) throws {
        try bring(
            TicketResolved {
                $0.ticket = ticket
                $0.outcome = "done"
            }, on: when, by: Bureau.officer)
    }

    func feedBack(_ ticket: TicketID, at when: String) throws {
        try bring(
            EffectFeedbackGiven(.solved) {
                $0.ticket = ticket
                $0.satisfaction = 5
            }, on: when, by: Bureau.district)
    }

    func close(_ ticket: TicketID, at when: String) throws {
        try bring(TicketClosed { $0.ticket = ticket }, on: when, by: Bureau.officer)
    }
}

/// A valid unified social credit code (GB 32100): of an enterprise, unless `kind` says otherwise.
func creditCode(_ number: Int, kind: String = "91") -> String {
    let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
    let digits = String(number)
    let body = Array(
        kind + "440300" + String(repeating: "0", count: 9 - digits.count) + digits)
    var (weight, sum) = (1, 0)
    for character in body {
        sum += (alphabet.firstIndex(of: character) ?? 0) * weight
        weight = weight * 3 % 31
    }
    return String(body) + String(alphabet[(31 - sum % 31) % 31])
}

public import CaseLedger

/// What became of an obligation.
public enum Outcome: String, Sendable, CaseIterable, Hashable {
    /// Met in time.
    case satisfied
    /// Met, but after it was due.
    case late
    /// Not met, and its window has closed; or done although it is forbidden.
    case violated
    /// Not met yet, and its window is open.
    case pending
    /// Its window has not opened yet.
    case notYetDue
    /// Not owed, for a recorded reason.
    case exempt
    /// Nobody can say, because a fact is missing.
    case notDeterminable
    /// The rule does not speak of this subject.
    case notApplicable

    public var label: Phrase {
        switch self {
        case .satisfied: Phrase("按时完成", "satisfied")
        case .late: Phrase("逾期完成", "late")
        case .violated: Phrase("未完成", "violated")
        case .pending: Phrase("进行中", "pending")
        case .notYetDue: Phrase("未到期", "not yet due")
        case .exempt: Phrase("豁免", "exempt")
        case .notDeterminable: Phrase("无法判定", "not determinable")
        case .notApplicable: Phrase("不适用", "not applicable")
        }
    }

    /// Which of two outcomes a supervisor must see first.
    var weight: Int {
        switch self {
        case .violated: 7
        case .late: 6
        case .pending: 5
        case .notDeterminable: 4
        case .notYetDue: 3
        case .exempt: 2
        case .satisfied: 1
        case .notApplicable: 0
        }
    }
}

/// Who answers for an obligation on the day it turns about.
public struct Responsible: Hashable, Sendable {
    /// The unit: `district:nanshan`, or a department where the subject names one.
    public var unit: String
    /// The person, by account; `nil` where there was none.
    public var person: String?

    /// Who answers, by unit and person.
    public init(unit: String, person: String? = nil) {
        self.unit = unit
        self.person = person
    }
}

/// One obligation and what became of it, with the events that show it.
public struct Finding: Hashable, Sendable {
    /// The check's identifier, `C15.1`.
    public let check: String
    /// What became of it.
    public var outcome: Outcome
    /// What it is about, as a tag: `family:F-0012`.
    public let subject: String
    /// Which of the subject's obligations it is: `springFestival/2025`, `2025-Q3`; may be empty.
    public let anchor: String
    /// Who answers for it.
    public let responsible: Responsible
    /// From when on it can be met.
    public let opens: Moment?
    /// By when it must be met.
    public let due: Moment?
    /// Until when it can still be met late.
    public let closes: Moment?
    /// When it was met.
    public var settled: Moment?
    /// The positions of the events that show it, ascending and each once, so that the same ledger
    /// gives the same bytes.
    public private(set) var evidence: [UInt64]
    /// What a supervisor needs to act: what was expected, what there is.
    public var reason: Phrase

    /// A finding from its parts.
    public init(
        _ check: String, _ outcome: Outcome, subject: Tag, anchor: String = "",
        responsible: Responsible, opens: Moment? = nil, due: Moment? = nil,
        closes: Moment? = nil, settled: Moment? = nil, evidence: [UInt64], reason: Phrase
    ) {
        self.check = check
        self.outcome = outcome
        self.subject = subject.text
        self.anchor = anchor
        self.responsible = responsible
        self.opens = opens
        self.due = due
        self.closes = closes
        self.settled = settled
        self.evidence = Set(evidence).sorted()
        self.reason = reason
    }

    /// Cites one more event.
    mutating func cite(_ position: UInt64) { evidence = Set(evidence + [position]).sorted() }
}

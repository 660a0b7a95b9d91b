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

import CaseLedger
import FiveOnes

/// What is to go wrong, as those who work out a year look it up.
struct LapsePlan: Sendable {
    /// What happens to a visit.
    enum VisitLapse: Sendable {
        case missed
        case late(on: Day)
    }

    /// What happens to a ticket.
    enum TicketLapse: Sendable {
        case late
        case withoutFeedback
    }

    /// What happens to a payment.
    enum PaymentLapse: Sendable {
        case wrongCustodian
        case beforeApproval
        case otherAmount
    }

    /// A quarter of a member's year.
    struct Quarter: Hashable, Sendable {
        let member: MemberID
        let year: Int
        let quarter: Int
    }

    /// A year of a district unit.
    struct UnitYear: Hashable, Sendable {
        let unit: Int
        let year: Int
    }

    var visits: [Obligation.Key: VisitLapse] = [:]
    var tickets: [TicketID: TicketLapse] = [:]
    var payments: [AidID: PaymentLapse] = [:]
    var verifications: Set<Quarter> = []
    var fourDonors: Set<UnitYear> = []
    var overdrawn: Set<UnitYear> = []
}

public import CaseLedger

/// The books of the special funds: what came in, what went out, what is left, to the fen.
public struct FundBook: SnapshotProjection {
    public static let name = "funds"
    public static let version = 2

    /// A fund as the record has it.
    public struct Fund: Hashable, Codable, Sendable {
        /// The fund.
        public let id: FundID
        /// Its name.
        public let name: String
        /// The foundation it belongs to.
        public let parent: String
        /// The unit in whose name it was established, whose people run it.
        public let unit: String
        /// The day of its establishment, and the event.
        public let established: Dated<StaffID>
        /// Who alone kept it, from when on, the first custodian first.
        public var custodians: [Dated<StaffID>]
        /// Its earmarks, in the order of recording.
        public var earmarks: [EarmarkID] = []

        /// Who kept the fund on a day.
        public func custodian(on day: Day) -> Dated<StaffID>? {
            custodians.last { $0.from <= day }
        }

        /// Who may have kept the fund at a moment: one, where times are known to the hour.
        func custodians(at moment: Moment) -> [Dated<StaffID>] {
            let before = custodians.last { $0.at.last <= moment.first }
            let within = custodians.filter {
                $0.at.last > moment.first && $0.at.first <= moment.last
            }
            return [before].compactMap { $0 } + within
        }
    }

    /// One movement of an earmark's money or goods.
    public struct Posting: Hashable, Codable, Sendable {
        /// What moved it.
        public enum Kind: Hashable, Codable, Sendable {
            /// A donation came in.
            case donation(DonationID)
            /// A donation went back.
            case donationReversed(DonationID)
            /// A payment went out.
            case payment(DisbursementID)
            /// A payment came back.
            case paymentReversed(DisbursementID)
        }
        /// What moved it.
        public let kind: Kind
        /// Money or goods.
        public let form: DonationKind
        /// By how much; negative where it went out.
        public let amount: Money
        /// When it came in or went out.
        public let at: Moment
        /// The event that moved it.
        public let position: UInt64

        /// Whether something came in.
        var isInflow: Bool { amount > .zero }
        /// From which instant on it counts.
        var instant: Instant { isInflow ? at.first : at.last }

        /// Whether this comes before another; see ``Earmark/byTime``.
        func comes(before other: Posting) -> Bool {
            if instant != other.instant { return instant < other.instant }
            if isInflow != other.isInflow { return isInflow }
            return position < other.position
        }
    }

    /// An earmark as the record has it.
    public struct Earmark: Hashable, Codable, Sendable {
        /// The earmark.
        public let id: EarmarkID
        /// Its fund.
        public let fund: FundID
        /// What it may be used for.
        public let purposes: [AidPurpose]
        /// The event that opened it.
        public let position: UInt64
        /// What moved it, in the order of recording.
        public var postings: [Posting] = []

        /// The balance of money or of goods.
        public func balance(of form: DonationKind) -> Money {
            postings.reduce(.zero) { $1.form == form ? $0 + $1.amount : $0 }
        }

        /// The postings in the order in which they happened.
        ///
        /// Of a day that is known without its hour, what came in counts from its beginning and
        /// what went out at its end; at one instant what came in is first.
        public var byTime: [Posting] {
            postings.sorted { $0.comes(before: $1) }
        }
    }

    /// A donation as the record has it.
    public struct Donation: Hashable, Codable, Sendable {
        /// What was said when it was received.
        public let said: DonationReceived
        /// When it was received.
        public let at: Moment
        /// Where its receipt is on record.
        public let position: UInt64
        /// The position of its reversal.
        public var reversed: UInt64?
    }

    /// A matter of aid as the record has it.
    public struct Aid: Hashable, Codable, Sendable {
        /// What was applied for.
        public let said: AidApplied
        /// The position of the application, and who handled it.
        public let applied: Mark
        /// The approvals.
        public var approvals: [Approval] = []
        /// The rejections.
        public var rejections: [Mark] = []
        /// The payments.
        public var payments: [DisbursementID] = []
    }

    /// An approval of aid.
    public struct Approval: Hashable, Codable, Sendable {
        /// What was approved.
        public let said: AidApproved
        /// When, where and by whom.
        public let at: Mark
    }

    /// A payment as the record has it.
    public struct Payment: Hashable, Codable, Sendable {
        /// What was paid.
        public let said: DisbursementPaid
        /// When, where and by whom.
        public let at: Mark
        /// The position of the payee's confirmation.
        public var confirmed: UInt64?
        /// The position of its reversal.
        public var reversed: UInt64?
    }

    /// Funds by identifier.
    public var funds: [FundID: Fund] { fundBook.all }
    /// Earmarks by identifier.
    public var earmarks: [EarmarkID: Earmark] { earmarkBook.all }
    /// Donations by identifier.
    public var donations: [DonationID: Donation] { donationBook.all }
    /// Matters of aid by identifier.
    public var aid: [AidID: Aid] { aidBook.all }
    /// Payments by identifier.
    public var payments: [DisbursementID: Payment] { paymentBook.all }
    /// The positions of events that found a subject once more; they move nothing.
    public var duplicates: [UInt64] {
        (fundBook.duplicates + earmarkBook.duplicates + donationBook.duplicates
            + aidBook.duplicates + paymentBook.duplicates).sorted()
    }

    var fundBook = Founded<FundID, Fund>()
    var earmarkBook = Founded<EarmarkID, Earmark>()
    var donationBook = Founded<DonationID, Donation>()
    var aidBook = Founded<AidID, Aid>()
    var paymentBook = Founded<DisbursementID, Payment>()
    /// The first reversal of each donation and each payment, whether or not it is on record.
    var donationReversals: [DonationID: Mark] = [:]
    var paymentReversals: [DisbursementID: Mark] = [:]

    public init() {}

    public static func handle(_ on: inout Handlers<FundBook>) {
        handleFunds(&on)
        handleDonations(&on)
        handleAid(&on)
        handlePayments(&on)
    }
}

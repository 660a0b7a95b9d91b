public import CaseLedger

/// The books of the special funds: what came in, what went out, what is left, to the fen.
public struct FundBook: Projection {
    /// The view's name.
    public static let name = "funds"

    /// A fund as the record has it.
    public struct Fund: Hashable, Sendable {
        /// The fund.
        public let id: FundID
        /// Its name.
        public let name: String
        /// The foundation it belongs to.
        public let parent: String
        /// The day of its establishment, and the event.
        public let established: Registry.Dated<StaffID>
        /// Who alone kept it, from when on, the first custodian first.
        public var custodians: [Registry.Dated<StaffID>]
        /// Its earmarks, in the order of recording.
        public var earmarks: [EarmarkID] = []

        /// Who kept the fund on a day.
        public func custodian(on day: Day) -> Registry.Dated<StaffID>? {
            custodians.last { $0.from <= day }
        }
    }

    /// One movement of an earmark's money or goods.
    public struct Posting: Hashable, Sendable {
        /// What moved it.
        public enum Kind: Hashable, Sendable {
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
        /// When.
        public let at: Moment
        /// The event's position.
        public let position: UInt64
    }

    /// An earmark as the record has it.
    public struct Earmark: Hashable, Sendable {
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
        public var byTime: [Posting] {
            postings.sorted { ($0.at.first, $0.position) < ($1.at.first, $1.position) }
        }
    }

    /// A donation as the record has it.
    public struct Donation: Hashable, Sendable {
        /// What was said when it was received.
        public let said: DonationReceived
        /// When.
        public let at: Moment
        /// The event's position.
        public let position: UInt64
        /// The position of its reversal.
        public var reversed: UInt64?
    }

    /// A matter of aid as the record has it.
    public struct Aid: Hashable, Sendable {
        /// What was applied for.
        public let said: AidApplied
        /// The position of the application, and who handled it.
        public let applied: TicketBook.Mark
        /// The approvals.
        public var approvals: [Approval] = []
        /// The rejections.
        public var rejections: [TicketBook.Mark] = []
        /// The payments.
        public var payments: [DisbursementID] = []
    }

    /// An approval of aid.
    public struct Approval: Hashable, Sendable {
        /// What was approved.
        public let said: AidApproved
        /// When, where and by whom.
        public let at: TicketBook.Mark
    }

    /// A payment as the record has it.
    public struct Payment: Hashable, Sendable {
        /// What was paid.
        public let said: DisbursementPaid
        /// When, where and by whom.
        public let at: TicketBook.Mark
        /// The position of the payee's confirmation.
        public var confirmed: UInt64?
        /// The position of its reversal.
        public var reversed: UInt64?
    }

    /// Funds by identifier.
    public private(set) var funds: [FundID: Fund] = [:]
    /// Earmarks by identifier.
    public private(set) var earmarks: [EarmarkID: Earmark] = [:]
    /// Donations by identifier.
    public private(set) var donations: [DonationID: Donation] = [:]
    /// Matters of aid by identifier.
    public private(set) var aid: [AidID: Aid] = [:]
    /// Payments by identifier.
    public private(set) var payments: [DisbursementID: Payment] = [:]

    /// Empty books.
    public init() {}

    /// Consumes the events of funds.
    public static func handle(_ on: inout Handlers<FundBook>) {
        handleFunds(&on)
        handleDonations(&on)
        handleAid(&on)
    }

    private static func handleFunds(_ on: inout Handlers<FundBook>) {
        on(FundEstablished.self) { state, context, event in
            let first = Registry.Dated(
                value: event.custodian, from: context.occurred.earliest,
                position: context.position)
            state.funds[event.fund] = Fund(
                id: event.fund, name: event.name, parent: event.parent, established: first,
                custodians: [first])
        }
        on(CustodianAppointed.self) { state, context, event in
            state.funds[event.fund]?.custodians.append(
                Registry.Dated(
                    value: event.custodian, from: context.occurred.earliest,
                    position: context.position))
            state.funds[event.fund]?.custodians.sort { $0.from < $1.from }
        }
        on(EarmarkOpened.self) { state, context, event in
            state.funds[event.fund]?.earmarks.append(event.earmark)
            state.earmarks[event.earmark] = Earmark(
                id: event.earmark, fund: event.fund, purposes: event.purposes,
                position: context.position)
        }
    }

    private static func handleDonations(_ on: inout Handlers<FundBook>) {
        on(DonationReceived.self) { state, context, event in
            state.donations[event.donation] = Donation(
                said: event, at: context.occurred, position: context.position)
            state.earmarks[event.earmark]?.postings.append(
                Posting(
                    kind: .donation(event.donation), form: event.kind, amount: event.amount,
                    at: context.occurred, position: context.position))
        }
        on(DonationReversed.self) { state, context, event in
            guard let donation = state.donations[event.donation], donation.reversed == nil else {
                return
            }
            state.donations[event.donation]?.reversed = context.position
            state.earmarks[donation.said.earmark]?.postings.append(
                Posting(
                    kind: .donationReversed(event.donation), form: donation.said.kind,
                    amount: .zero - donation.said.amount, at: context.occurred,
                    position: context.position))
        }
    }

    private static func handleAid(_ on: inout Handlers<FundBook>) {
        on(AidApplied.self) { state, context, event in
            state.aid[event.aid] = Aid(said: event, applied: mark(context))
        }
        on(AidApproved.self) { state, context, event in
            state.aid[event.aid]?.approvals.append(Approval(said: event, at: mark(context)))
        }
        on(AidRejected.self) { state, context, event in
            state.aid[event.aid]?.rejections.append(mark(context))
        }
        on(DisbursementPaid.self) { state, context, event in
            state.payments[event.disbursement] = Payment(said: event, at: mark(context))
            if let aid = event.aid { state.aid[aid]?.payments.append(event.disbursement) }
            state.earmarks[event.earmark]?.postings.append(
                Posting(
                    kind: .payment(event.disbursement), form: .money,
                    amount: .zero - event.amount, at: context.occurred,
                    position: context.position))
        }
        on(DisbursementConfirmed.self) { state, context, event in
            state.payments[event.disbursement]?.confirmed = context.position
        }
        on(DisbursementReversed.self) { state, context, event in
            guard let payment = state.payments[event.disbursement], payment.reversed == nil else {
                return
            }
            state.payments[event.disbursement]?.reversed = context.position
            state.earmarks[payment.said.earmark]?.postings.append(
                Posting(
                    kind: .paymentReversed(event.disbursement), form: .money,
                    amount: payment.said.amount, at: context.occurred,
                    position: context.position))
        }
    }

    private static func mark(_ context: EventContext) -> TicketBook.Mark {
        TicketBook.Mark(
            at: context.occurred, position: context.position, actor: context.actorID)
    }
}

import CaseLedger

/// The money of one earmark, for the rule that nobody takes out more than is in it.
///
/// It holds what the ledger keeps of an earmark between decisions: each movement by its instant and
/// amount, and the sum. A decision about the present asks the sum alone.
struct EarmarkAccount: Projection {
    private struct Movement: Sendable {
        let instant: Instant
        let position: UInt64
        let amount: Money
        var isInflow: Bool { amount > .zero }
    }

    /// What a donation or a payment moved, to be moved back where it is reversed.
    private struct Moved: Sendable {
        let amount: Money
        var isReversed = false
    }

    private var movements: [Movement] = []
    private var sum = Money.zero
    private var latest = Instant(microseconds: .min)
    private var donations: [DonationID: Moved] = [:]
    private var payments: [DisbursementID: Moved] = [:]
    /// The first reversal of what is not on record here yet.
    private var early: [Tag: Moment] = [:]

    init() {}

    static func handle(_ on: inout Handlers<EarmarkAccount>) {
        on(DonationReceived.self) { state, context, event in
            guard state.donations[event.donation] == nil else { return }
            let amount = event.kind == .money ? event.amount : .zero
            let reversal = state.early.removeValue(forKey: .donation(event.donation))
            state.donations[event.donation] = Moved(amount: amount, isReversed: reversal != nil)
            state.move(amount, at: context.occurred.first, context.position)
            if let reversal { state.move(.zero - amount, at: reversal.last, context.position) }
        }
        on(DonationReversed.self) { state, context, event in
            let (tag, at) = (Tag.donation(event.donation), context.occurred)
            guard let moved = state.donations[event.donation] else {
                return state.early[tag] = state.early[tag] ?? at
            }
            guard !moved.isReversed else { return }
            state.donations[event.donation]?.isReversed = true
            state.move(.zero - moved.amount, at: at.last, context.position)
        }
        on(DisbursementPaid.self) { state, context, event in
            guard state.payments[event.disbursement] == nil else { return }
            let reversal = state.early.removeValue(forKey: .disbursement(event.disbursement))
            state.payments[event.disbursement] = Moved(
                amount: event.amount, isReversed: reversal != nil)
            state.move(.zero - event.amount, at: context.occurred.last, context.position)
            if let reversal { state.move(event.amount, at: reversal.first, context.position) }
        }
        on(DisbursementReversed.self) { state, context, event in
            let (tag, at) = (Tag.disbursement(event.disbursement), context.occurred)
            guard let moved = state.payments[event.disbursement] else {
                return state.early[tag] = state.early[tag] ?? at
            }
            guard !moved.isReversed else { return }
            state.payments[event.disbursement]?.isReversed = true
            state.move(moved.amount, at: at.first, context.position)
        }
    }

    private mutating func move(_ amount: Money, at instant: Instant, _ position: UInt64) {
        guard amount != .zero else { return }
        movements.append(Movement(instant: instant, position: position, amount: amount))
        sum += amount
        latest = max(latest, instant)
    }

    /// The least money there is at any time from an instant on, what moves then included.
    ///
    /// - Complexity: O(1) where nothing has moved since; else O(movements × log).
    func leastBalance(from instant: Instant) -> Money {
        guard latest > instant else { return sum }
        let byTime = movements.sorted { one, other in
            if one.instant != other.instant { return one.instant < other.instant }
            if one.isInflow != other.isInflow { return one.isInflow }
            return one.position < other.position
        }
        var (balance, least) = (Money.zero, Money?.none)
        for movement in byTime {
            if movement.instant > instant { least = min(least ?? balance, balance) }
            balance += movement.amount
        }
        return min(least ?? balance, balance)
    }
}

extension Followed {
    private static let types: Query.Types = [
        DonationReceived.type, DonationReversed.type, DisbursementPaid.type,
        DisbursementReversed.type,
    ]
    private static let outgoing: Query.Types = [DonationReversed.type, DisbursementPaid.type]

    /// The account of an earmark; what comes in meanwhile disturbs nobody who takes out.
    static func account(of earmark: EarmarkID) -> Followed {
        Followed(
            EarmarkAccount.self, of: .tags([.earmark(earmark)], of: types),
            disturbedBy: .tags([.earmark(earmark)], of: outgoing))
    }
}

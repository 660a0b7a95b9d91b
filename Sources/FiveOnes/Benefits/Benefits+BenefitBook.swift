public import CaseLedger

/// The benefit catalog and every claim to its items.
public struct BenefitBook: Projection {
    /// The view's name.
    public static let name = "benefits"

    /// An item of the catalog as the record has it.
    public struct Item: Hashable, Sendable {
        /// What was said when it was added.
        public let said: BenefitItemAdded
        /// The first day on which it holds.
        public let from: Day
        /// The last day, if it was withdrawn.
        public var through: Day?
    }

    /// A claim as the record has it.
    public struct Claim: Hashable, Sendable {
        /// What was claimed.
        public let said: BenefitClaimed
        /// When.
        public let at: Moment
        /// The position of the claim.
        public let position: UInt64
        /// The position of the decision to grant it.
        public var granted: UInt64?
        /// The position of the decision to refuse it.
        public var refused: UInt64?
        /// The position of the delivery.
        public var delivered: UInt64?
    }

    /// Items by identifier.
    public private(set) var items: [BenefitItemID: Item] = [:]
    /// Claims by identifier.
    public private(set) var claims: [GrantID: Claim] = [:]

    /// Nothing.
    public init() {}

    /// Consumes the events of the catalog and of claims.
    public static func handle(_ on: inout Handlers<BenefitBook>) {
        on(BenefitItemAdded.self) { state, context, event in
            state.items[event.item] = Item(said: event, from: context.occurred.earliest)
        }
        on(BenefitItemWithdrawn.self) { state, context, event in
            state.items[event.item]?.through = context.occurred.latest
        }
        on(BenefitClaimed.self) { state, context, event in
            state.claims[event.grant] = Claim(
                said: event, at: context.occurred, position: context.position)
        }
        on(BenefitGranted.self) { state, context, event in
            state.claims[event.grant]?.granted = context.position
        }
        on(BenefitRefused.self) { state, context, event in
            state.claims[event.grant]?.refused = context.position
        }
        on(BenefitDelivered.self) { state, context, event in
            state.claims[event.grant]?.delivered = context.position
        }
    }
}

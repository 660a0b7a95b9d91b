public import CaseLedger

/// The benefit catalog and every claim to its items.
public struct BenefitBook: SnapshotProjection {
    public static let name = "benefits"

    /// An item of the catalog as the record has it.
    public struct Item: Hashable, Codable, Sendable {
        /// What was said when it was added.
        public let said: BenefitItemAdded
        /// The first day on which it holds.
        public let from: Day
        /// The last day, if it was withdrawn.
        public var through: Day?
    }

    /// A claim as the record has it.
    public struct Claim: Hashable, Codable, Sendable {
        /// What was claimed.
        public let said: BenefitClaimed
        /// When it was claimed.
        public let at: Moment
        /// The position of the claim.
        public let position: UInt64
        /// Who took it.
        public let handler: String
        /// The position of the decision to grant it.
        public var granted: UInt64?
        /// The position of the decision to refuse it.
        public var refused: UInt64?
        /// The position of the delivery.
        public var delivered: UInt64?
    }

    /// Items by identifier.
    public var items: [BenefitItemID: Item] { itemBook.all }
    /// Claims by identifier.
    public var claims: [GrantID: Claim] { claimBook.all }
    /// The positions of events that found an item or a claim once more; they change nothing.
    public var duplicates: [UInt64] { (itemBook.duplicates + claimBook.duplicates).sorted() }

    private var itemBook = Founded<BenefitItemID, Item>()
    private var claimBook = Founded<GrantID, Claim>()

    public init() {}

    public static func handle(_ on: inout Handlers<BenefitBook>) {
        on(BenefitItemAdded.self) { state, context, event in
            let item = Item(said: event, from: context.occurred.earliest)
            _ = state.itemBook.found(item, as: event.item, at: context.position)
        }
        on(BenefitItemWithdrawn.self) { state, context, event in
            let last = context.occurred.latest
            state.itemBook.change(event.item) { $0.through = last }
        }
        on(BenefitClaimed.self) { state, context, event in
            let claim = Claim(
                said: event, at: context.occurred, position: context.position,
                handler: context.actorID)
            _ = state.claimBook.found(claim, as: event.grant, at: context.position)
        }
        on(BenefitGranted.self) { state, context, event in
            state.claimBook.change(event.grant) { [at = context.position] in $0.granted = at }
        }
        on(BenefitRefused.self) { state, context, event in
            state.claimBook.change(event.grant) { [at = context.position] in $0.refused = at }
        }
        on(BenefitDelivered.self) { state, context, event in
            state.claimBook.change(event.grant) { [at = context.position] in $0.delivered = at }
        }
    }
}

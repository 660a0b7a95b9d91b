extension LiveViews {
    /// One step of following a view: what it is now, or that there is nothing new.
    public struct Element: Sendable {
        /// Why a step was taken.
        public enum Reason: Hashable, Sendable {
            /// What was recorded was folded in; the first step, too.
            case continued
            /// What was recorded amends what was folded before, so everything was folded anew.
            case rebuilt
            /// A beat at which nothing new was on record: the follower lives, and is not stuck.
            case heartbeat
        }

        /// Why.
        public let reason: Reason
        /// The view.
        public let state: P
        /// How many entries it accounts for.
        public let position: UInt64
        /// How many entries were synced when this step was made.
        public let head: UInt64
        /// When this step was made, by the ledger's clock.
        public let at: Instant

        /// How many synced entries the view does not account for yet.
        public var lag: UInt64 { head - Swift.min(position, head) }
    }
}

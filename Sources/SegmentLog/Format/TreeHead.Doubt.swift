extension TreeHead {
    /// Why nobody can say how much of a log was acknowledged, and what is there all the same.
    ///
    /// A reader shows what was acknowledged for sure; without a slot of `head`, all that is
    /// complete.
    public struct Doubt: Hashable, Sendable {
        /// What is wrong with `head`.
        public enum Reason: String, Hashable, Sendable {
            /// There is no such file.
            case missing
            /// Neither slot can be read.
            case damaged
            /// It is another log's.
            case foreign
            /// One slot cannot be read, which may be the newer one.
            case slotDamaged
            /// One slot is another log's.
            case slotForeign
        }

        /// What is wrong.
        public let reason: Reason

        /// The entries that were acknowledged for sure; nil if nothing states a number.
        public let acknowledged: UInt64?

        /// The complete entries behind these, which may have been acknowledged too.
        public let behind: UInt64

        /// The refusal of whoever needs to know.
        public var error: LogError {
            let said =
                switch reason {
                case .missing: "the file that states what was acknowledged is missing"
                case .damaged: "both slots are damaged"
                case .foreign: "the file is another log's"
                case .slotDamaged: "a slot is damaged"
                case .slotForeign: "a slot is another log's"
                }
            let start = acknowledged ?? 0
            let (count, advice) =
                acknowledged.map { size in
                    (
                        "\(size) entries were acknowledged for sure, and \(behind) complete ones "
                            + "behind them may have been",
                        "Open the log for writing, which mends the slot and keeps them."
                    )
                } ?? (
                    "how many of the \(behind) complete entries were acknowledged is unknown",
                    "Put a copy of the file in its place, an older one too: opening for writing "
                        + "then keeps every complete entry. If this is a restoration that was cut "
                        + "short, restore again."
                )
            return LogError(
                .damaged, "\(said): \(count).", file: Format.headName,
                positions: behind > 0 ? Position(start)..<Position(start + behind) : nil,
                advice: advice)
        }
    }
}

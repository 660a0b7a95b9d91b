extension Authority {
    /// One thing that somebody wants to do with personal data, or with what vouches for the ledger.
    ///
    /// ``Ledger/require(_:of:for:by:)`` is the gate that each of them passes.
    public struct Act: Hashable, Sendable {
        /// What kinds of act there are.
        public enum Kind: String, CaseIterable, Sendable {
            /// Opening personal data, for a purpose.
            case read
            /// Taking it out in the clear, for a purpose.
            case export
            /// Handing out a subject's whole file with its proof.
            case state
            /// Keeping a subject's data from being erased.
            case hold
            /// Ending such a hold.
            case lift
            /// Erasing a subject's data for good: proposing it, approving it, doing it.
            case erase
            /// Signing a checkpoint in the ledger's name.
            case sign
        }

        /// What is to be done.
        public let kind: Kind
        /// About whom; `nil` for all that is on record.
        public let subject: Tag?
        /// What for; `nil` where no purpose is named.
        public let purpose: Purpose?
        /// Who wants to do it, in what role, for which unit.
        public let actor: Actor
        /// The day, in Asia/Shanghai.
        public let day: Day

        /// An act from its parts.
        public init(
            _ kind: Kind, of subject: Tag?, for purpose: Purpose? = nil, by actor: Actor,
            on day: Day
        ) {
            self.kind = kind
            self.subject = subject
            self.purpose = purpose
            self.actor = actor
            self.day = day
        }
    }
}

extension Authority.Act {
    /// The refusal of a role that is none of a purpose's; `nil` if it is one, or there are none.
    public func refusal(unlessIn roles: Set<Role>) -> RuleViolation? {
        guard let purpose, !roles.isEmpty, !roles.contains(actor.role) else { return nil }
        let names = roles.map(\.rawValue).sorted().joined(separator: ", ")
        return RuleViolation(
            "P1",
            Phrase(
                "角色“\(actor.role)”不得为“\(purpose.title.chinese)”查阅个人信息。",
                "Role '\(actor.role)' may not read personal data for '\(purpose.id)'."),
            advice: Phrase("有权的角色：\(names)。", "These may: \(names)."))
    }
}

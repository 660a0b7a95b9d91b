extension Erasure {
    /// How many days a proposal may be approved.
    public static let proposalDays = 30

    /// Who asked for an erasure that somebody else approved.
    public struct Proposal: Hashable, Sendable {
        /// Where the proposal is on record.
        public let position: UInt64
        /// Whose data.
        public let subjects: [Tag]
        /// On what ground.
        public let ground: String
        /// Who asked.
        public let actor: Actor
        /// When it was recorded.
        public let at: Instant
    }
}

extension Ledger {
    /// Asks for an erasure, which another account approves.
    ///
    /// - Parameters:
    ///   - subjects: Whose data; one subject, or all that belong together.
    ///   - ground: On what ground, for example an article of law.
    ///   - actor: Who asks.
    /// - Returns: Where the proposal is on record.
    /// - Throws: ``LedgerError/Code/refused`` if the actor may not, and under a legal hold; `notFound`
    ///   for a subject that is in no event.
    public func proposeErasure(
        of subjects: [Tag], ground: String, by actor: Actor
    ) async throws(LedgerError) -> UInt64 {
        let observed = size
        let standing = try require(.erase, of: subjects, by: actor)
        for subject in subjects {
            try requireKnown(subject)
            if let hold = try hold(on: subject) { throw LedgerError(hold) }
        }
        let event = NewEvent(ErasureProposed(subjects, ground: ground))
        let receipt = try await append(
            [Draft(event, by: actor)], if: AppendCondition(standing.reads, after: observed))
        return receipt.positions.first ?? 0
    }

    /// The proposal of an erasure at a position.
    ///
    /// - Throws: ``LedgerError/Code/notFound`` if there is none.
    public func erasureProposal(at position: UInt64) throws(LedgerError) -> Erasure.Proposal {
        guard position < size, case let event = try event(at: position),
            event.type == ErasureProposed.type, event.isDecidedHere
        else {
            throw LedgerError(.notFound, "no erasure is proposed at position \(position)")
        }
        let said = try ledgerErrors(at: position) { try event.payload(ErasureProposed.self) }
        return Erasure.Proposal(
            position: position, subjects: said.subjects.compactMap { Tag(parsing: $0) },
            ground: said.ground, actor: event.actor, at: event.envelope.recorded)
    }

    /// Erases what somebody else has proposed.
    ///
    /// - Parameters:
    ///   - position: Where the proposal is on record.
    ///   - actor: Who approves it.
    ///   - kept: What is kept all the same, with its legal ground, for the certificate.
    ///   - targets: What else holds data of the subjects.
    /// - Returns: What it came to.
    /// - Throws: ``LedgerError/Code/refused`` by rule P3 for who proposed it, for who lets them stand
    ///   in or stands in for them, and after ``Erasure/proposalDays``; as
    ///   ``erase(_:ground:by:kept:purging:)``.
    public func erase(
        approving position: UInt64, by actor: Actor, kept: [String] = [],
        purging targets: [any Erasure.Target] = []
    ) async throws(LedgerError) -> Erasure {
        let proposal = try erasureProposal(at: position)
        try requireAnother(than: proposal.actor, for: actor)
        guard now.day <= proposal.at.day.adding(days: Erasure.proposalDays) else {
            throw LedgerError(
                RuleViolation(
                    "P3",
                    Phrase(
                        "该提议已超过 \(Erasure.proposalDays) 日。",
                        "The proposal is older than \(Erasure.proposalDays) days."),
                    advice: Phrase("重新提议。", "Propose it again.")))
        }
        return try await carryOut(
            proposal.subjects, proposal.ground, actor, proposal, kept, targets)
    }

    /// Refuses who acts as, or for, who proposed an erasure.
    private func requireAnother(than proposer: Actor, for actor: Actor) throws(LedgerError) {
        let authority = try view(Authority.self)
        func lets(_ one: String, _ other: String) -> Bool {
            authority.grants(of: other).contains {
                $0.delegator == one && $0.contains(now.day)
            }
        }
        guard
            proposer.id == actor.id || lets(proposer.id, actor.id) || lets(actor.id, proposer.id)
        else { return }
        throw LedgerError(
            RuleViolation(
                "P3",
                Phrase(
                    "清除须由提议人以外的人批准。",
                    "An erasure is approved by another than who proposed it."),
                advice: Phrase(
                    "请无关的另一人批准。", "Let somebody approve it who does not stand in for them.")))
    }

    /// Refuses an erasure by one person, once there is authority that tells two apart.
    func requireProposal() throws(LedgerError) {
        let believes = (authority as? RecordedAuthority)?.believesCallers ?? false
        guard !believes, try knows(.authorityOfLedger) else { return }
        throw LedgerError(
            RuleViolation(
                "P3",
                Phrase("清除由一人提议、另一人批准。", "An erasure is proposed by one and approved by another."),
                advice: Phrase("先提议。", "Propose it first.")))
    }
}

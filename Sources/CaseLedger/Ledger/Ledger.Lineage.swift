extension Ledger {
    /// What became of an event after it was recorded: who corrected or retracted it, when and why.
    ///
    /// ```swift
    /// for step in try ledger.lineage(of: id).steps {
    ///     print(step.event.actor.id, step.event.envelope.recorded, step.reason, step.isInForce)
    /// }
    /// ```
    public struct Lineage: Sendable {
        /// One correction or retraction.
        public struct Step: Sendable {
            /// The amending event: who, when, where.
            public let event: RecordedEvent
            /// Why.
            public let reason: String
            /// Whether it says that the event did not happen, rather than what it should have said.
            public let isRetraction: Bool
            /// Whether it has not been retracted itself.
            public let stands: Bool
            /// Whether it decides what views show: the retraction that stands, or else the last
            /// correction that does.
            public let isInForce: Bool
            /// The position of the correction that this one took the place of.
            public let supersedes: UInt64?
        }

        /// The event.
        public let id: EventID
        /// What became of it, in the order of recording.
        public let steps: [Step]

        /// What became of it in words, one line a step.
        public func lines(in language: Language) -> [String] {
            steps.map { step in
                let (event, what) = (step.event, step.isRetraction)
                let state =
                    !step.stands
                    ? Phrase("已被撤回", "itself retracted")
                    : step.isInForce ? Phrase("有效", "in force") : Phrase("已被取代", "superseded")
                let day = event.envelope.recorded.day
                return Phrase(
                    "\(day) \(event.envelope.actor) 第 \(event.position) 条\(what ? "撤回" : "更正")"
                        + "（\(state.chinese)）：\(step.reason)",
                    "\(what ? "retracted" : "corrected") at \(event.position) on \(day) by "
                        + "\(event.envelope.actor) (\(state.english)): \(step.reason)")(
                        in: language)
            }
        }
    }
}

extension Ledger {
    /// What became of an event after it was recorded, as far as on record by `knownAt`.
    ///
    /// - Throws: ``LedgerError/Code/log`` or `damaged` if an amendment cannot be read.
    /// - Complexity: O(amendments of the event) reads.
    public func lineage(of id: EventID, knownAt: Instant? = nil) throws(LedgerError)
        -> Ledger.Lineage
    {
        let known = try surveyed { core in
            core.amendments.mapValues { all in all.filter { $0.recorded <= knownAt ?? $0.recorded }
            }
        }
        return try lineage(of: id, known)
    }

    /// What became of every event that was ever corrected or retracted.
    ///
    /// - Complexity: O(amendments) reads.
    public func lineages() throws(LedgerError) -> [EventID: Ledger.Lineage] {
        let known = try surveyed { core in core.amendments }
        var lineages: [EventID: Ledger.Lineage] = [:]
        for id in known.keys { lineages[id] = try lineage(of: id, known) }
        return lineages
    }

    private func lineage(
        of id: EventID, _ known: [EventID: [Amendment]]
    ) throws(LedgerError) -> Ledger.Lineage {
        // An amendment is retracted only further on, so that this ends.
        func stands(_ amendment: Amendment) -> Bool {
            !(known[amendment.id] ?? []).contains { $0.replacement == nil && stands($0) }
        }
        let amendments = known[id] ?? []
        let standing = amendments.filter(stands)
        let retraction = standing.first { $0.replacement == nil }
        let inForce = retraction ?? standing.last
        var steps: [Ledger.Lineage.Step] = []
        var before: UInt64?
        for amendment in amendments {
            let event = try event(at: amendment.position)
            let isRetraction = amendment.replacement == nil
            let reason = try ledgerErrors(at: amendment.position) {
                isRetraction
                    ? try event.payload(EventRetracted.self).reason
                    : try event.payload(EventCorrected.self).reason
            }
            let isStanding = standing.contains { $0.position == amendment.position }
            steps.append(
                Ledger.Lineage.Step(
                    event: event, reason: reason, isRetraction: isRetraction, stands: isStanding,
                    isInForce: inForce?.position == amendment.position,
                    supersedes: isRetraction || !isStanding ? nil : before))
            if !isRetraction, isStanding { before = amendment.position }
        }
        return Ledger.Lineage(id: id, steps: steps)
    }
}

extension Ledger {
    /// The one gate before everything that opens, takes out or ends personal data, or vouches for
    /// the ledger: returns if somebody may do it today.
    ///
    /// The ``AccessPolicy`` of the ``catalog`` says what is asked. From the founding of the ledger's
    /// authority on, roles count only as granted, on this day, for this area; before, and under
    /// ``Authorizer/trusted``, as callers state them. Use of break-glass access opens reading, and
    /// nothing else, to who holds the role elsewhere. The ledger asks it by itself where such a
    /// thing is done through it; ask it for what you do with the ledger's data outside of it.
    ///
    /// - Parameters:
    ///   - kind: What is to be done.
    ///   - subjects: About whom; all that is on record, if empty.
    ///   - purpose: What for, where data is read or taken out.
    ///   - actor: Who wants to do it.
    /// - Returns: What it rests on, and the events whose news may change that.
    /// - Throws: ``LedgerError/Code/refused`` under rule P1 for a role that the purpose does not
    ///   have, and I2 for everything else that is missing.
    /// - Complexity: O(subjects), and what is new about each and about the actor's authority.
    @discardableResult
    public func require(
        _ kind: Authority.Act.Kind, of subjects: [Tag], for purpose: Purpose? = nil,
        by actor: Actor
    ) throws(LedgerError) -> Standing {
        let policy = catalog.rules as? any AccessPolicy ?? PurposePolicy()
        let now = now
        var all = Standing()
        for subject in subjects.isEmpty ? [nil] : subjects.map(Optional.some) {
            let act = Authority.Act(kind, of: subject, for: purpose, by: actor, on: now.day)
            let request = Standing.Request(
                actor: actor, need: try policy.need(for: act, in: self), day: act.day,
                observed: size)
            if let violation = request.need.refusal ?? request.wrongRole {
                throw LedgerError(violation)
            }
            let standing = try standing(for: request, act, at: now)
            all.positions = Set(all.positions + standing.positions).sorted()
            all.granted = [all.granted, standing.granted].compactMap { $0 }.max()
            all.reads.add(standing.reads)
        }
        return all
    }

    /// What lets somebody do it: grants of their own, those of whom they stand in for, or, for
    /// reading, break-glass access.
    private func standing(
        for request: Standing.Request, _ act: Authority.Act, at now: Instant
    ) throws(LedgerError) -> Standing {
        do throws(LedgerError) { return try granted(request) } catch {
            guard act.kind == .read, error.code == .refused, let subject = act.subject,
                let around = request.need.within.first
            else { throw error }
            let glasses = try authority(of: act.actor, [GlassBroken.type], below: request.observed)
            guard
                let glass = glasses.glass(
                    of: act.actor.id, in: act.actor.unit, on: [subject] + around, at: now)
            else { throw error }
            var need = request.need
            need.within = []
            var standing = try granted(
                Standing.Request(
                    actor: act.actor, need: need, day: act.day, observed: request.observed))
            standing.positions.append(glass.position)
            return standing
        }
    }

    private func granted(_ request: Standing.Request) throws(LedgerError) -> Standing {
        let recorded = authority as? RecordedAuthority ?? .recorded
        do throws(LedgerError) { return try recorded.recorded(for: request, in: self) } catch {
            guard error.code == .refused else { throw error }
            let actor = request.actor
            let own = try authority(of: actor, RecordedAuthority.types, below: request.observed)
            for grant in own.grants(of: actor.id) where grant.contains(request.day) {
                guard let delegator = grant.delegator, request.onBehalfOf.isEmpty else { continue }
                let standingIn = Standing.Request(
                    actor: actor, onBehalfOf: delegator, need: request.need, day: request.day,
                    observed: request.observed)
                do throws(LedgerError) {
                    return try recorded.recorded(for: standingIn, in: self)
                } catch { if error.code != .refused { throw error } }
            }
            throw error
        }
    }

    private func authority(
        of actor: Actor, _ types: Query.Types, below end: UInt64
    ) throws(LedgerError) -> Authority {
        let item = Query.Item(types: types, tags: [.authority(of: actor.id)])
        return try state(Authority.self, of: Query([item]), below: end)
    }

    /// Asks ``require(_:of:for:by:)`` about what drafts place or lift, and gives the events whose
    /// news may change the answer.
    func requireGranted(_ drafts: [Draft]) throws(LedgerError) -> Query {
        var reads = Query([])
        for draft in drafts where draft.attestation == nil {
            let kind: Authority.Act.Kind
            switch draft.event.type {
            case HoldPlaced.type: kind = .hold
            case HoldLifted.type: kind = .lift
            default: continue
            }
            let held = draft.event.tags.all.filter { $0.kind == "hold" }
            let subjects = held.compactMap { Tag(parsing: String($0.id)) }
            reads.add(try require(kind, of: subjects, by: draft.actor).reads)
        }
        return reads
    }

    /// Refuses what gives or ends authority if no decision records it, once there is any.
    func requireDecided(_ drafts: [Draft]) throws(LedgerError) {
        if let authority = authority as? RecordedAuthority, authority.believesCallers { return }
        for draft in drafts where draft.attestation == nil {
            guard catalog.definition(of: draft.event.type)?.payload is any AuthorityEvent.Type,
                try knows(.authorityOfLedger)
            else { continue }
            throw LedgerError(
                RuleViolation(
                    "I2",
                    Phrase(
                        "\(draft.event.type.name) 须经决定登记。",
                        "\(draft.event.type.name) is recorded by a decision."),
                    advice: Phrase("用 perform 办理。", "Use 'perform', which asks for authority.")))
        }
    }
}

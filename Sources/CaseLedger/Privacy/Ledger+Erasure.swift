import SegmentLog

extension Ledger {
    /// Erases the personal data of subjects for good.
    ///
    /// The erasure is recorded and synced first, then the keys are destroyed; an opening for
    /// recording ends what a crash interrupted. Entries, roots and proofs stay as they are, and so
    /// does everything that views count; names become ``Disclosure/Opened/erased``. Doing it again destroys
    /// what is left and changes nothing else.
    ///
    /// - Parameters:
    ///   - subjects: Whose data; one subject, or all that belong together.
    ///   - ground: On what ground, for example an article of law.
    ///   - actor: Who erases it.
    ///   - kept: What is kept all the same, with its legal ground, for the certificate.
    ///   - targets: What else holds data of the subjects.
    /// - Returns: What it came to; ``Erasure/certificate(by:)`` makes a signed note of it.
    /// - Throws: ``LedgerError/Code/refused`` if the actor may not, under a legal hold, and by rule P3
    ///   once the ledger's authority is founded: then it is ``proposeErasure(of:ground:by:)``, and
    ///   ``erase(approving:by:kept:purging:)`` by another; `notFound` for a subject that is
    ///   in no event; `keys` without keys; `conflict` if a hold was placed meanwhile.
    public func erase(
        _ subjects: [Tag], ground: String, by actor: Actor, kept: [String] = [],
        purging targets: [any Erasure.Target] = []
    ) async throws(LedgerError) -> Erasure {
        try requireProposal()
        return try await carryOut(subjects, ground, actor, nil, kept, targets)
    }

    /// The same, proposed by somebody else, or where that is not asked for.
    func carryOut(
        _ subjects: [Tag], _ ground: String, _ actor: Actor, _ proposal: Erasure.Proposal?,
        _ kept: [String], _ targets: [any Erasure.Target]
    ) async throws(LedgerError) -> Erasure {
        guard let store = sealing.store else {
            throw .keys("erasing destroys keys; open the ledger with its keys")
        }
        let observed = size
        let standing = try require(.erase, of: subjects, by: actor)
        for subject in subjects {
            try requireKnown(subject)
            if let hold = try hold(on: subject) { throw LedgerError(hold) }
        }
        let records = try await recordErasure(
            of: subjects, ground, actor, standing.reads, observed)
        let snapshots = try removeSnapshots()
        var destroyed = 0
        for (subject, event) in zip(subjects, records) {
            destroyed += try store.destroy(
                LedgerKeys.Tombstone(subject: subject, event: event.id, at: event.envelope.recorded)
            )
        }
        var purged: [(String, Int)] = snapshots > 0 ? [("snapshots", snapshots)] : []
        for target in targets {
            var count = 0
            for subject in subjects { count += try ledgerErrors { try target.purge(subject) } }
            purged.append((target.name, count))
        }
        let exports = try await eraseExports(of: subjects, by: actor)
        let (fields, entries) = try sealedFields(of: subjects)
        let head = head
        return Erasure(
            subjects: subjects, ground: ground, proposal: proposal, actor: actor,
            at: records.map(\.envelope.recorded).max() ?? now, positions: records.map(\.position),
            keysDestroyed: destroyed, fields: fields, entries: entries, purged: purged,
            exports: exports, kept: kept, log: reader.id, size: head?.size ?? 0,
            root: head?.root.base64 ?? "")
    }

    /// The events that record the erasure of each subject, made where there is none yet.
    private func recordErasure(
        of subjects: [Tag], _ ground: String, _ actor: Actor, _ reads: Query, _ observed: UInt64
    ) async throws(LedgerError) -> [RecordedEvent] {
        var known: [Tag: UInt64] = [:]
        for subject in subjects {
            try history(of: .tag(Tag("erasure", subject.text))) {
                if $0.isDecidedHere { known[subject] = known[subject] ?? $0.position }
            }
        }
        let new = subjects.filter { known[$0] == nil }
        if !new.isEmpty {
            let drafts = new.map {
                Draft(NewEvent(SubjectErased($0, ground: ground)), by: actor)
            }
            let receipt = try await append(
                drafts,
                if: AppendCondition(
                    .tags(new.map { .holds(on: $0) }, of: [HoldPlaced.type]).adding(reads),
                    after: observed))
            for (subject, position) in zip(new, receipt.positions) { known[subject] = position }
        }
        var events: [RecordedEvent] = []
        for subject in subjects { events.append(try event(at: known[subject] ?? 0)) }
        return events
    }

    /// How many sealed fields of subjects there are, in how many entries.
    func sealedFields(of subjects: [Tag]) throws(LedgerError) -> (fields: Int, entries: Int) {
        let entries = try sealedEntries(of: subjects)
        return (entries.reduce(0) { $0 + $1.fields }, entries.count)
    }

    /// The entries in which something of subjects is sealed: where, how much, and what they are about.
    func sealedEntries(of subjects: [Tag]) throws(LedgerError)
        -> [(position: UInt64, fields: Int, tags: Set<String>)]
    {
        var found: [(UInt64, Int, Set<String>)] = []
        for position in try self.entries(of: .tags(subjects), below: size).positions {
            let event = try event(at: position)
            let fields = try sealedTexts(of: event).count { subjects.contains($0.text.subject) }
            if fields > 0 { found.append((position, fields, Set(event.tags.map(\.text)))) }
        }
        return found
    }

    /// The hold that keeps a subject's data from being erased; `nil` if there is none.
    ///
    /// Only an end that was decided here ends it.
    ///
    /// - Throws: What reading the ledger throws.
    public func hold(on subject: Tag) throws(LedgerError) -> RuleViolation? {
        var standing: UInt64?
        try history(of: .tag(.holds(on: subject))) { event in
            if event.type == HoldPlaced.type { standing = event.position }
            if event.type == HoldLifted.type, event.isDecidedHere { standing = nil }
        }
        return standing.map { position in
            RuleViolation(
                "P2",
                Phrase(
                    "\(subject) 处于保全之中（位置 \(position)）。",
                    "\(subject) is under a legal hold (position \(position))."),
                advice: Phrase("先解除保全。", "Lift the hold first."))
        }
    }

    /// The subjects that were erased: as the log says, and as the key store does.
    ///
    /// Either is enough, so that neither an older copy of the ledger nor one of the keys brings
    /// anybody back. What another ledger erased is none of it.
    func erasedSubjects() throws(LedgerError) -> Set<Tag> {
        var erased = Set(try sealing.store?.tombstones().keys.map { $0 } ?? [])
        for (subject, _) in try recordedErasures() { erased.insert(subject) }
        return erased
    }

    private func recordedErasures() throws(LedgerError) -> [Tag: RecordedEvent] {
        guard try knows(.erasures) else { return [:] }
        var erased: [Tag: RecordedEvent] = [:]
        try history(of: .tag(.erasures)) { event in
            guard event.isDecidedHere else { return }
            let said = try event.payload(SubjectErased.self)
            if let subject = Tag(parsing: said.subject) { erased[subject] = event }
        }
        return erased
    }

    /// What an opening for recording takes up that was left undone: keys that should be destroyed,
    /// erasures that an older copy of the ledger does not know, accesses that wait.
    func takeUp() throws(LedgerError) {
        if let store = sealing.store {
            let recorded = try recordedErasures()
            if let store = store as? FileKeyStore { try check(store, recorded) }
            let tombstones = try store.tombstones()
            for (subject, event) in recorded where tombstones[subject] == nil {
                try removeSnapshots()
                try store.destroy(
                    LedgerKeys.Tombstone(
                        subject: subject, event: event.id, at: event.envelope.recorded))
            }
            let forgotten = tombstones.values.filter { recorded[$0.subject] == nil }
                .sorted { $0.subject < $1.subject }
            let drafts = forgotten.map { tombstone in
                Draft(
                    NewEvent(
                        SubjectErased(
                            tombstone.subject, ground: "erased before, and restored from a copy",
                            again: tombstone.event)),
                    by: Actor("ledger", role: "system", unit: "ledger"))
            }
            for case .refused(let error) in try admitted(drafts) { throw error }
        }
        try takeInWaiting()
    }

    /// Ends what an earlier version has erased, whose file has no checks, if it says what the log
    /// says, or of what the log knows nothing.
    private func check(
        _ store: FileKeyStore, _ recorded: [Tag: RecordedEvent]
    ) throws(LedgerError) {
        for tombstone in try store.unchecked() {
            let event = try position(of: tombstone.event)
            if recorded[tombstone.subject] == nil, event != nil {
                throw .keysLost("file erased: names another subject than the erasure on record")
            }
            _ = try store.destroy(tombstone)
        }
    }
}

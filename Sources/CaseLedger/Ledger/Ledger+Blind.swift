extension Ledger {
    /// The tags of a payload's blind terms; none without keys.
    func blindTags(of tags: TagSet) throws(LedgerError) -> [Tag] {
        guard !tags.alike.isEmpty, let secret = try sealing.store?.blindSecrets().last else {
            return []
        }
        return tags.alike.map { $0.tag(secret) }
    }

    /// The same for a draft.
    func blindTags(of draft: Draft) throws(LedgerError) -> [Tag] {
        try blindTags(of: draft.event.tags)
    }

    /// Refuses a live draft whose terms are another subject's.
    ///
    /// What is brought in from elsewhere is recorded all the same, and found by its tags. Of who was
    /// erased nothing is known. A refusal tells something about somebody: ``tell(of:to:)`` leaves
    /// a reading of it.
    func requireUnlike(_ draft: Draft, _ core: borrowing Core) throws(LedgerError) {
        let tags = draft.event.tags
        guard !tags.alike.isEmpty, let store = sealing.store, let subject = tags.all.first else {
            return
        }
        if let id = draft.event.id, try index.position(of: id) != nil { return }
        let erased = try store.tombstones()
        for term in tags.alike {
            for secret in try store.blindSecrets() {
                let tag = term.tag(secret)
                var next = try index.head(of: tag)
                while let position = next {
                    let (other, previous) = try stated(at: position, before: tag, core)
                    next = previous
                    guard let other, other != subject, erased[other] == nil else { continue }
                    let violation = Self.alike(term, other, at: position)
                    throw LedgerError(
                        .refused, LedgerError(violation).message, violation: violation,
                        position: position)
                }
            }
        }
    }

    private static func alike(_ term: TagSet.BlindTerm, _ other: Tag, at position: UInt64)
        -> RuleViolation
    {
        RuleViolation(
            "I3",
            Phrase(
                "\(other) 已以相同的 \(term.kind) 在案（位置 \(position)）。",
                "\(other) is on record with the same \(term.kind) (position \(position))."),
            advice: Phrase(
                "核对是否同一人；若是，用其编号。",
                "See whether it is the same person; if so, use that identifier."))
    }

    /// What an entry is about, and the entry before it that carries a tag.
    private func stated(at position: UInt64, before tag: Tag, _ core: borrowing Core)
        throws(LedgerError) -> (Tag?, UInt64?)
    {
        let bytes = try bytes(at: position, core)
        return try ledgerErrors(at: position) {
            (
                try WireDecoder.decode(Envelope.self, from: bytes).subjects.first,
                try bytes.withEntry { (view) throws(CodecError) in view.previous(of: tag) }
            )
        }
    }
}

extension Ledger {
    /// The tags of a payload's blind terms; none without keys.
    func blindTags(of tags: TagSet) throws(LedgerError) -> [Tag] {
        guard !tags.alike.isEmpty, let secret = try sealing.store?.blindSecrets().last else {
            return []
        }
        return tags.alike.map { $0.tag(secret) }
    }

    /// The same for a draft; a live one is refused if they are another subject's.
    ///
    /// What is brought in from elsewhere is recorded all the same, and found by its tags.
    func blindTags(of draft: Draft, _ core: borrowing Core) throws(LedgerError) -> [Tag] {
        let tags = draft.event.tags
        guard !tags.alike.isEmpty, let store = sealing.store else { return [] }
        let secrets = try store.blindSecrets()
        if draft.attestation == nil, let subject = tags.all.first {
            for term in tags.alike {
                for secret in secrets {
                    guard let position = try index.head(of: term.tag(secret)) else { continue }
                    let other = try subjectTag(at: position, core)
                    guard let other, other != subject else { continue }
                    throw LedgerError(Self.alike(term, other, at: position))
                }
            }
        }
        return secrets.last.map { secret in tags.alike.map { $0.tag(secret) } } ?? []
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

    private func subjectTag(at position: UInt64, _ core: borrowing Core) throws(LedgerError) -> Tag?
    {
        let bytes =
            if let bytes = core.inFlight[position] { bytes } else {
                try entryBytes(at: position)
            }
        return try ledgerErrors(at: position) {
            try WireDecoder.decode(Envelope.self, from: bytes).subjects.first
        }
    }
}

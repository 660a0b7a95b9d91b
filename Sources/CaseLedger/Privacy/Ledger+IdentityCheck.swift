extension Ledger {
    /// Records that somebody was told that a subject on record has what they have asked for.
    ///
    /// - Throws: ``LedgerError`` if it cannot be recorded; then nobody is told.
    func tell(of error: LedgerError, to actor: Actor) async throws(LedgerError) {
        guard error.violation?.rule == "I3", let position = error.position,
            let subject = try event(at: position).subject
        else { return }
        let access = PersonalAccessed {
            $0.purpose = "identity"
            $0.view = "identity-check"
            $0.subjects = [PersonalAccessed.Subject(subject: subject.text, fields: 1)]
        }
        try leave([Draft(NewEvent(access, occurred: .instant(now), id: .next(at: now)), by: actor)])
        try await synced()
    }
}

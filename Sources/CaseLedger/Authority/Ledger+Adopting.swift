extension Ledger {
    /// Refuses to adopt another ledger's history once somebody's authority was decided here.
    ///
    /// A new ledger takes that history over with all that governed it. Adopted events stay
    /// attested: they say who may act, and neither destroy keys nor lift holds nor rewrite files.
    ///
    /// - Throws: ``LedgerError/Code/refused`` under rule I2.
    /// - Complexity: O(entries)
    package func requireAdoptable() throws(LedgerError) {
        var decided: UInt64?
        try history(of: Query([Query.Item(types: RecordedAuthority.types)])) { event in
            if event.isDecidedHere { decided = decided ?? event.position }
        }
        guard let decided else { return }
        throw LedgerError(
            RuleViolation(
                "I2",
                Phrase(
                    "本账本已自行授权（位置 \(decided)），不再接管其他账本的历史。",
                    "Authority was decided here (position \(decided)); no other history is adopted."
                ),
                advice: Phrase("在本账本中授予角色。", "Grant roles here.")))
    }
}

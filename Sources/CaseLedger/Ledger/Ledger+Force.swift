/// What has effect only where it was decided does not come in from elsewhere
/// (``EventDefinition/Force``).
extension Ledger {
    /// Refuses what was decided elsewhere and is no fact, and an amendment of what is settled.
    func requireForce(of draft: Draft, _ core: borrowing Core) throws(LedgerError) {
        let type = try typeInTheEnd(of: draft, core)
        let force = catalog.definition(of: type)?.force ?? .fact
        guard force != .fact else { return }
        if draft.isAmendment, force == .settled {
            throw LedgerError(
                RuleViolation(
                    "I2",
                    Phrase(
                        "\(type.name) 不得更正或撤回。",
                        "\(type.name) can be neither corrected nor retracted."),
                    advice: Phrase(
                        "另行记录后续决定：授予或终止角色、设置或解除保全。",
                        "Record what follows instead: grant or end roles, place or lift holds.")))
        }
        guard draft.attestation != nil, !draft.isAdopted else { return }
        throw LedgerError(
            RuleViolation(
                "I2",
                Phrase(
                    "\(type.name) 只在作出该决定的账本中有效，不得导入。",
                    "\(type.name) has effect only where it was decided and is not imported."),
                advice: Phrase(
                    "在本账本中重新作出决定；新账本可随全部历史一并接管。",
                    "Decide it here; a new ledger can adopt it with the whole history.")))
    }

    /// The draft's type; of an amendment, that of the event that it is about in the end.
    private func typeInTheEnd(
        of draft: Draft, _ core: borrowing Core
    ) throws(LedgerError) -> EventType {
        var type = draft.event.type
        guard draft.isAmendment else { return type }
        var target = draft.event.tags.all.first { $0.kind == "event" }.flatMap { EventID($0.id) }
        while let id = target, let position = try index.position(of: id) {
            let bytes = try bytes(at: position, core)
            (type, target) = try ledgerErrors(at: position) {
                try bytes.withEntry { (entry) throws(CodecError) in (entry.type, try entry.target) }
            }
        }
        return type
    }
}

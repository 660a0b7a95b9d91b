/// Who may do what with personal data.
///
/// It stands in the ``EventCatalog``, and ``Ledger/require(_:of:for:by:)`` asks it about each subject
/// before anything of that subject is opened, taken out or ended.
public protocol AccessPolicy: EventCatalog.Rules {
    /// What an act asks of who does it: one of some roles, in a unit around the subject.
    ///
    /// - Throws: What reading the ledger throws.
    func need(for act: Authority.Act, in ledger: Ledger) throws(LedgerError) -> Standing.Need
}

/// The policy of a domain that has none: whoever has a role of the purpose may read and export, and
/// who holds any role may do the rest.
struct PurposePolicy: AccessPolicy {
    /// Asks for a role of the purpose, in any unit.
    func need(for act: Authority.Act, in ledger: Ledger) throws(LedgerError) -> Standing.Need {
        var need = Standing.Need()
        need.refusal = act.refusal(unlessIn: act.purpose?.roles ?? [])
        return need
    }
}

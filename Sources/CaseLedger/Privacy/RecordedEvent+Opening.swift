extension RecordedEvent {
    /// The payload with named fields, its personal data in the clear.
    ///
    /// - Throws: ``LedgerError``, as ``Disclosure/callAsFunction(_:)``.
    public func data(opening disclosure: Disclosure) throws(LedgerError) -> JSONValue {
        guard let definition, definition.mayHoldPersonal else {
            return try ledgerErrors(at: position) { try data() }
        }
        var failure: LedgerError?
        let walk = PersonalWalk(catalog, SealOrigin(id)) { value, _, subject in
            do throws(LedgerError) {
                let opened = try disclosure.open(value, of: subject)
                value = opened.text.map { Personal($0) } ?? Personal(.erased)
            } catch { failure = failure ?? error }
        }
        let payload = try ledgerErrors(at: position) {
            try definition.walk(envelope.payload, walk)
        }
        if let failure { throw failure }
        return try ledgerErrors(at: position) { try definition.json(payload, catalog: catalog) }
    }
}

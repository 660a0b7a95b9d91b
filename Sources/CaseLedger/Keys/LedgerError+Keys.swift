extension LedgerError {
    static let foreignKeys = LedgerError(
        .keys, "these keys belong to another ledger; give this ledger its own")

    static func erased(_ subject: Tag) -> LedgerError {
        LedgerError(
            .erased,
            "the personal data of this \(subject.kind) was erased for good; record the event without "
                + "it")
    }

    static let keysNeeded = LedgerError(
        .keys,
        "it holds personal data, and the ledger was opened without the keys to seal it; open it with "
            + "its keys")

    static func redacted(_ field: String) -> LedgerError {
        LedgerError(
            .malformed,
            "field '\(field)': is sealed or erased, as in an export without personal data, and no "
                + "event on record says the same; export it with a purpose, or leave the field out")
    }

    static func keysLost(_ message: String) -> LedgerError {
        LedgerError(.keysLost, "\(message); restore the keys from their copy")
    }

    static func keys(_ message: String) -> LedgerError { LedgerError(.keys, message) }
}

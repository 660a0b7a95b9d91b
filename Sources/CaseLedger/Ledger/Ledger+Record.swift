extension Ledger {
    /// Records one event that needs no decision, and returns when it is synced.
    ///
    /// ```swift
    /// try await ledger.record(BookAdded(book: "B-7"), by: desk)
    /// ```
    ///
    /// - Parameters:
    ///   - payload: What it says.
    ///   - actor: Who says it.
    ///   - occurred: When it happened; the moment of recording, if `nil`.
    ///   - id: Its identity; a new one, if `nil`.
    /// - Returns: Where it is.
    /// - Throws: As ``append(_:if:)``.
    @discardableResult
    public func record(
        _ payload: some Payload, by actor: Actor, occurred: Moment? = nil, id: EventID? = nil
    ) async throws(LedgerError) -> Ledger.Receipt {
        try await append([Draft(NewEvent(payload, occurred: occurred, id: id), by: actor)])
    }
}

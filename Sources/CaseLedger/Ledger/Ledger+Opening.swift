import SegmentLog

extension Ledger {
    /// Opens a ledger in a directory for recording, and founds it first if there is none.
    ///
    /// For services that must start on an empty disk as well as on a used one. Where a wrong path
    /// would be a mistake, use ``create(at:events:keys:authority:telemetry:clock:)`` once and
    /// ``open(at:events:keys:for:authority:telemetry:clock:)`` from then on.
    ///
    /// - Parameters:
    ///   - directory: Where the ledger is, or will be.
    ///   - events: The event types it can hold.
    ///   - keys: What seals its personal data.
    ///   - telemetry: Where it reports how it is doing.
    ///   - clock: What tells the time of recording.
    /// - Returns: The ledger, open for recording.
    /// - Throws: As those two.
    public static func openOrCreate(
        at directory: String, events: EventCatalog, keys: LedgerKeys = .none,
        telemetry: Telemetry = .standard, clock: @escaping @Sendable () -> Instant = { .now }
    ) throws(LedgerError) -> Ledger {
        do throws(LedgerError) {
            return try create(
                at: directory, events: events, keys: keys, telemetry: telemetry, clock: clock)
        } catch {
            guard error.cause?.code == .alreadyExists else { throw error }
            return try open(
                at: directory, events: events, keys: keys, telemetry: telemetry, clock: clock)
        }
    }

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
    ) async throws(LedgerError) -> Receipt {
        try await append([Draft(NewEvent(payload, occurred: occurred, id: id), by: actor)])
    }
}

public import CaseLedger

/// What there is to say of an event on record, by whichever door it came.
public enum PastDecision: Sendable {
    /// It was decided here; this is the decision taken again.
    case decided(Redecision)
    /// It was brought in from elsewhere, attested by its importer; nothing was decided here.
    case imported(RecordedEvent, Attestation)
    /// The ledger recorded it of itself, such as an access to personal data; no decision did.
    case recorded(RecordedEvent)
}

extension Ledger {
    /// Takes the decision behind an event of the past again, on what it had seen then.
    ///
    /// ```swift
    /// if case .decided(let again) = try await ledger.redecide(17), !again.isSame {
    ///     for difference in again.differences { print(difference) }
    /// }
    /// ```
    ///
    /// Every decision of the plan records what it was asked to record, or is refused; so it is made
    /// anew from the event itself. An event that a decision could have recorded and that bears no
    /// attestation counts as decided, whether it says so or not.
    ///
    /// - Parameter position: The event.
    /// - Returns: The decision taken again, or by which other door the event came.
    /// - Throws: ``LedgerError``: `log` or `damaged` if an entry cannot be read.
    /// - Complexity: O(entries about what the decision reads).
    public func redecide(_ position: UInt64) async throws(LedgerError) -> PastDecision {
        let event = try event(at: position)
        if let attestation = event.envelope.attestation { return .imported(event, attestation) }
        guard let decision = try PlanDecision.behind(event) else { return .recorded(event) }
        return .decided(try await redecide(decision, at: position))
    }
}

/// How a ledger and its keys are opened.
public enum LedgerAccess: Sendable {
    /// For reading only; nothing in the directory is touched.
    case reading
    /// For reading and recording; one process at a time.
    case recording
}

/// How a ledger and its keys are opened.
public enum LedgerAccess: Sendable {
    /// For reading only; nothing in the directory is touched.
    case reading
    /// For reading and recording what was founded before; one process at a time.
    case recording
    /// For recording, as a new ledger; it is an error if there is one.
    case founding
    /// For recording, as a new ledger where there is none: for services that must start on an
    /// empty disk as well as on a used one. Where a wrong path would be a mistake, found it once.
    case foundingIfNew
}

public import SegmentLog

/// What a ledger is opened with, besides its place and its event types.
///
/// ```swift
/// let ledger = try Ledger.open(
///     at: path, events: .library, LedgerOptions(keys: .directory(path + ".keys")))
/// ```
public struct LedgerOptions: Sendable {
    /// What seals its personal data; without keys it refuses events that hold such data.
    public var keys: LedgerKeys
    /// Who says whether somebody may take a decision.
    public var authority: any Authorizer
    /// The sizes that its log is bound by, and what opening checks.
    public var limits: LogLimits
    /// The sizes that its index is bound by.
    package var indexLimits = IndexLimits.standard
    /// Where it reports how it is doing.
    public var telemetry: Telemetry
    /// What tells the time of recording; tests bring their own.
    public var clock: @Sendable () -> Instant
    /// So many days after the last event on record the clock is thought wrong, 1 to 36,500: nothing
    /// is recorded until somebody has confirmed it, since a wrong time of recording stays for ever.
    public var clockLeap = 31
    /// Whether somebody has looked at the clock and says that it is right, however long after the
    /// last event; see ``Ledger/confirmClock()``.
    public var isClockConfirmed = false
    /// What makes the identities of events that have none.
    public var ids: @Sendable (Instant) -> EventID

    /// Options, of which a service changes the keys and perhaps the limits.
    public init(
        keys: LedgerKeys = .none, authority: any Authorizer = .recorded,
        limits: LogLimits = .standard, telemetry: Telemetry = .standard,
        clock: @escaping @Sendable () -> Instant = { .now },
        ids: @escaping @Sendable (Instant) -> EventID = { .next(at: $0) }
    ) {
        self.keys = keys
        self.authority = authority
        self.limits = limits
        self.telemetry = telemetry
        self.clock = clock
        self.ids = ids
    }

    /// Options with sizes of the index, for tests of it.
    package init(limits: LogLimits = .standard, indexLimits: IndexLimits) {
        self.init(limits: limits)
        self.indexLimits = indexLimits
    }
}

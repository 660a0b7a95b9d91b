public import CoreMetrics
public import Logging

extension LedgerOptions {
    /// Where a ledger reports how it is doing: a logger and a metrics backend, both the service's
    /// own.
    ///
    /// ```swift
    /// let ledger = try Ledger.open(
    ///     at: path, events: .library,
    ///     LedgerOptions(telemetry: LedgerOptions.Telemetry(logger: logger)))
    /// ```
    ///
    /// The ledger makes no logger of its own; without one it logs nothing. No log line and no
    /// metric holds a payload, an actor or a tag.
    ///
    /// | metric | kind | what |
    /// |---|---|---|
    /// | `caseledger.append.duration` | timer | from the call of an append to its return, synced |
    /// | `caseledger.append.events` | recorder | the events of each append |
    /// | `caseledger.size` | gauge | the entries on record after the last append |
    /// | `caseledger.refusals` | counter | refused decisions, with the dimension `rule` |
    /// | `caseledger.rejections` | counter | appends and imported events rejected, with `code` |
    /// | `caseledger.conflicts` | counter | decisions taken again because of news |
    /// | `caseledger.damage` | counter | entries met that cannot be read |
    /// | `caseledger.view.lag` | gauge | entries that a live view is behind, with `view` |
    public struct Telemetry: Sendable {
        /// Where lines go; nowhere, if `nil`.
        public var logger: Logger?
        /// What makes the metrics; the process's own `MetricsSystem`, if `nil`.
        public var metrics: (any MetricsFactory)?

        /// Telemetry of a ledger.
        ///
        /// - Parameters:
        ///   - logger: Where lines go; nowhere, if `nil`.
        ///   - metrics: What makes the metrics; the process's own `MetricsSystem`, if `nil`.
        public init(logger: Logger? = nil, metrics: (any MetricsFactory)? = nil) {
            self.logger = logger
            self.metrics = metrics
        }

        /// No lines, and the metrics of the process's own `MetricsSystem`.
        public static let standard = Telemetry()
    }
}

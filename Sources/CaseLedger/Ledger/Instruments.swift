import CoreMetrics
import Logging
import SegmentLog

/// The instruments of one ledger, made once.
struct Instruments: Sendable {
    private let logger: Logger?
    private let factory: any MetricsFactory
    private let duration: Timer
    private let events: Recorder
    private let size: Gauge
    private let conflicts: Counter
    private let damage: Counter

    init(_ telemetry: LedgerOptions.Telemetry) {
        logger = telemetry.logger
        let factory = telemetry.metrics ?? MetricsSystem.factory
        self.factory = factory
        duration = Timer(label: "caseledger.append.duration", factory: factory)
        events = Recorder(label: "caseledger.append.events", factory: factory)
        size = Gauge(label: "caseledger.size", factory: factory)
        conflicts = Counter(label: "caseledger.conflicts", factory: factory)
        damage = Counter(label: "caseledger.damage", factory: factory)
    }

    /// An append that returned.
    func appended(_ count: Int, size: UInt64, since start: ContinuousClock.Instant) {
        duration.recordNanoseconds(Int64((.now - start) / .nanoseconds(1)))
        events.record(count)
        self.size.record(Int64(size))
    }

    /// An append, or one event of an import, that was not recorded.
    func rejected(_ error: LedgerError) {
        Counter(
            label: "caseledger.rejections", dimensions: [("code", "\(error.code)")],
            factory: factory
        ).increment()
        guard error.code == .log || error.code == .damaged else { return }
        logger?.error(
            "an append failed",
            metadata: [
                "code": "\(error.cause.map { "\($0.code)" } ?? "\(error.code)")",
                "file": "\(error.cause?.file ?? "")",
            ])
    }

    /// A decision that a rule forbids.
    func refused(_ decision: String, by violation: RuleViolation) {
        Counter(
            label: "caseledger.refusals", dimensions: [("rule", violation.rule)], factory: factory
        ).increment()
        logger?.debug(
            "a decision was refused",
            metadata: ["decision": "\(decision)", "rule": "\(violation.rule)"])
    }

    /// A decision that is taken again, since something new was recorded about its subjects.
    func retried(_ decision: String) {
        conflicts.increment()
        logger?.trace("a decision is taken again", metadata: ["decision": "\(decision)"])
    }

    /// Entries that cannot be read.
    func met(unreadable ranges: [Range<UInt64>]) {
        let count = ranges.reduce(0) { $0 + $1.count }
        guard count > 0, let first = ranges.first else { return }
        damage.increment(by: count)
        logger?.error(
            "entries cannot be read; verify names every damaged place",
            metadata: ["entries": "\(count)", "first": "\(first.lowerBound)"])
    }

    /// What the opening of the log had to repair.
    func opened(_ recovery: LogWriter.RecoveryReport?) {
        guard let recovery, !recovery.isClean else { return }
        if let dropped = recovery.dropped {
            logger?.warning(
                "the last batch was torn and never acknowledged; it was moved to quarantine",
                metadata: [
                    "file": "\(dropped.file)", "offset": "\(dropped.offset)",
                    "bytes": "\(dropped.bytes)", "copy": "\(dropped.copy)",
                ])
        }
        if let accepted = recovery.accepted {
            logger?.notice(
                "entries that were complete but not acknowledged were kept",
                metadata: [
                    "first": "\(accepted.lowerBound)", "entries": "\(accepted.count)",
                ])
        }
        if !recovery.damagedHeadSlots.isEmpty {
            logger?.warning("a slot of head was damaged and written anew")
        }
    }

    /// A verification of the whole ledger.
    func verified(_ faults: [String], size: UInt64, at: Instant) {
        Gauge(label: "caseledger.verify.faults", factory: factory).record(faults.count)
        Gauge(label: "caseledger.verify.at", factory: factory).record(at.microseconds / 1_000_000)
        guard let first = faults.first else {
            logger?.info("the ledger was verified", metadata: ["entries": "\(size)"])
            return
        }
        logger?.critical(
            "the ledger is not whole; run 'verify', and restore it",
            metadata: ["entries": "\(size)", "faults": "\(faults.count)", "first": "\(first)"])
    }

    /// How far a live view is behind the synced log.
    func lag(_ entries: UInt64, of view: String) {
        Gauge(label: "caseledger.view.lag", dimensions: [("view", view)], factory: factory)
            .record(Int64(entries))
    }
}

import CaseLedger
import Logging
import MetricsTestKit
import SegmentLog
import SegmentLogTesting
import Synchronization
import Testing

/// What a ledger reports of itself to a service's own logger and metrics.
@Suite struct TelemetryTests {
    /// Keeps every line with its metadata.
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }
                .map { "\($0.key)=\($0.value)" }
            lines.add(
                ([event.level.rawValue, "\(event.message)"] + metadata).joined(separator: " "))
        }
    }

    private func telemetry(_ metrics: TestMetrics, _ lines: Lines) -> LedgerOptions.Telemetry {
        LedgerOptions.Telemetry(
            logger: Logger(label: "test") { _ in Handler(lines: lines) }, metrics: metrics)
    }

    @Test func appendsRefusalsAndRejectionsAreCounted() async throws {
        let metrics = TestMetrics()
        let lines = Lines()
        let ledger = try Ledger.open(
            in: MemoryStorage(), events: .library, as: .founding,
            LedgerOptions(telemetry: telemetry(metrics, lines)))
        try await ledger.record(BookAdded("B-7"), by: clerk)
        try await ledger.record(BookAdded("B-9"), by: clerk)
        try await ledger.perform(LendBook(book: "B-7", reader: "R-1"), by: clerk)
        await #expect(throws: LedgerError.self) {
            try await ledger.perform(LendBook(book: "B-7", reader: "R-1"), by: clerk)
        }
        await #expect(throws: LedgerError.self) {
            try await ledger.append(
                [Draft(NewEvent(BookAdded("B-8")), by: clerk)],
                if: AppendCondition([Tag("book", "B-7")], after: 0))
        }
        #expect(try metrics.expectTimer("caseledger.append.duration").values.count == 3)
        #expect(try metrics.expectRecorder("caseledger.append.events").values == [1, 1, 1])
        #expect(try metrics.expectGauge("caseledger.size").lastValue == 3)
        var views = ledger.follow(Loans.self).makeAsyncIterator()
        #expect(try await views.next()?.lag == 0)
        let lag = try metrics.expectGauge("caseledger.view.lag", [("view", "loans")])
        #expect(lag.lastValue == 0)
        let refusals = try metrics.expectCounter("caseledger.refusals", [("rule", "L1")])
        #expect(refusals.totalValue == 1)
        let rejections = try metrics.expectCounter("caseledger.rejections", [("code", "conflict")])
        #expect(rejections.totalValue == 1)
        #expect(lines.all.contains("debug a decision was refused decision=LendBook rule=L1"))
        // Nobody and nothing that was lent is named.
        #expect(!lines.all.contains { $0.contains("li.na") || $0.contains("B-7") })
    }
}

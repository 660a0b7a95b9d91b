import Foundation
import SegmentLogTesting
import Synchronization
import Testing

@testable import SegmentLog

/// A batch waits for those who have said that they are coming, and for nobody else.
@Suite struct GatheringTests {
    /// A writer that would wait for long.
    private func writer() throws -> LogWriter {
        let writer = try LogWriter.create(in: MemoryStorage())
        writer.committer.lastDuration = .seconds(600)
        return writer
    }

    private func submit(_ text: String, to writer: LogWriter) throws {
        try writer.submit([Array(text.utf8)], at: nil, expected: true)
    }

    @Test func thoseWhoComeShareABatch() async throws {
        let writer = try writer()
        // Everybody is waited for so long, though fewer are coming than are there.
        writer.committer.lastDuration = .milliseconds(300)
        for _ in 0..<4 { writer.expect() }
        try submit("first", to: writer)
        try submit("second", to: writer)
        let head = try await writer.durable(through: 2)
        #expect(head.size == 2)
        #expect(writer.state.withLock { $0.batches } == 1)
        // Two more are coming; neither is waited for by who comes alone after them.
        writer.unexpect()
        writer.unexpect()
        writer.expect()
        try submit("third", to: writer)
        _ = try await writer.durable(through: 3)
        #expect(writer.state.withLock { ($0.batches, $0.coming) } == (2, 0))
        try writer.close()
    }

    @Test func whoDoesNotComeIsWaitedForNoLonger() async throws {
        let writer = try writer()
        for _ in 0..<3 { writer.expect() }
        try submit("only", to: writer)
        async let head = writer.durable(through: 1)
        writer.unexpect()
        writer.unexpect()
        #expect(try await head.size == 1)
        try writer.close()
    }

    /// Whoever comes with what cannot be recorded is waited for no longer either.
    @Test func whoIsRefusedIsWaitedForNoLonger() async throws {
        let writer = try writer()
        writer.expect()
        let large = [UInt8](repeating: 0, count: LogLimits.entryBytes + 1)
        let refusals: [([[UInt8]], Position?, LogError.Code)] = [
            ([large], nil, .entryTooLarge), ([[1], large], 0, .entryTooLarge),
            ([[1]], 7, .positionTaken),
        ]
        for (entries, place, refusal) in refusals {
            writer.expect()
            #expect(
                code { _ = try writer.submit(entries, at: place, expected: true) } == refusal)
            #expect(writer.state.withLock { $0.coming } == 1)
        }
        writer.unexpect()
        writer.expect()
        try submit("only", to: writer)
        #expect(try await writer.durable(through: 1).size == 1)
        try writer.close()
    }

    @Test func patienceEnds() async throws {
        let writer = try writer()
        writer.committer.lastDuration = .milliseconds(1)
        for _ in 0..<9 { writer.expect() }
        try submit("only", to: writer)
        #expect(try await writer.durable(through: 1).size == 1)
        #expect(writer.state.withLock { $0.coming } == 8)
        try writer.close()
    }

    @Test func closingWaitsForNobody() async throws {
        let writer = try writer()
        for _ in 0..<9 { writer.expect() }
        try submit("only", to: writer)
        try writer.close()
        #expect(writer.durable.size == 1)
    }
}

import Foundation
import SegmentLog
import Testing

/// A log whose directory, or a file of it, is removed while it is written to.
///
/// An import once said "3,413 recorded" of a ledger that was not there any more.
@Suite struct RemovedTests {
    private func removing(_ names: [String], rotating: Bool) async throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("segmentlog-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let limits = LogLimits(
            segmentBytes: rotating ? 8192 : 8 << 20, growthBytes: 4096, idleHeadSync: nil,
            sealsInBackground: false)
        let writer = try LogWriter.create(in: FileStorage(directory: path), limits: limits)
        _ = try await writer.append(texts(0..<3))
        let segments = try FileManager.default.contentsOfDirectory(atPath: path)
            .filter { $0.hasSuffix(".lz4") }
        for name in names {
            try FileManager.default.removeItem(
                atPath: path + "/" + (name == "segment" ? segments[0] : name))
        }
        let before = writer.durable.size
        do throws(LogError) {
            _ = try await writer.append(texts(3..<6))
            Issue.record("\(names): acknowledged")
        } catch {
            #expect(error.code == .io || error.code == .notFound, "\(names): \(error)")
        }
        #expect(writer.durable.size == before)
        #expect(throws: LogError.self) { try writer.close() }
    }

    @Test func nothingIsAcknowledgedThatNobodyWillFind() async throws {
        for names in [["head"], ["segment"], [""]] {
            try await removing(names, rotating: false)
        }
        try await removing([""], rotating: true)
    }

    @Test func theLastLookIsAtTheClose() async throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("segmentlog-\(UUID().uuidString)").path
        let writer = try LogWriter.create(in: FileStorage(directory: path))
        _ = try await writer.append(texts(0..<3))
        try FileManager.default.removeItem(atPath: path)
        #expect(code { try writer.close() } == .io)
    }

    @Test func aLogThatIsMovedGoesOn() async throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("segmentlog-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path + ".moved") }
        let writer = try LogWriter.create(in: FileStorage(directory: path))
        _ = try await writer.append(texts(0..<3))
        try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
        _ = try await writer.append(texts(3..<6))
        try writer.close()
        #expect(try LogReader.open(in: FileStorage(directory: path + ".moved")).size == 6)
    }
}

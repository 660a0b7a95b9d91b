import Foundation
import SegmentLog
import SegmentLogTesting
import Testing
import ToolTesting

/// On a real file system, and through other people's tools.
@Suite struct DiskTests {
    static let lz4 = ["/usr/bin/lz4", "/usr/local/bin/lz4", "/opt/homebrew/bin/lz4"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    static let reader = Article.checkout.appendingPathComponent("fixtures/read_ledger.py").path
    static let hasPython = Program.isInstalled("python3")

    static func run(_ tool: String, _ arguments: [String]) async throws -> Data {
        let outcome = try await Program(tool, arguments).run()
        try #require(outcome.exit == 0, "\(tool): \(outcome.errors)")
        return Data(outcome.bytes)
    }

    /// What lz4 prints of a log's segments, one after another.
    private func decompressed(_ path: String) async throws -> Data {
        try await Self.run(try #require(Self.lz4), ["-dcm"] + segments(path))
    }

    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("segmentlog-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    private func framed(_ entries: [[UInt8]]) -> Data {
        Data(entries.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 255)] + $0 })
    }

    private func segments(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path)
            .filter { $0.hasSuffix(".lz4") }.sorted().map { path + "/" + $0 }
    }

    @Test(.enabled(if: lz4 != nil, "the lz4 tool is not installed"))
    func lz4PrintsExactlyTheEntriesOfALiveAndAClosedLog() async throws {
        let lz4 = try #require(Self.lz4)
        var seed = Seed(8)
        let entries = noise(900, upTo: 900, using: &seed) + [[], []]
        let limits = LogLimits(segmentBytes: 160 << 10, growthBytes: 32 << 10)
        try await withDirectory { path in
            let writer = try LogWriter.create(in: FileStorage(directory: path), limits: limits)
            var sent = 0
            while sent < entries.count {
                let next = min(sent + Int.random(in: 1...90, using: &seed), entries.count)
                _ = try await writer.append(Array(entries[sent..<next]))
                sent = next
                #expect(try await decompressed(path) == framed(Array(entries[..<sent])))
            }
            let live = try #require(try segments(path).last)
            let longer = try FileManager.default.attributesOfItem(atPath: live)[.size] as? Int
            try writer.close()
            let shorter = try FileManager.default.attributesOfItem(atPath: live)[.size] as? Int
            #expect(try #require(longer) > #require(shorter))
            #expect(try await decompressed(path) == framed(entries))
            #expect(try segments(path).count > 2)
            let next = try LogWriter.open(
                in: FileStorage(directory: path), limits: limits, describer: Stamped())
            _ = try await next.seal(endingSegment: true)
            try next.close()
            for segment in try segments(path) { _ = try await Self.run(lz4, ["-tq", segment]) }
            #expect(try await decompressed(path) == framed(entries))
        }
    }

    @Test(
        .enabled(if: lz4 != nil && hasPython, "lz4 or python3 is not installed"),
        .enabled(if: FileManager.default.fileExists(atPath: reader), "no fixtures/read_ledger.py"))
    func sixtyLinesOfPythonGiveTheSameSizeAndRoot() async throws {
        let lines = try String(contentsOfFile: Self.reader, encoding: .utf8).split(separator: "\n")
        #expect(lines.count <= 60)
        let limits = LogLimits(
            segmentBytes: 5 * 4096, growthBytes: 4096, sealsInBackground: false)
        try await withDirectory { path in
            let storage = FileStorage(directory: path)
            let writer = try LogWriter.create(in: storage, limits: limits)
            for round in 0..<12 { _ = try await writer.append(texts(round * 5..<round * 5 + 5)) }
            for step in 0..<4 {
                if step == 1 { #expect(try await !writer.seal().sealed.isEmpty) }
                if step == 2 { #expect(try await !writer.seal(endingSegment: true).sealed.isEmpty) }
                let isClosed = step == 3
                if isClosed { try writer.close() }
                let output = try await Self.run("python3", [Self.reader, path])
                let report = try Log.verify(storage)
                #expect(report.isSound && (report.writer == nil) == isClosed)
                let text = String(decoding: output, as: UTF8.self)
                #expect(text == "\(report.size) \(report.root.base64)\n")
            }
        }
    }

    @Test func aSecondWriterIsRefusedByNameAndReadersAreNot() async throws {
        try await withDirectory { path in
            let storage = FileStorage(directory: path)
            let writer = try LogWriter.create(in: storage)
            _ = try await writer.append(texts(0..<3))
            do throws(LogError) {
                _ = try LogWriter.open(in: storage)
                Issue.record("a second writer opened it")
            } catch let error {
                #expect(error.code == .locked)
                let pid = ProcessInfo.processInfo.processIdentifier
                #expect(error.description.contains("pid \(pid) on "))
            }
            #expect(try contents(storage) == texts(0..<3))
            #expect(try Log.verify(storage).writer?.contains("pid") == true)
            try writer.close()
            #expect(try Log.verify(storage).writer == nil)
            let next = try LogWriter.open(in: storage)
            #expect(next.recovery.isClean && next.next == 3)
            try next.close()
        }
    }

    @Test func aLogInMemoryRefusesASecondWriterToo() throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage)
        #expect(code { _ = try LogWriter.open(in: storage) } == .locked)
        try writer.close()
        try LogWriter.open(in: storage).close()
    }

    @Test func aLogLeftWithoutClosingOpensAgain() async throws {
        try await withDirectory { path in
            let storage = FileStorage(directory: path)
            do {
                let writer = try LogWriter.create(in: storage)
                _ = try await writer.append(texts(0..<30))
            }
            let writer = try LogWriter.open(in: storage)
            #expect(writer.next == 30)
            try writer.close()
            #expect(try contents(storage) == texts(0..<30))
        }
    }

    @Test func renamingNeverReplacesUnlessAsked() async throws {
        try await withDirectory { path in
            let storage = FileStorage(directory: path)
            try storage.makeDirectory("")
            for name in ["a", "b"] {
                try storage.open(name, .createExclusive).write(Array(name.utf8), at: 0)
            }
            #expect(code { try storage.rename("a", to: "b", replacing: false) } == .alreadyExists)
            #expect(code { _ = try storage.open("a", .createExclusive) } == .alreadyExists)
            #expect(code { _ = try storage.open("c", .read) } == .notFound)
            try storage.rename("a", to: "b", replacing: true)
            #expect(try storage.open("b", .read).read(at: 0, count: 9) == Array("a".utf8))
            #expect(try storage.list().map(\.name) == ["b"])
        }
    }
}

import Foundation
import SegmentLog
import SegmentLogTesting
import Testing
import ToolTesting

/// `fixtures/log/check_format.py`: a reader in another language that was written from the article
/// Format.md, not from this source.
struct FormatReader: Decodable {
    struct Broken: Decodable, Hashable {
        var file: String
        var offset: Int
        var rule: String
    }

    struct Segment: Decodable, Hashable {
        var name: String
        var kind: String
        var entries: Int
    }

    struct Tail: Decodable, Hashable {
        var file: String
        var offset: Int
    }

    /// The acknowledged size, and what the segments hold.
    var size: UInt64
    var found: UInt64

    /// The root over the acknowledged entries in base64, if it can be derived.
    var root: String?
    var segments: [Segment]
    var tail: Tail?
    var broken: [Broken]

    static let fixtures = Article.checkout.appendingPathComponent("fixtures/log")

    static let isAvailable = DiskTests.hasPython

    /// What it says of a directory.
    static func read(_ directory: String) async throws -> FormatReader {
        let script = fixtures.appendingPathComponent("check_format.py").path
        let outcome = try await Program("python3", script, directory).run()
        let result = try JSONDecoder().decode(FormatReader.self, from: Data(outcome.bytes))
        try #require(outcome.exit == (result.broken.isEmpty ? 0 : 1), "\(outcome.errors)")
        return result
    }

    /// What it says of a log in memory.
    static func read(_ storage: MemoryStorage) async throws -> FormatReader {
        try await withFiles(of: storage) { try await read($0) }
    }

    /// Puts a log in memory on the disk for as long as `body` takes.
    static func withFiles<R>(
        of storage: MemoryStorage, _ body: (String) async throws -> R
    ) async throws -> R {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("segmentlog-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, bytes) in storage.files {
            let file = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
        return try await body(folder.path)
    }
}

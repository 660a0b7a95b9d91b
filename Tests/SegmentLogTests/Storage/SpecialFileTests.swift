import Foundation
import SegmentLog
import Testing

/// What stands in the place of a file and is none, on a real file system.
///
/// A named pipe in the place of `head` once held a reader for ever, and a lock that was a link had
/// the file behind it emptied.
@Suite struct SpecialFileTests {
    private enum Kind: CaseIterable { case pipe, link, deadLink, device, directory }

    private func put(_ kind: Kind, at path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        switch kind {
        case .pipe: #expect(mkfifo(path, 0o600) == 0)
        case .link:
            let behind = (path as NSString).deletingLastPathComponent + "/.behind"
            try Data("pid mine".utf8).write(to: URL(fileURLWithPath: behind))
            try FileManager.default.createSymbolicLink(
                atPath: path, withDestinationPath: behind)
        case .deadLink:
            try FileManager.default.createSymbolicLink(
                atPath: path, withDestinationPath: path + ".nowhere")
        case .device:
            try FileManager.default.createSymbolicLink(
                atPath: path, withDestinationPath: "/dev/zero")
        case .directory:
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false)
        }
    }

    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("segmentlog-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    @Test func whatIsNoFileIsRefusedByNameAtOnce() async throws {
        for kind in Kind.allCases {
            for name in ["head", "00000000000000000000.lz4", "lock"] {
                try await withDirectory { path in
                    let storage = FileStorage(directory: path + "/log")
                    let writer = try LogWriter.create(in: storage, limits: .tiny)
                    _ = try await writer.append(texts(0..<3))
                    try writer.close()
                    try put(kind, at: path + "/log/" + name)
                    // A directory in the place of a file means that the file is missing.
                    let refusals: [LogError.Code] =
                        kind == .directory ? [.unknownFile, .damaged, .notALog] : [.unknownFile]
                    for attempt in [
                        { _ = try LogWriter.open(in: storage, limits: .tiny) },
                        { _ = try Log.verify(storage) },
                        {
                            _ = try LogBackup(in: FileStorage(directory: path + "/b")).run(
                                of: storage)
                        },
                    ] where name != "lock" {
                        let refusal = code(attempt)
                        let isDamage = kind == .directory && refusal == nil
                        #expect(
                            refusal.map(refusals.contains) ?? isDamage, "\(kind) \(name)")
                    }
                    do throws(LogError) {
                        _ = try LogWriter.open(in: storage, limits: .tiny)
                        Issue.record("\(kind) \(name)")
                    } catch {
                        #expect(kind == .directory || error.file == name, "\(kind) \(error)")
                    }
                }
            }
        }
    }

    @Test func nothingIsWrittenThroughALink() async throws {
        try await withDirectory { path in
            let storage = FileStorage(directory: path)
            let mine = path + "/mine"
            try Data("mine".utf8).write(to: URL(fileURLWithPath: mine))
            for (name, make) in [("lock", symlink), ("key.lock", link)] {
                #expect(make(mine, path + "/" + name) == 0)
                #expect(code { _ = try storage.lock(name) } == .unknownFile)
                #expect(try storage.open("mine", .read).read(at: 0, count: 9) == Array("mine".utf8))
            }
            // A lock that a process has left, or whose bytes a loss of power has left as zeros.
            for left in ["pid 17 on somewhere\n", "\0\0\0\0\0\0"] {
                try Data(left.utf8).write(to: URL(fileURLWithPath: path + "/own.lock"))
                try storage.lock("own.lock").unlock()
            }
            // A backup whose folder leads elsewhere.
            let log = FileStorage(directory: path + "/log")
            try LogWriter.create(in: log, limits: .tiny).close()
            for name in ["backup", "elsewhere"] {
                try FileManager.default.createDirectory(
                    atPath: path + "/" + name, withIntermediateDirectories: false)
            }
            #expect(symlink(path + "/elsewhere", path + "/backup/log") == 0)
            let backup = LogBackup(in: FileStorage(directory: path + "/backup"))
            #expect(code { _ = try backup.run(of: log) } == .unknownFile)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: path + "/elsewhere").isEmpty)
        }
    }
}

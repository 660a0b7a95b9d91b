import Foundation
import SegmentLog
import SegmentLogTesting
import Testing
import ToolTesting

@testable import SegmentLogLab

/// The frozen logs under fixtures/log: read, verified, and opened for writing on a copy, as long as
/// there is a library of this name.
@Suite struct FixtureTests {
    static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/log")

    static let names: [String] = {
        let files = try? FileManager.default.contentsOfDirectory(
            atPath: folder.appending(path: "v1").path)
        return (files ?? []).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
            .sorted()
    }()

    private func storage(_ name: String) throws -> MemoryStorage {
        let log = Self.folder.appending(path: "v1/\(name)")
        let storage = MemoryStorage()
        for file in try FileManager.default.contentsOfDirectory(atPath: log.path) {
            storage[file] = Array(try Data(contentsOf: log.appending(path: file)))
        }
        return storage
    }

    private func expected(_ name: String) throws -> FixtureOutcome {
        let file = Self.folder.appending(path: "v1/\(name).json")
        return try JSONDecoder().decode(FixtureOutcome.self, from: Data(contentsOf: file))
    }

    @Test func allOfThemAreThere() throws {
        #expect(Self.names == (try FixtureSet().logs.map(\.name).sorted()))
        #expect(Self.names.count >= 24)
    }

    @Test(arguments: names) func aFrozenLogGivesWhatIsExpected(name: String) throws {
        let expected = try expected(name)
        let storage = try storage(name)
        let before = storage.files
        #expect(try FixtureOutcome.of(storage, about: expected.about) == expected)
        #expect(storage.files == before, "reading wrote something")
    }

    @Test(arguments: names) func aFrozenLogOnDiskOpensOrIsLeftAsItIs(name: String) throws {
        let expected = try expected(name)
        let copy = FileManager.default.temporaryDirectory
            .appending(path: "segmentlog-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: copy) }
        try FileManager.default.copyItem(at: Self.folder.appending(path: "v1/\(name)"), to: copy)
        let disk = FileStorage(directory: copy.path)
        do throws(LogError) {
            let writer = try LogWriter.open(in: disk, limits: FixtureSet.opening)
            writer.hold()
            let size = writer.next.rawValue
            #expect(expected.refusal == nil && size == expected.sizeAfterOpening)
            try writer.submit([LabEntry.bytes(size)])
            writer.step()
            #expect(writer.durable.size == size + 1)
            try writer.close()
            for path in expected.quarantined {
                #expect(FileManager.default.fileExists(atPath: copy.path + "/" + path))
            }
        } catch {
            #expect(error.code.description == expected.refusal)
        }
    }

    /// The reader that was written from the article agrees.
    @Test(
        .enabled(if: Program.isInstalled("python3"), "python3 is not installed"),
        arguments: names)
    func aReaderInAnotherLanguageAgrees(name: String) async throws {
        let output = try await Program(
            "python3", Self.folder.appending(path: "check_format.py").path,
            Self.folder.appending(path: "v1/\(name)").path
        ).run()
        let found = try #require(
            JSONSerialization.jsonObject(with: Data(output.bytes)) as? [String: Any])
        let broken = try #require(found["broken"] as? [[String: Any]])
        let tail = found["tail"] as? [String: Any]
        let expected = try expected(name)
        let files = Set(broken.compactMap { $0["file"] as? String })
        // What is torn, and free space that is not covered, breaks no rule.
        let allowed = tail.map { [$0["file"] as? String ?? ""] } ?? []
        let isFree = name == "zeroed-filler"
        if !isFree {
            #expect(broken.isEmpty == Set(expected.damage.map(\.file)).subtracting(allowed).isEmpty)
        }
        if expected.damage.isEmpty || isFree {
            #expect(broken.isEmpty && found["size"] as? UInt64 == expected.size)
            #expect(found["root"] as? String == expected.root)
        } else if tail == nil {
            #expect(!files.isEmpty)
        }
    }
}

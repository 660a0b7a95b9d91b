import Foundation
import SegmentLogTesting
import Testing

@testable import SegmentLog

/// The sequences of calls that the article Format.md lists, held against what is really called.
///
/// A line in square brackets may be missing, any other may not; the order is that of the article;
/// and each line in brackets is seen at least once.
@Suite struct CallOrderTests {
    /// The calls that change a directory, in the words of the article.
    ///
    /// A file keeps being written after it was renamed, so its path is looked up.
    private func changes(
        _ calls: [StorageCall], from start: Int, _ live: String
    ) -> [String] {
        let looks: Set<StorageCall.Kind> = [.list, .open, .size, .read]
        var renamed: Set<String> = []
        let changes = calls.filter { !looks.contains($0.kind) }
        let earlier = changes.count { $0.index < start }
        let all = changes.map { call in
            var path = call.path
            if [.create, .remove].contains(call.kind) { renamed.remove(path) }
            if call.kind == .rename {
                path += ".tmp"
                renamed.insert(path)
            } else if renamed.contains(path) {
                path = String(path.dropLast(4))
            }
            return "\(call.kind) \(words(path, live))".trimmingCharacters(in: .whitespaces)
        }
        return Array(all[earlier...])
    }

    private func words(_ path: String, _ live: String) -> String {
        var folder = ""
        var name = path
        if let slash = path.lastIndex(of: "/") {
            folder = String(path[...slash])
            name = String(path[path.index(after: slash)...])
        }
        let stem = name.hasSuffix(".tmp") ? String(name.dropLast(4)) : name
        let suffix = stem == name ? "" : ".tmp"
        if stem.hasPrefix("leftover") || name == Format.segmentName(777) + ".tmp" {
            return folder + "LEFTOVER"
        }
        if Format.firstPosition(ofSegment: stem) != nil {
            return folder + (stem == live ? "SEGMENT" : "NEXT") + suffix
        }
        if name.hasSuffix(".torn") { return folder + "COPY" }
        return folder + stem.replacingOccurrences(of: "office.key", with: "K") + suffix
    }

    /// Whether calls are lines of the article in its order, all but some in brackets.
    private func expect(_ runs: [[String]], are heading: String) throws {
        let lines = try Article.block("calls", under: heading, in: "Format")
        #expect(!lines.isEmpty, "\(heading) is not in the article")
        var seen: Set<Int> = []
        for run in runs {
            var rest = run[...]
            for (number, line) in lines.enumerated() {
                let isOptional = line.hasPrefix("[")
                let call = isOptional ? String(line.dropFirst().dropLast()) : line
                if rest.first == call {
                    rest.removeFirst()
                    seen.insert(number)
                } else {
                    #expect(isOptional, "\(heading): '\(call)' was not called; left: \(rest)")
                }
            }
            #expect(rest.isEmpty, "\(heading): called, and not in the article: \(rest) of \(run)")
        }
        for (number, line) in lines.enumerated() where !seen.contains(number) {
            Issue.record("\(heading): '\(line)' was never called")
        }
    }

    /// Records what `body` calls.
    private func run(
        _ storage: FaultyStorage, _ live: String, _ body: () throws -> Void
    ) rethrows -> [String] {
        let start = storage.calls.count
        try body()
        return changes(storage.calls, from: start, live)
    }

    @Test func creatingAppendingRotatingClosingAndSealing() throws {
        let storage = FaultyStorage(MemoryStorage()) { _ in nil }
        let first = Format.segmentName(0)
        var made: LogWriter?
        let creation = try run(storage, first) {
            made = try LogWriter.create(in: storage, limits: .tiny)
        }
        let writer = try #require(made)
        writer.hold()
        try expect([creation], are: "Create")

        func append(_ numbers: Range<Int>) throws -> [String] {
            try run(storage, first) {
                try writer.submit(texts(numbers))
                writer.step()
            }
        }
        let growing = try append(0..<3)
        let roomy = try append(3..<6)
        try expect([growing, roomy], are: "Append")

        // With reserved space and a head that was never synced, then with neither.
        let full = try run(storage, first) { try writer.endSegment().get() }
        let second = Format.segmentName(6)
        try writer.submit(texts(6..<8))
        writer.step()
        try writer.close()
        let again = try LogWriter.open(in: storage, limits: .tiny)
        again.hold()
        try again.syncHeadNow()
        let bare = try run(storage, second) { try again.endSegment().get() }
        try expect([full, bare], are: "Rotate")

        let leftover = first + ".tmp"
        _ = try storage.open(leftover, .createExclusive)
        let sealing = try run(storage, first) {
            let report = try again.sealNow(endingSegment: false)
            #expect(report.sealed.count == 2)
        }
        // Both segments: the first with a leftover, the second without.
        let end = try #require(sealing.lastIndex(of: "create NEXT.tmp"))
        let other = sealing[end...].map {
            $0.replacingOccurrences(of: "NEXT", with: "SEGMENT")
        }
        try expect([Array(sealing[..<end]), other], are: "Seal")

        for number in 8..<10 {
            try again.submit(texts(number..<number + 1))
            again.step()
        }
        let dirty = try run(storage, Format.segmentName(8)) { try again.close() }
        let idle = try LogWriter.open(in: storage, limits: .tiny)
        try idle.syncHeadNow()
        let clean = try run(storage, Format.segmentName(8)) { try idle.close() }
        try expect([dirty, clean], are: "Close")
    }

    @Test func recovering() async throws {
        let name = Format.segmentName(0)
        func recover(_ base: MemoryStorage) throws -> [String] {
            let storage = FaultyStorage(base) { _ in nil }
            return try run(storage, name) {
                _ = try LogWriter.open(in: storage, limits: .single)
            }
        }
        let killed = try await log(of: [texts(0..<4)], closing: false)
        let old = killed["head"]
        let writer = try LogWriter.open(in: killed, limits: .single)
        _ = try await writer.append(texts(4..<6))
        _ = try await writer.append(texts(6..<9))
        let accepted = killed.killed()
        accepted["head"] = old
        accepted[Format.segmentName(777) + ".tmp"] = [1]
        let torn = accepted.copy()
        torn.flip(name, at: 3 * 4096 + 700)
        let closed = try await log(of: [texts(0..<4)])
        let runs = [torn, accepted, try await log(of: [texts(0..<4)], closing: false), closed]
        try expect(try runs.map(recover), are: "Recover")
    }

    @Test func signingACheckpoint() async throws {
        let keys = FaultyStorage(MemoryStorage()) { _ in nil }
        let prover = try prover(try await log(of: [texts(0..<9)]))
        let signer = try LogSigner.create("office.key", origin: "example.test/ledger", in: keys)
        let plain = try run(keys, "") { _ = try signer.sign(prover) }
        _ = try keys.open("office.key.signed.tmp", .createExclusive)
        let cutShort = try run(keys, "") { _ = try signer.sign(prover) }
        try expect([plain, cutShort], are: "Checkpoint")
    }

    @Test func backingUp() async throws {
        let live = Format.segmentName(0)
        let storage = try await log(of: [texts(0..<4)])
        let target = FaultyStorage(MemoryStorage()) { _ in nil }
        let backup = LogBackup(in: target)
        let first = try run(target, live) { _ = try backup.run(of: storage) }
        for name in ["log/\(Format.segmentName(777)).tmp", "record.tmp"] {
            _ = try target.open(name, .createExclusive)
        }
        let second = try run(target, live) { _ = try backup.run(of: storage) }
        try expect([first, second], are: "Backup")
    }
}

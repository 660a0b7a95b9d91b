import CaseLedger
import FiveOnes
import Foundation
import SegmentLog
import SegmentLogTesting
import Testing
import ToolTesting

/// What the tool says and does about a ledger whose bytes have changed on disk.
@Suite struct DamageTests {
    static let families = 100
    static let eventsPerBatch = 40

    /// A closed ledger of several segments, and what it was before anything happened to it.
    private struct Healthy {
        let scratch: Scratch
        let batches: [StoredBatch]
        /// Every event as `audit --format json` writes it, by position.
        let events: [Substring]
        /// What `export --family` writes.
        let exports: [String: [Substring]]
        /// The positions of each family's events.
        let positions: [String: [Int]]
        let files: [String: [UInt8]]
        var path: String { scratch.path("ledger") }
        var segments: [String] { files.keys.filter { $0.hasSuffix(".lz4") }.sorted() }
    }

    /// F-0 has a visit in every batch; every other family's events lie close together.
    private static func lines() -> [String] {
        var lines = Lines.family(0, visits: 0)
        for family in 1..<families {
            lines += Lines.family(family, visits: 6)
            if family.isMultiple(of: 4) { lines.append(Lines.visit(0, family)) }
        }
        return lines
    }

    /// Small segments, none of which is sealed: these tests are about batches.
    private static let limits = LogLimits(
        segmentBytes: 32 << 10, growthBytes: 16 << 10, sealsInBackground: false)

    private static func drafts(_ lines: [String]) throws -> [Draft] {
        let reader = CloudEvents(catalog: .fiveOnes, importer: "test")
        return try lines.map { try reader.draft(Array($0.utf8)) }
    }

    private func healthy(exporting families: [String] = []) async throws -> Healthy {
        let scratch = try Scratch()
        try FileKeyStore.create(at: scratch.path("ledger.keys"))
        let ledger = try Ledger.open(
            in: FileStorage(directory: scratch.path("ledger")), events: .fiveOnes, as: .founding,
            LedgerOptions(keys: .directory(scratch.path("ledger.keys")), limits: Self.limits))
        let drafts = try Self.drafts(Self.lines())
        for start in stride(from: 0, to: drafts.count, by: Self.eventsPerBatch) {
            let end = min(start + Self.eventsPerBatch, drafts.count)
            try await ledger.append(Array(drafts[start..<end]))
        }
        try ledger.close()
        let audit = try await Tool.run("audit", scratch.path("ledger"), "--format", "json")
        #expect(audit.exit == 0)
        var positions: [String: [Int]] = [:]
        for (position, line) in audit.lines.enumerated() {
            let tags = try #require(try object(line)["tags"] as? [String])
            for tag in tags where tag.hasPrefix("family:") {
                positions[String(tag.dropFirst(7)), default: []].append(position)
            }
        }
        var exports: [String: [Substring]] = [:]
        for family in families {
            let outcome = try await Tool.run("export", scratch.path("ledger"), "--family", family)
            #expect(outcome.exit == 0)
            exports[family] = outcome.lines
        }
        let files = try scratch.files("ledger")
        return Healthy(
            scratch: scratch, batches: try StoredBatch.all(in: files), events: audit.lines,
            exports: exports, positions: positions, files: files)
    }

    // MARK: - Flipped bytes

    @Test func everyFlippedByteIsNamedAndCostsNoOtherFamily() async throws {
        let number = UInt64.random(in: 0 ... .max)
        print("DamageTests: seed \(number)")
        var seed = Seed(number)
        let families = (0..<Self.families).map { "F-\($0)" }
        let watched = ["F-0"] + families.dropFirst().shuffled(using: &seed).prefix(3)
        let healthy = try await healthy(exporting: Array(watched))
        #expect(healthy.segments.count >= 3 && healthy.batches.count >= 15)

        var places: [(file: String, offset: Int)] = []
        places.append((try #require(healthy.segments.randomElement(using: &seed)), 0))
        for segment in healthy.segments {
            places.append((segment, .random(in: 0..<4096, using: &seed)))
        }
        for region in StoredBatch.regions {
            let batch = try #require(healthy.batches.randomElement(using: &seed))
            places.append(
                (batch.file, try #require(batch[keyPath: region].randomElement(using: &seed))))
        }
        for _ in 0..<8 {
            let file = try #require(healthy.segments.randomElement(using: &seed))
            let bytes = try #require(healthy.files[file])
            places.append((file, .random(in: 0..<bytes.count, using: &seed)))
        }
        for place in places {
            let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &seed)
            try await flip(healthy, place.file, [place.offset], bit, "seed \(number), \(place)")
        }
        for _ in 0..<3 {
            let batch = try #require(healthy.batches.randomElement(using: &seed))
            let place = Int.random(
                in: batch.frame.lowerBound + 20..<batch.frame.upperBound - 20, using: &seed)
            try await flip(
                healthy, batch.file, [place, place + 3, place + 4, place + 9], 0x5A,
                "seed \(number), \(place) and more")
        }
    }

    /// Changes a byte, or several of one frame, and sees what the tool says.
    private func flip(
        _ healthy: Healthy, _ file: String, _ offsets: [Int], _ bit: UInt8, _ comment: Comment
    ) async throws {
        let offset = try #require(offsets.first)
        var bytes = try #require(healthy.files[file])
        for offset in offsets { bytes[offset] ^= bit }
        try healthy.scratch.write(bytes, to: "ledger/\(file)")
        let damaged = try healthy.scratch.files("ledger")

        // The positions that may be concerned: of the batch, or of the segment for its header.
        let batch = healthy.batches.first { $0.file == file && $0.whole.contains(offset) }
        let segment = healthy.batches.filter { $0.file == file }
        let first = try #require(segment.first?.positions.lowerBound)
        let last = try #require(segment.last?.positions.upperBound)
        let concerned = batch?.positions ?? first..<last
        let isInFrame = batch?.frame.contains(offset) ?? false

        // verify names the file and the positions; one byte of compressed entries it names exactly.
        let verified = try await Tool.run("verify", healthy.path, "--format", "json")
        #expect(verified.exit == 65, comment)
        let damage = try damage(verified.output)
        #expect(!damage.isEmpty, comment)
        if isInFrame, offsets.count == 1 { #expect(damage.map(\.offset) == [offset], comment) }
        for place in damage {
            #expect(place.file == file, comment)
            #expect(place.offset <= offset, comment)
            #expect(
                batch.map { place.offset >= $0.whole.lowerBound } ?? (place.offset < 4096), comment)
            #expect(
                !place.positions.isEmpty
                    && place.positions.clamped(to: concerned) == place.positions, comment)
        }
        let text = try await Tool.run("verify", healthy.path)
        #expect(text.exit == 65, comment)
        for place in damage {
            let (first, last) = (place.positions.lowerBound, place.positions.upperBound - 1)
            let said = first == last ? "position \(first)" : "positions \(first)–\(last)"
            #expect(text.output.contains("\(file), offset \(place.offset), \(said)"), comment)
        }

        // All that can be read is as it was, and what cannot is what verify named. A single byte
        // costs nothing.
        let audit = try await Tool.run("audit", healthy.path, "--format", "json")
        let read = try audit.lines.map { try #require(try object($0)["position"] as? Int) }
        #expect(audit.lines == read.map { healthy.events[$0] }, comment)
        let lost = Set(healthy.events.indices).subtracting(read)
        let named = Set(damage.flatMap { Array($0.positions) })
        let isAll = lost.isEmpty && !isInFrame
        #expect(isAll ? named == Set(concerned) : named.isSuperset(of: lost), comment)
        if !lost.isEmpty { #expect(named == lost, comment) }
        #expect(audit.exit == (lost.isEmpty ? 0 : 65), comment)
        #expect(offsets.count > 1 || lost.isEmpty, comment)

        // Every family is shown as far as it can be read; untouched ones therefore whole.
        for (family, lines) in healthy.exports {
            let outcome = try await Tool.run("export", healthy.path, "--family", family)
            let positions = try #require(healthy.positions[family])
            let left = zip(positions, lines).filter { !lost.contains($0.0) }.map(\.1)
            #expect(outcome.lines == left, "\(family) \(outcome.errors)")
            #expect(outcome.exit == (lost.isEmpty ? 0 : 65), comment)
            // A wrong byte in a header or in padding costs nothing and is for verify to tell.
            let mustWarn =
                !lost.isEmpty || isInFrame && positions.contains(where: concerned.contains)
            if mustWarn { #expect(outcome.errors.contains("warning: "), comment) }
            if lost.isEmpty, !isInFrame { #expect(outcome.errors.isEmpty, comment) }
        }

        // Nothing records into it, and nothing has touched it.
        try healthy.scratch.write(lines: [Lines.visit(1, 99)], to: "more.jsonl")
        let refused = try await Tool.run(
            "import", healthy.path, healthy.scratch.path("more.jsonl"))
        #expect(refused.exit == 65, comment)
        #expect(refused.output.isEmpty, comment)
        #expect(refused.errors.contains(file) && refused.errors.contains("position"), comment)
        #expect(try healthy.scratch.files("ledger") == damaged, comment)
        try healthy.scratch.write(try #require(healthy.files[file]), to: "ledger/\(file)")
    }

    private struct Place {
        let file: String
        let offset: Int
        let positions: Range<Int>
    }

    private func damage(_ json: String) throws -> [Place] {
        let places = try #require(try object(json)["damage"] as? [[String: Any]])
        return try places.map { place in
            let range = place["positions"] as? [String: Int]
            return Place(
                file: try #require(place["file"] as? String),
                offset: try #require(place["offset"] as? Int),
                positions: (range?["from"] ?? 0)..<(range?["to"] ?? 0))
        }
    }

    // MARK: - Torn tails

    @Test func tornBytesBehindTheLastBatchAreQuarantinedAndSaidSo() async throws {
        let healthy = try await healthy()
        let scratch = healthy.scratch
        let file = try #require(healthy.segments.last)
        let bytes = try #require(healthy.files[file])
        var seed = Seed(7)
        let torn = (0..<5_000).map { _ in UInt8.random(in: 1...255, using: &seed) }
        try scratch.write(bytes + torn, to: "ledger/\(file)")
        let verified = try await Tool.run("verify", healthy.path)
        #expect(verified.exit == 65)
        #expect(verified.output.contains("\(file), offset \(bytes.count)"))

        let copy = try await expectQuarantine(healthy, file, offset: bytes.count)
        #expect(try scratch.bytes("ledger/\(copy)") == torn)
        let events = try await Tool.run("audit", healthy.path, "--format", "json").lines
        #expect(events.dropLast() == healthy.events[...])
    }

    /// The last batch was written when the machine failed: `head` had not acknowledged it yet, and
    /// only part of it reached the disk.
    @Test func aTornLastBatchIsQuarantinedAndWhatWasAcknowledgedStays() async throws {
        let healthy = try await healthy()
        let scratch = healthy.scratch
        let lines = (0..<30).map { Lines.visit(2, 500 + $0) }
        try scratch.write(lines: lines, to: "last.jsonl")
        let last = scratch.path("last.jsonl")
        let ledger = try Ledger.open(
            in: FileStorage(directory: healthy.path), events: .fiveOnes,
            LedgerOptions(keys: .directory(scratch.path("ledger.keys")), limits: Self.limits))
        try await ledger.append(Self.drafts(lines))
        try ledger.close()
        let batches = try StoredBatch.all(in: scratch.files("ledger"))
        let batch = try #require(batches.dropFirst(healthy.batches.count).first)
        let whole = try scratch.bytes("ledger/\(batch.file)")
        for (name, bytes) in healthy.files { try scratch.write(bytes, to: "ledger/\(name)") }
        let cut = Array(whole[..<(batch.frame.lowerBound + 9)])
        try scratch.write(cut, to: "ledger/\(batch.file)")

        let copy = try await expectQuarantine(healthy, batch.file, offset: batch.whole.lowerBound)
        #expect(try scratch.bytes("ledger/\(copy)") == Array(cut[batch.whole.lowerBound...]))
        let again = try await Tool.run("import", healthy.path, last)
        #expect(again.exit == 0 && again.errors.isEmpty)
        #expect(again.output.contains("30 recorded, 0 already known"))
        let events = try await Tool.run("audit", healthy.path, "--format", "json").lines
        #expect(events.count == healthy.events.count + 31)
        #expect(events.prefix(healthy.events.count) == healthy.events[...])
    }

    /// Records one event, which must first move the torn batch away and say so; gives the copy.
    private func expectQuarantine(
        _ healthy: Healthy, _ file: String, offset: Int
    ) async throws -> String {
        let scratch = healthy.scratch
        try scratch.write(lines: [Lines.visit(1, 99)], to: "more.jsonl")
        let outcome = try await Tool.run("import", healthy.path, scratch.path("more.jsonl"))
        #expect(outcome.exit == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("1 recorded, 0 already known"))
        #expect(outcome.errors.contains("the last batch was torn and never acknowledged"))
        #expect(outcome.errors.contains("\(file), offset \(offset)"))
        let copy = "quarantine/\(file.dropLast(4))-\(offset).torn"
        #expect(outcome.errors.contains("moved to \(copy)"))
        let verified = try await Tool.run("verify", healthy.path)
        #expect(verified.exit == 0, "\(verified.output)")
        #expect(verified.output.contains("quarantined  \(file.dropLast(4))-\(offset).torn"))
        return copy
    }

    @Test func aWholeBatchThatHeadDoesNotKnowYetIsKeptAndSaidSo() async throws {
        let healthy = try await healthy()
        let scratch = healthy.scratch
        try scratch.write(lines: [Lines.visit(2, 500)], to: "last.jsonl")
        #expect(try await Tool.run("import", healthy.path, scratch.path("last.jsonl")).exit == 0)
        try scratch.write(try #require(healthy.files["head"]), to: "ledger/head")
        let again = try await Tool.run("import", healthy.path, scratch.path("last.jsonl"))
        #expect(again.exit == 0)
        #expect(
            again.errors.contains("1 entries that were complete but not acknowledged were kept"))
        #expect(again.output.contains("0 recorded, 1 already known"))
        #expect(try await Tool.run("verify", healthy.path).exit == 0)
    }
}

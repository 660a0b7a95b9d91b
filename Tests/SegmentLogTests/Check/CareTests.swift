import SegmentLogTesting
import Synchronization
import Testing

@testable import SegmentLog

/// Scrubbing while a log is in use, and what a diagnosis says of damage.
@Suite struct CareTests {
    private func build() async throws -> (MemoryStorage, [String]) {
        let storage = try await log(
            of: stride(from: 0, to: 60, by: 5).map { texts($0..<$0 + 5) }, limits: .tiny)
        return (storage, storage.paths.filter { $0.hasSuffix(".lz4") })
    }

    private func events(_ storage: MemoryStorage) throws -> [LogScrub.Event] {
        var events: [LogScrub.Event] = []
        let scrub = LogScrub(of: storage, bytesPerSecond: 1 << 30) { _ in }
        try scrub.pass { events.append($0) }
        return events
    }

    // MARK: - Scrub

    @Test func aScrubReadsEverySegmentAndKeepsToItsBudget() async throws {
        let (storage, names) = try await build()
        let paused = Mutex(Duration.zero)
        let scrub = LogScrub(of: storage, bytesPerSecond: 20_000) { pause in
            paused.withLock { $0 += pause }
        }
        var events: [LogScrub.Event] = []
        #expect(try scrub.pass { events.append($0) })
        let ends = [20, 40, 60].map { Position($0) }
        #expect(
            events == zip(names, ends).map { .segment(file: $0, through: $1) } + [.finished])
        let bytes = names.compactMap { storage[$0]?.count }.reduce(0, +)
        let wanted = Double(bytes) / 20_000
        let seconds = paused.withLock { $0 } / .seconds(1)
        #expect(seconds > 0.8 * wanted && seconds <= wanted * 1.01)
    }

    @Test func aScrubTellsOfDamageBesideAWriterAndChangesNothing() async throws {
        let (storage, names) = try await build()
        let writer = try LogWriter.open(in: storage, limits: .tiny)
        _ = try await writer.append(texts(60..<63))
        #expect(try events(storage).allSatisfy { if case .damage = $0 { false } else { true } })
        storage.flip(names[1], at: 2 * 4096 + 600)
        let before = storage.files
        let found = try events(storage).compactMap { event -> Log.Damage? in
            if case .damage(let damage) = event { damage } else { nil }
        }
        #expect(found.count == 1 && found.first?.file == names[1])
        #expect(found.first?.positions?.clamped(to: 25..<30) == found.first?.positions)
        storage.flip("head", at: 40)
        #expect(
            try events(storage).first.map { if case .damage = $0 { true } else { false } } == true)
        storage.flip("head", at: 40)
        #expect(storage.files == before)
        // The writer goes on, and what it adds is read by the next pass.
        _ = try await writer.append(texts(63..<70))
        #expect(try events(storage).last == .finished)
        try writer.close()
    }

    @Test func aScrubResumesWhereItStopped() async throws {
        let (storage, names) = try await build()
        let scrub = LogScrub(of: storage, bytesPerSecond: 1 << 30) { _ in }
        var files: [String] = []
        var stops = 0
        func take(_ event: LogScrub.Event) {
            if case .segment(let file, _) = event { files.append(file) }
        }
        let isDone = try scrub.pass(isStopped: { files.count == 1 }, take)
        #expect(!isDone && files == [names[0]])
        while try !LogScrub(of: storage, bytesPerSecond: 1 << 30, pause: { _ in }).pass(
            isStopped: {
                stops += 1; return stops % 2 == 0
            }, take)
        {}
        #expect(files == names)
        // The next pass begins at the front; a spoilt mark costs nothing.
        storage["cache/scrub"] = Array("no number".utf8)
        files = []
        #expect(try scrub.pass(take) && files == names)
    }

    @Test func theEventsOfAScrubEndWhenNobodyReadsThem() async throws {
        let (storage, _) = try await build()
        let scrub = LogScrub(of: storage, bytesPerSecond: 1 << 30) { _ in }
        var finished = 0
        for try await event in scrub.events() {
            if event == .finished { finished += 1 }
            if finished == 3 { break }
        }
        #expect(finished == 3)
        await #expect(throws: LogError.self) {
            for try await _ in LogScrub(of: MemoryStorage()).events() {}
        }
    }

    // MARK: - Diagnosis

    @Test func aSoundLogNeedsNothing() async throws {
        let (storage, names) = try await build()
        let found = try Log.diagnose(storage)
        #expect(found.isSound && found.steps == [.nothing] && found.readable == 60)
        #expect(
            found.segments.map(\.file) == names && found.segments.allSatisfy { $0.damaged == 0 })
        #expect(found.segments.map(\.positions) == [0..<20, 20..<40, 40..<60])
    }

    @Test func lostEntriesAreCountedOnceAndTheFileIsToBeRestored() async throws {
        let (storage, names) = try await build()
        var bytes = try #require(storage[names[1]])
        bytes.replaceSubrange(4096..<8192, with: repeatElement(7, count: 4096))
        storage[names[1]] = bytes
        let found = try Log.diagnose(storage)
        #expect(found.readable == 55 && found.steps == [.restore([names[1]])])
        #expect(found.findings.map(\.consequence) == [.entriesLost])
        #expect(found.findings.flatMap(\.lost) == [20..<25])
        #expect(found.segments.map(\.damaged) == [0, 1, 0])
    }

    @Test func aSingleWrongByteCostsNoEntryButIsToBeMended() async throws {
        let (storage, names) = try await build()
        storage.flip(names[0], at: 4096 + 560)
        let found = try Log.diagnose(storage)
        #expect(found.findings.map(\.consequence) == [.allReadable])
        #expect(found.readable == 60 && found.steps == [.restore([names[0]])])
        let reader = try LogReader.open(in: storage)
        #expect(reader.mended.isEmpty)
        #expect(try readable(storage).damaged.isEmpty)
        try reader.forEachReadable(in: 0..<60, damaged: { _ in }) { _, _ in }
        #expect(reader.mended == [0..<5])
    }

    @Test func aTornTailIsMendedByOpeningAndItsCopyIsNamed() async throws {
        let torn = try await log(of: [texts(0..<5), texts(5..<8)], closing: false)
        let name = Format.segmentName(0)
        var bytes = try #require(torn[name])
        bytes.replaceSubrange(3 * 4096..<3 * 4096 + 300, with: repeatElement(9, count: 300))
        torn[name] = bytes
        let found = try Log.diagnose(torn)
        #expect(found.findings.map(\.consequence) == [.mendedByOpening])
        #expect(found.readable == 8 && found.steps == [.openForWriting])
        try LogWriter.open(in: torn, limits: .single).close()
        let after = try Log.diagnose(torn)
        #expect(after.isSound && after.steps == [.reviewQuarantine])
        #expect(after.quarantined.map(\.bytes) == [300])
    }

    @Test func strangeFilesAndHeadsAreToldApart() async throws {
        let (storage, _) = try await build()
        storage["notes.txt"] = [1]
        storage.flip("head", at: 40)
        let found = try Log.diagnose(storage)
        #expect(Set(found.findings.map(\.consequence)) == [.strangeFile, .inDoubt])
        #expect(found.steps == [.moveAway("notes.txt"), .openForWriting])
        storage["notes.txt"] = nil
        storage.flip("head", at: 4096 + 40)
        let worse = try Log.diagnose(storage)
        #expect(worse.steps == [.restore(["head"])])
        #expect(worse.findings.allSatisfy { $0.consequence == .inDoubt })
    }
}

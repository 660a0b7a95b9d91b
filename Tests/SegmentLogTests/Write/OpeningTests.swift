import SegmentLogTesting
import Testing

@testable import SegmentLog

/// What an opening reads, and what it leaves to readers and to the scrub.
@Suite struct OpeningTests {
    static let all = texts(0..<80)

    /// A closed log of several segments; the first few sealed if wanted.
    private func build(
        sealing: Bool = false, closing: Bool = true
    ) async throws -> (storage: MemoryStorage, segments: [String], tail: UInt64) {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .tiny)
        for start in stride(from: 0, to: 80, by: 5) {
            _ = try await writer.append(Array(Self.all[start..<start + 5]))
            if sealing, start == 50 { _ = try await writer.seal() }
        }
        if closing { try writer.close() }
        let files = closing ? storage : storage.killed()
        let segments = files.paths.filter { $0.hasSuffix(".lz4") }
        let tail = try #require(segments.last.flatMap { Format.firstPosition(ofSegment: $0) })
        #expect(segments.count == 4 && tail == 60)
        return (files, segments, tail)
    }

    private func open(
        _ storage: any Storage, _ opening: LogLimits.Opening
    ) throws -> LogWriter.RecoveryReport {
        let writer = try LogWriter.open(in: storage, limits: .tiny.opening(opening))
        defer { try? writer.close() }
        return writer.recovery
    }

    @Test(arguments: [false, true]) func onlyTheHeadersOfOlderSegmentsAreRead(
        isSealed: Bool
    ) async throws {
        let (storage, segments, tail) = try await build(sealing: isSealed)
        let counting = FaultyStorage(storage) { _ in nil }
        #expect(try open(counting, .tail).checkedFrom == Position(tail))
        for name in segments.dropLast() {
            let reads = counting.calls.filter { $0.kind == .read && $0.path == name }
            #expect(reads.count == 1, "\(name)")
        }
        #expect(try open(storage, .everything).checkedFrom == 0)
    }

    @Test(arguments: [false, true]) func rotInAnOlderSegmentOpensAndIsNamed(
        isSealed: Bool
    ) async throws {
        let (storage, segments, _) = try await build(sealing: isSealed)
        let name = segments[1]
        let bytes = try #require(storage[name])
        let healthy = storage.files
        for offset in stride(from: 4096, to: bytes.count, by: 97) {
            let copy = MemoryStorage()
            for (name, bytes) in healthy { copy[name] = bytes }
            for place in [offset, offset + 40] where place < bytes.count {
                copy.flip(name, at: place, mask: 0x21)
            }
            let damage = try Log.verify(copy).damage
            #expect(!damage.isEmpty && damage.allSatisfy { $0.file == name }, "\(offset)")
            #expect(code { _ = try open(copy, .everything) } == .damaged, "\(offset)")
            #expect(try open(copy, .tail).isClean, "\(offset)")
            #expect(
                copy.files.filter { $0.key != "lock" }
                    == storage.files.filter {
                        $0.key != "lock" && $0.key != name
                    }.merging([name: try #require(copy[name])]) { $1 }, "\(offset)")

            let writer = try LogWriter.open(in: copy, limits: .tiny)
            _ = try await writer.append([[7]])
            try writer.close()
            var told: [Log.Damage] = []
            let scrub = LogScrub(of: copy, bytesPerSecond: .max)
            try scrub.pass { if case .damage(let place) = $0 { told.append(place) } }
            #expect(Set(told).isSuperset(of: damage), "\(offset)")

            let (entries, lost) = try readable(copy)
            #expect(entries.count + lost.flatMap { $0 }.count == 81, "\(offset)")
            for (position, entry) in entries where position < 80 {
                #expect(entry == Self.all[Int(position)], "\(offset)")
            }
            let reader = try LogReader.open(in: copy)
            for position in lost.flatMap({ $0 }) {
                #expect((20..<40).contains(position), "\(offset)")
                #expect(code { _ = try reader.entry(at: position) } == .damaged, "\(offset)")
            }
        }
    }

    @Test(arguments: [false, true]) func aDamagedHeaderOrTailRefuses(isSealed: Bool) async throws {
        let (storage, segments, _) = try await build(sealing: isSealed)
        let last = try #require(segments.last)
        let lastBytes = try #require(storage[last]).count
        let before = storage.files
        var places = segments.flatMap { name in
            stride(from: 0, to: 4096, by: 53).map { (name, $0) }
        }
        places += stride(from: 4096, to: lastBytes, by: 31).map { (last, $0) }
        for (name, offset) in places {
            storage.flip(name, at: offset, mask: 0x10)
            #expect(code { _ = try open(storage, .tail) } == .damaged, "\(name) \(offset)")
            storage.flip(name, at: offset, mask: 0x10)
        }
        #expect(storage.files.filter { $0.key != "lock" } == before.filter { $0.key != "lock" })
    }

    @Test(arguments: [false, true]) func anOlderSegmentOfAnotherLengthRefuses(
        isSealed: Bool
    ) async throws {
        let (storage, segments, _) = try await build(sealing: isSealed)
        for name in segments.dropLast() {
            let bytes = try #require(storage[name])
            let noise = [UInt8](repeating: 9, count: 4096)
            for changed in [bytes + noise, bytes.dropLast(4096), bytes.dropLast(1)] {
                storage[name] = Array(changed)
                let error = #expect(throws: LogError.self) { _ = try open(storage, .tail) }
                #expect(error?.code == .damaged && error?.file == name)
            }
            storage[name] = bytes
        }
        #expect(try open(storage, .tail).isClean)
    }

    /// After a loss of power one slot of head may be torn and the other older than the tail.
    @Test func whatHeadDoesNotVouchForIsRead() async throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .tiny)
        var heads: [[UInt8]] = []
        for start in stride(from: 0, to: 80, by: 5) {
            _ = try await writer.append(Array(Self.all[start..<start + 5]))
            heads.append(try #require(storage["head"]))
        }
        let files = storage.killed()
        let segments = files.paths.filter { $0.hasSuffix(".lz4") }
        for (batch, head) in heads.enumerated() {
            let copy = files.copy()
            copy["head"] = head
            // The older slot tells of the batch before.
            let first = UInt64(max(0, batch * 5 - 1)) / 20 * 20
            let flipped = segments.filter { Format.firstPosition(ofSegment: $0) ?? 0 >= first }
            #expect(flipped.count == 4 - Int(first / 20))
            for name in flipped {
                copy.flip(name, at: 4096 + 700)
                #expect(code { _ = try open(copy, .tail) } == .damaged, "\(batch) \(name)")
                copy.flip(name, at: 4096 + 700)
            }
            let report = try open(copy, .tail)
            #expect(report.checkedFrom == Position(first), "\(batch)")
            let accepted = batch == 15 ? nil : Position(UInt64(batch * 5 + 5))
            #expect(report.accepted?.lowerBound == accepted, "\(batch)")
            #expect(try Log.verify(copy).isSound && contents(copy) == Self.all)
        }
    }
}

import SegmentLog
import Synchronization

/// Feeds logs and texts that are almost right to every parser of SegmentLog.
///
/// ```swift
/// var fuzzer = try LogFuzzer(seed: 1)
/// for _ in 0..<1000 { try fuzzer.step() }
/// ```
///
/// Half of the changed logs have their checksums made right again, as a forger would. What must hold
/// for each:
///
/// - nothing traps, and no error but a `LogError` is thrown;
/// - no read asks for much more than the file holds, and all reads together stay in proportion to it;
/// - where no checksum was forged, no entry is read that is not the one that was appended;
/// - a log that opens for writing takes an append, and nothing but the changed file is damaged then;
/// - a text that a parser takes is written again as it was.
public struct LogFuzzer: Sendable {
    /// What must not be, and how to have it again.
    public struct Failure: Error, CustomStringConvertible {
        /// The seed, the number of the step, and what happened.
        public var description: String
    }

    private let seed: UInt64
    private var mutator: ByteMutator
    private let logs: [MemoryStorage]
    private let entries: [[UInt8]]
    private var texts: TextFuzzer

    /// The number of steps so far.
    public private(set) var steps = 0

    /// How many changed logs still opened for writing.
    public private(set) var opened = 0

    /// A fuzzer with a corpus of its own.
    ///
    /// - Parameters:
    ///   - seed: decides everything.
    ///   - logs: further logs to start from, which hold the entries that `entry` gives.
    /// - Throws: what making the corpus throws.
    public init(seed: UInt64, logs: [MemoryStorage] = []) throws {
        self.seed = seed
        mutator = ByteMutator(seed: seed)
        entries = FuzzCorpus.entries
        self.logs = try FuzzCorpus.logs() + logs
        texts = try TextFuzzer(seed: seed)
    }

    /// Tries one changed log and a few changed texts.
    ///
    /// - Throws: `Failure`.
    public mutating func step() throws(Failure) {
        steps += 1
        do {
            try tryLog()
            for _ in 0..<4 { try texts.step() }
        } catch let problem as FuzzProblem {
            throw Failure(description: "seed \(seed), step \(steps): \(problem.what)")
        } catch {
            throw Failure(description: "seed \(seed), step \(steps): threw \(error)")
        }
    }

    private mutating func tryLog() throws {
        let storage = logs[Int.random(in: 0..<logs.count, using: &mutator.random)].copy()
        let isForged = Bool.random(using: &mutator.random)
        let paths = storage.paths.filter { $0 != "lock" }
        let path = paths[Int.random(in: 0..<paths.count, using: &mutator.random)]
        var bytes = mutator.mutate(storage[path] ?? [])
        if bytes.count > 1 << 20 { bytes.removeLast(bytes.count - 1 << 20) }
        storage[path] = isForged ? Forger.forge(path, bytes) : bytes
        if Int.random(in: 0..<16, using: &mutator.random) == 0,
            let other = paths.randomElement(using: &mutator.random)
        {
            storage[path] = storage[other]
        }
        let total = storage.files.values.reduce(0) { $0 + $1.count }
        let metered = FaultyStorage(storage) { _ in nil }
        try read(metered, isForged)
        try write(storage, path, isForged)
        let calls = metered.calls.filter { $0.kind == .read }.map(\.bytes)
        let (largest, all) = (calls.max() ?? 0, calls.reduce(0, +))
        try require(largest <= 4 << 20, "a read of \(largest) bytes from \(total) in \(path)")
        try require(all <= 400 * total + (64 << 20), "\(all) bytes were read from \(total)")
        try require(calls.count <= 200_000, "\(calls.count) reads of \(total) bytes")
    }

    private func require(_ isTrue: Bool, _ what: @autoclosure () -> String) throws {
        if !isTrue { throw FuzzProblem(what: what()) }
    }

    /// Everything that only reads.
    private func read(_ storage: any Storage, _ isForged: Bool) throws {
        var wrong: Position?
        func take(_ position: Position, _ bytes: UnsafeRawBufferPointer) {
            let index = Int(clamping: position.rawValue)
            if isForged { return }
            if index >= entries.count || !bytes.elementsEqual(entries[index]) { wrong = position }
        }
        try quietly {
            let reader = try LogReader.open(in: storage, describer: SimpleDescriber())
            let end = Position(min(reader.size, 5000))
            try quietly { try reader.forEach(in: 0..<end, take) }
            try quietly { try reader.forEachReadable(in: 0..<end, damaged: { _ in }, take) }
            let filter = EntryFilter(
                kinds: [1, 3], labels: [EntryDescription.hash("label 4")], times: 0...30_000)
            try quietly { try reader.forEach(in: 0..<end, matching: filter, take) }
            try quietly { _ = try reader.entry(at: Position(reader.size / 2)) }
            try quietly {
                let prover = try LogProver(reader)
                if prover.head.size > 3 { _ = try prover.inclusion(of: 2) }
            }
        }
        try require(wrong == nil, "another entry was read at \(wrong?.rawValue ?? 0)")
        try quietly {
            let report = try Log.verify(storage)
            _ = report.damage.map(\.description)
        }
        try quietly {
            let target = MemoryStorage()
            _ = try LogBackup(in: target).run(of: storage)
        }
    }

    /// Opening for writing, and if that works, an append.
    ///
    /// Opening believes the header of a sealed segment, so damage in its blocks may remain.
    private mutating func write(
        _ storage: MemoryStorage, _ changed: String, _ isForged: Bool
    ) throws {
        let limits = LogLimits(
            segmentBytes: 6 * 4096, growthBytes: 4096, idleHeadSync: nil,
            sealsInBackground: false)
        guard let writer = try? LogWriter.open(in: storage, limits: limits) else { return }
        opened += 1
        writer.hold()
        let size = writer.next.rawValue
        guard size < 1 << 40 else { return }
        try writer.submit([entries[Int(size) % entries.count]])
        writer.step()
        try require(writer.durable.size == size + 1, "an append after opening failed")
        try writer.close()
        if isForged { return }
        let report = try Log.verify(storage)
        let isExpected = report.damage.allSatisfy { $0.file == changed && $0.offset >= 4096 }
        try require(isExpected, "opened, appended, and then \(report.damage)")
        try read(storage, false)
    }
}

/// What a step found to be as it must not be.
struct FuzzProblem: Error {
    var what: String
}

/// Does something that may be refused, but only by an error of ours.
func quietly(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch is LogError {
    }
}

import Foundation
import SegmentLogTesting
import Synchronization
import Testing

@testable import SegmentLog

/// Files that claim to be large and are holes: whoever opens them takes no memory for what is not
/// there.
@Suite struct HugeTests {
    /// A storage in which one file has zeros behind what it holds, and which notes the greatest read.
    private struct Stretched: Storage {
        final class Largest: Sendable {
            private let bytes = Mutex(0)
            func note(_ count: Int) { bytes.withLock { $0 = max($0, count) } }
            var value: Int { bytes.withLock { $0 } }
        }

        let base: MemoryStorage
        let name: String
        let size: UInt64
        /// What stands at the end of the hole.
        var end: [UInt8] = []
        let largest = Largest()

        func list(_ directory: String) throws(LogError) -> [StorageItem] {
            try base.list(directory)
        }
        func open(_ path: String, _ mode: StorageMode) throws(LogError) -> any StorageFile {
            let file = try base.open(path, mode)
            return path == name ? File(file, self) : file
        }
        func rename(_ path: String, to newPath: String, replacing: Bool) throws(LogError) {
            try base.rename(path, to: newPath, replacing: replacing)
        }
        func remove(_ path: String) throws(LogError) { try base.remove(path) }
        func makeDirectory(_ path: String) throws(LogError) { try base.makeDirectory(path) }
        func syncDirectory(_ path: String) throws(LogError) { try base.syncDirectory(path) }
        func lock(_ path: String) throws(LogError) -> any StorageLock { try base.lock(path) }
        func lockHolder(_ path: String) throws(LogError) -> String? { try base.lockHolder(path) }
    }

    private final class File: StorageFile {
        private let base: any StorageFile
        private let storage: Stretched

        init(_ base: any StorageFile, _ storage: Stretched) {
            (self.base, self.storage) = (base, storage)
        }

        func size() throws(LogError) -> UInt64 { storage.size }
        func read(
            at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
        ) throws(LogError) -> Int {
            storage.largest.note(buffer.count)
            guard buffer.count <= 64 << 20, offset < storage.size else { return 0 }
            let count = min(buffer.count, Int(clamping: storage.size - offset))
            let got = try base.read(at: offset, into: buffer)
            for index in got..<max(got, count) { buffer[index] = 0 }
            let start = storage.size - UInt64(storage.end.count)
            for (index, byte) in storage.end.enumerated() {
                let place = start + UInt64(index)
                if place >= offset, place < offset + UInt64(count) {
                    buffer[Int(place - offset)] = byte
                }
            }
            return count
        }
        func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LogError) {
            try base.write(bytes, at: offset)
        }
        func sync() throws(LogError) { try base.sync() }
        func extend(to size: UInt64) throws(LogError) { try base.extend(to: size) }
        func truncate(to size: UInt64) throws(LogError) { try base.truncate(to: size) }
    }

    /// A log of a sealed segment and a hot one.
    private func log() async throws -> MemoryStorage {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .tiny)
        _ = try await writer.append(texts(0..<40))
        _ = try await writer.seal(endingSegment: true)
        _ = try await writer.append(texts(40..<50))
        let prover = try LogProver(try LogReader.open(in: storage), persisting: true)
        _ = prover.head
        try writer.close()
        return storage
    }

    /// Everything that opens a log.
    private func openAll(_ storage: Stretched, _ comment: Comment) {
        let attempts: [() throws -> Void] = [
            {
                let reader = try LogReader.open(in: storage)
                try reader.forEachReadable(
                    in: 0..<Position(min(reader.size, 5000)), damaged: { _ in }
                ) {
                    _, _ in
                }
                _ = try reader.entry(at: 3)
                _ = try LogProver(reader)
            },
            { _ = try LogProver(try LogReader.open(in: storage)) },
            { _ = try Log.verify(storage) },
            { _ = try Log.diagnose(storage) },
            { _ = try LogBackup(in: MemoryStorage()).run(of: storage) },
            { try LogWriter.open(in: storage, limits: .tiny).close() },
        ]
        for attempt in attempts {
            do { try attempt() } catch { #expect(error is LogError, comment) }
        }
        #expect(storage.largest.value <= 4 << 20, comment)
    }

    private func refuse(
        _ storage: Stretched, _ header: SegmentHeader?, _ comment: Comment
    ) throws {
        let name = storage.name
        let found = try SealedSegment.find(
            name, try storage.open(name, .read), size: storage.size, header: header, logID: nil)
        #expect(found == nil && storage.largest.value <= 4 << 20, comment)
    }

    @Test func aTableInAHoleTakesNoMemory() async throws {
        let name = Format.segmentName(0)
        let sound = try await log()
        let header = try #require(
            try SegmentHeader.read(from: try sound.open(name, .read), name))
        let seal = try #require(header.seal)
        for blocks in [1 << 20, 1 << 24, 1 << 25] {
            var header = header
            var large = seal
            large.blocks = blocks
            large.end = large.first + UInt64(blocks)
            large.contentBytes = UInt64(blocks) * 32_768
            large.frameBytes = large.contentBytes / 255 + 4096
            large.fileBytes = 1 << 39
            guard large.isPlausible else { continue }
            header.seal = large
            try refuse(
                Stretched(base: sound, name: name, size: 1 << 39), header, "\(blocks) blocks")
        }
        // Without a header, the table is looked for from the end.
        for total in [204 + 24, 204 + 24 << 20, Int(UInt32.max)] {
            let end = (0..<4).map { UInt8(truncatingIfNeeded: total >> (8 * $0)) }
            try refuse(
                Stretched(base: sound, name: name, size: 1 << 39, end: end), nil, "\(total) bytes")
        }
    }

    @Test func whatElseIsAHoleTakesNoMemory() async throws {
        let sound = try await log()
        for name in sound.paths where name != "lock" {
            // What is behind the last batch of a segment is looked through.
            let sizes: [UInt64] = name.hasSuffix(".lz4") ? [1 << 26] : [1 << 30, 1 << 34, 1 << 39]
            for size in sizes {
                openAll(Stretched(base: sound.copy(), name: name, size: size), "\(name), \(size)")
            }
        }
    }
}

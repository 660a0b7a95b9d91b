import SegmentLog
import Synchronization

/// A storage that counts what is read from it: how much at once, and how much in all.
///
/// Memory is reserved for what is read at once, and time is spent on what is read in all, so both are
/// bounded if these are.
struct MeteredStorage: Storage {
    final class Meter: Sendable {
        let state = Mutex((largest: 0, bytes: 0, calls: 0))
    }

    let base: any Storage
    let meter = Meter()

    init(_ base: any Storage) { self.base = base }

    func list(_ directory: String) throws(LogError) -> [StorageItem] {
        try base.list(directory)
    }

    func open(_ path: String, _ mode: StorageMode) throws(LogError) -> any StorageFile {
        MeteredFile(try base.open(path, mode), meter)
    }

    func rename(_ path: String, to new: String, replacing: Bool) throws(LogError) {
        try base.rename(path, to: new, replacing: replacing)
    }

    func remove(_ path: String) throws(LogError) { try base.remove(path) }

    func makeDirectory(_ path: String) throws(LogError) { try base.makeDirectory(path) }

    func syncDirectory(_ path: String) throws(LogError) { try base.syncDirectory(path) }

    func lock(_ path: String) throws(LogError) -> any StorageLock { try base.lock(path) }

    func lockHolder(_ path: String) throws(LogError) -> String? { try base.lockHolder(path) }
}

private final class MeteredFile: StorageFile {
    private let base: any StorageFile
    private let meter: MeteredStorage.Meter

    init(_ base: any StorageFile, _ meter: MeteredStorage.Meter) {
        self.base = base
        self.meter = meter
    }

    func size() throws(LogError) -> UInt64 { try base.size() }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(LogError) -> Int {
        meter.state.withLock { state in
            state.largest = max(state.largest, buffer.count)
            state.bytes += buffer.count
            state.calls += 1
        }
        return try base.read(at: offset, into: buffer)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LogError) {
        try base.write(bytes, at: offset)
    }

    func sync() throws(LogError) { try base.sync() }

    func extend(to size: UInt64) throws(LogError) { try base.extend(to: size) }

    func truncate(to size: UInt64) throws(LogError) { try base.truncate(to: size) }
}

public import SegmentLog
import Synchronization

/// A directory in memory that tells what is written from what is synced: the whole of a
/// ``SimulatedDisk`` on which nothing goes wrong.
///
/// ```swift
/// let storage = MemoryStorage()
/// let writer = try LogWriter.create(in: storage)
/// …
/// let after = storage.crashed(seed: 7)      // what a disk may hold after the power failed
/// ```
///
/// Bytes become durable with `sync`, names with `syncDirectory`. Copies of the value share the
/// directory.
public struct MemoryStorage: Storage {
    private let disk: SimulatedDisk
    private var root: SimulatedDirectory { SimulatedDirectory(disk, "") }

    /// An empty directory.
    public init() { disk = SimulatedDisk(seed: 0) }

    private init(_ state: SimulatedDisk.State) { disk = SimulatedDisk(state) }

    // MARK: - Storage

    public func list(_ directory: String) throws(LogError) -> [StorageItem] {
        try root.list(directory)
    }

    public func open(_ path: String, _ mode: StorageMode) throws(LogError) -> any StorageFile {
        try root.open(path, mode)
    }

    public func rename(_ path: String, to newPath: String, replacing: Bool) throws(LogError) {
        try root.rename(path, to: newPath, replacing: replacing)
    }

    public func remove(_ path: String) throws(LogError) { try root.remove(path) }

    /// Makes a directory, which is durable at once.
    public func makeDirectory(_ path: String) throws(LogError) { try root.makeDirectory(path) }

    public func syncDirectory(_ path: String) throws(LogError) { try root.syncDirectory(path) }

    /// Takes a lock; each writer counts as a process of its own.
    public func lock(_ path: String) throws(LogError) -> any StorageLock { try root.lock(path) }

    public func lockHolder(_ path: String) throws(LogError) -> String? {
        try root.lockHolder(path)
    }

    // MARK: - What is in it

    /// The names of all files.
    public var paths: [String] { disk.paths }

    /// All files as programs see them.
    public var files: [String: [UInt8]] {
        disk.state.withLock { state in state.names.mapValues { state.inodes[$0].cached } }
    }

    /// A file as programs see it; writing it, or setting nil, is durable at once.
    public subscript(path: String) -> [UInt8]? {
        get { disk[path] }
        nonmutating set { disk.put(newValue, at: path) }
    }

    /// Changes one byte of a file.
    public func flip(_ path: String, at offset: Int, mask: UInt8 = 0xFF) {
        disk.flip(path, at: offset, mask: mask)
    }

    // MARK: - What becomes of it

    /// A copy that shares nothing and is locked by nobody.
    public func copy() -> MemoryStorage { left { _ in } }

    /// A copy as after the kill of the process: everything written is there.
    public func killed() -> MemoryStorage { copy() }

    /// A copy as after the loss of power: nothing that was not synced is there.
    ///
    /// - Parameter keepsBytes: whether all bytes of files reached the disk all the same, so that
    ///   names alone are lost.
    /// - Returns: the storage to open next.
    public func crashed(keepingBytes keepsBytes: Bool = false) -> MemoryStorage {
        left { state in
            if keepsBytes { for number in state.inodes.indices { state.inodes[number].sync() } }
            state.losePower(.total)
        }
    }

    /// A copy as after the loss of power: of what was not synced, a random part is there.
    ///
    /// Each changed 4 KiB sector, each change of a file's length and each change of a name reached
    /// the disk, or not, by the seed's decision.
    public func crashed(seed: UInt64) -> MemoryStorage {
        left { state in
            state.seed = Seed(seed)
            // One seed in four keeps almost everything, one almost nothing.
            let likelihood = [1, 4, 4, 7].randomElement(using: &state.seed) ?? 4
            state.losePower(
                PowerLoss(survivors: likelihood, tearsPages: false, keepsOrderOfNames: false))
        }
    }

    private func left(_ change: (inout SimulatedDisk.State) -> Void) -> MemoryStorage {
        var state = disk.state.withLock { $0 }
        state.holders = [:]
        change(&state)
        return MemoryStorage(state)
    }
}

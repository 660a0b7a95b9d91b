public import SegmentLog
import Synchronization

/// A directory in memory that tells what is written from what is synced.
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
    /// The content of a file: what programs see, and what the disk holds for sure.
    struct Content: Sendable {
        var cached: [UInt8] = []
        var durable: [UInt8] = []
    }

    /// The directory's state, in which files are known by number, since names move.
    struct State: Sendable {
        var contents: [Int: Content] = [:]
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        var directories: Set<String> = [""]
        var holders: [String: String] = [:]
        var lastNumber = 0
    }

    final class Box: Sendable {
        let state: Mutex<State>

        init(_ state: State) {
            self.state = Mutex(state)
        }
    }

    let box: Box

    /// An empty directory.
    public init() {
        box = Box(State())
    }

    init(_ state: State) {
        box = Box(state)
    }

    // MARK: - Storage

    public func list(_ directory: String) throws(LogError) -> [StorageItem] {
        let found: [StorageItem]? = box.state.withLock { state in
            guard state.directories.contains(directory) else { return nil }
            let prefix = directory.isEmpty ? "" : directory + "/"
            func inside(_ path: String) -> String? {
                guard path.hasPrefix(prefix), path != directory else { return nil }
                let name = path.dropFirst(prefix.count)
                return name.contains("/") || name.isEmpty ? nil : String(name)
            }
            let files = state.names.keys.compactMap(inside)
            let directories = state.directories.compactMap(inside)
            return files.map { StorageItem(name: $0, isDirectory: false) }
                + directories.map { StorageItem(name: $0, isDirectory: true) }
        }
        guard let found else { throw Self.missing(directory) }
        return found
    }

    public func open(_ path: String, _ mode: StorageMode) throws(LogError) -> any StorageFile {
        let result: Result<Int, LogError> = box.state.withLock { state in
            if mode == .createExclusive {
                if state.names[path] != nil { return .failure(Self.taken(path)) }
                return .success(state.add(path))
            }
            guard let number = state.names[path] else { return .failure(Self.missing(path)) }
            return .success(number)
        }
        return MemoryFile(box, try result.get(), path)
    }

    public func rename(_ path: String, to newPath: String, replacing: Bool) throws(LogError) {
        let result: Result<Void, LogError> = box.state.withLock { state in
            guard let number = state.names[path] else { return .failure(Self.missing(path)) }
            if !replacing, state.names[newPath] != nil { return .failure(Self.taken(newPath)) }
            state.names[path] = nil
            state.names[newPath] = number
            return .success(())
        }
        try result.get()
    }

    public func remove(_ path: String) throws(LogError) {
        let old = box.state.withLock { $0.names.removeValue(forKey: path) }
        if old == nil { throw Self.missing(path) }
    }

    /// Makes a directory, which is durable at once.
    public func makeDirectory(_ path: String) throws(LogError) {
        box.state.withLock { _ = $0.directories.insert(path) }
    }

    public func syncDirectory(_ path: String) throws(LogError) {
        box.state.withLock { state in
            let isInside = { (name: String) in
                path.isEmpty ? !name.contains("/") : name.hasPrefix(path + "/")
            }
            state.durableNames = state.durableNames.filter { !isInside($0.key) }
                .merging(state.names.filter { isInside($0.key) }) { $1 }
        }
    }

    /// Takes a lock; each writer counts as a process of its own.
    public func lock(_ path: String) throws(LogError) -> any StorageLock {
        let holder: String? = box.state.withLock { state in
            if let holder = state.holders[path] { return holder }
            state.lastNumber += 1
            state.holders[path] = "pid \(state.lastNumber) on memory"
            return nil
        }
        if let holder { throw .locked(by: holder, file: path) }
        return MemoryLock(box, path)
    }

    public func lockHolder(_ path: String) throws(LogError) -> String? {
        box.state.withLock { $0.holders[path] }
    }

    private static func missing(_ path: String) -> LogError {
        LogError(.notFound, "there is no such file.", file: path)
    }

    private static func taken(_ path: String) -> LogError {
        LogError(.alreadyExists, "there is such a file already.", file: path)
    }
}

extension MemoryStorage.State {
    /// Adds an empty file under a name.
    mutating func add(_ path: String) -> Int {
        lastNumber += 1
        contents[lastNumber] = MemoryStorage.Content()
        names[path] = lastNumber
        return lastNumber
    }
}

/// A file of a `MemoryStorage`.
final class MemoryFile: StorageFile {
    private let box: MemoryStorage.Box
    private let number: Int
    private let path: String

    init(_ box: MemoryStorage.Box, _ number: Int, _ path: String) {
        self.box = box
        self.number = number
        self.path = path
    }

    private func change<R: Sendable>(_ body: (inout MemoryStorage.Content) -> R) -> R {
        box.state.withLock { body(&$0.contents[number, default: MemoryStorage.Content()]) }
    }

    func size() throws(LogError) -> UInt64 {
        change { UInt64($0.cached.count) }
    }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(LogError) -> Int {
        box.state.withLock { state in
            guard let cached = state.contents[number]?.cached, offset < UInt64(cached.count) else {
                return 0
            }
            let start = Int(offset)
            let count = min(buffer.count, cached.count - start)
            cached.withUnsafeBytes { bytes in
                buffer.copyBytes(
                    from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]))
            }
            return count
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LogError) {
        let copy = Array(bytes)
        change { content in
            let end = Int(offset) + copy.count
            if content.cached.count < end {
                content.cached += [UInt8](repeating: 0, count: end - content.cached.count)
            }
            content.cached.replaceSubrange(Int(offset)..<end, with: copy)
        }
    }

    func sync() throws(LogError) {
        change { $0.durable = $0.cached }
    }

    func extend(to size: UInt64) throws(LogError) {
        change { content in
            guard content.cached.count < Int(size) else { return }
            content.cached += [UInt8](repeating: 0, count: Int(size) - content.cached.count)
        }
    }

    func truncate(to size: UInt64) throws(LogError) {
        change { content in
            if content.cached.count > Int(size) {
                content.cached.removeLast(content.cached.count - Int(size))
            } else {
                content.cached += [UInt8](repeating: 0, count: Int(size) - content.cached.count)
            }
        }
    }
}

/// A lock of a `MemoryStorage`.
final class MemoryLock: StorageLock {
    private let box: MemoryStorage.Box
    private let path: String
    private let isHeld = Mutex(true)

    init(_ box: MemoryStorage.Box, _ path: String) {
        self.box = box
        self.path = path
    }

    deinit {
        unlock()
    }

    func unlock() {
        let wasHeld = isHeld.withLock { held in
            defer { held = false }
            return held
        }
        if wasHeld { box.state.withLock { $0.holders[path] = nil } }
    }
}

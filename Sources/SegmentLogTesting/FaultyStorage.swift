public import SegmentLog
import Synchronization

/// A storage whose calls fail as a test decides.
public struct FaultyStorage: Storage {
    private final class Counter: Sendable {
        let calls = Mutex<[StorageCall]>([])
    }

    private let base: any Storage
    private let counter = Counter()
    private let decide: @Sendable (StorageCall) -> StorageFault?

    /// A storage that asks before each call whether it fails.
    public init(_ base: any Storage, _ decide: @escaping @Sendable (StorageCall) -> StorageFault?) {
        self.base = base
        self.decide = decide
    }

    /// A storage whose n-th call of a kind, counted from 0, fails.
    public init(
        _ base: any Storage, failing kind: StorageCall.Kind, number: Int, with fault: StorageFault
    ) {
        let seen = SeenCounter()
        self.init(base) { call in
            guard call.kind == kind else { return nil }
            return seen.next() == number ? fault : nil
        }
    }

    /// All calls made so far.
    public var calls: [StorageCall] {
        counter.calls.withLock { $0 }
    }

    func fault(_ kind: StorageCall.Kind, _ path: String, bytes: Int = 0) -> StorageFault? {
        let call = counter.calls.withLock { calls in
            let call = StorageCall(kind: kind, path: path, index: calls.count, bytes: bytes)
            calls.append(call)
            return call
        }
        return decide(call)
    }

    func run<R>(
        _ kind: StorageCall.Kind, _ path: String, bytes: Int = 0,
        _ body: () throws(LogError) -> R
    ) throws(LogError) -> R {
        guard let fault = fault(kind, path, bytes: bytes) else { return try body() }
        if case .doneButError = fault { _ = try body() }
        throw fault.error(kind, path)
    }

    // MARK: - Storage

    public func list(_ directory: String) throws(LogError) -> [StorageItem] {
        try run(.list, directory) { () throws(LogError) in try base.list(directory) }
    }

    public func open(_ path: String, _ mode: StorageMode) throws(LogError) -> any StorageFile {
        let kind: StorageCall.Kind = mode == .createExclusive ? .create : .open
        return try run(kind, path) { () throws(LogError) in
            FaultyFile(self, try base.open(path, mode), path)
        }
    }

    public func rename(_ path: String, to newPath: String, replacing: Bool) throws(LogError) {
        try run(.rename, newPath) { () throws(LogError) in
            try base.rename(path, to: newPath, replacing: replacing)
        }
    }

    public func remove(_ path: String) throws(LogError) {
        try run(.remove, path) { () throws(LogError) in try base.remove(path) }
    }

    public func makeDirectory(_ path: String) throws(LogError) {
        try run(.makeDirectory, path) { () throws(LogError) in try base.makeDirectory(path) }
    }

    public func syncDirectory(_ path: String) throws(LogError) {
        try run(.syncDirectory, path) { () throws(LogError) in try base.syncDirectory(path) }
    }

    public func lock(_ path: String) throws(LogError) -> any StorageLock {
        try run(.lock, path) { () throws(LogError) in try base.lock(path) }
    }

    /// The holder of a lock; never fails by itself.
    public func lockHolder(_ path: String) throws(LogError) -> String? {
        try base.lockHolder(path)
    }
}

private final class SeenCounter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            defer { count += 1 }
            return count
        }
    }
}

extension StorageFault {
    fileprivate func error(_ kind: StorageCall.Kind, _ path: String) -> LogError {
        if case .noSpace = self {
            return LogError(.noSpace, "cannot \(kind.rawValue): no space (injected).", file: path)
        }
        return LogError(.io, "cannot \(kind.rawValue): input/output error (injected).", file: path)
    }
}

private final class FaultyFile: StorageFile {
    private let storage: FaultyStorage
    private let base: any StorageFile
    private let path: String

    init(_ storage: FaultyStorage, _ base: any StorageFile, _ path: String) {
        self.storage = storage
        self.base = base
        self.path = path
    }

    var isLinked: Bool { base.isLinked }

    func size() throws(LogError) -> UInt64 {
        try storage.run(.size, path) { () throws(LogError) in try base.size() }
    }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(LogError) -> Int {
        try storage.run(.read, path, bytes: buffer.count) { () throws(LogError) in
            try base.read(at: offset, into: buffer)
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LogError) {
        guard let fault = storage.fault(.write, path, bytes: bytes.count) else {
            return try base.write(bytes, at: offset)
        }
        switch fault {
        case .shortWrite(let count):
            let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(count))
            try base.write(part, at: offset)
        case .doneButError:
            try base.write(bytes, at: offset)
        case .ioError, .noSpace:
            break
        }
        throw fault.error(.write, path)
    }

    func sync() throws(LogError) {
        try storage.run(.sync, path) { () throws(LogError) in try base.sync() }
    }

    func extend(to size: UInt64) throws(LogError) {
        try storage.run(.extend, path) { () throws(LogError) in try base.extend(to: size) }
    }

    func truncate(to size: UInt64) throws(LogError) {
        try storage.run(.truncate, path) { () throws(LogError) in try base.truncate(to: size) }
    }

    func dropCached() {
        base.dropCached()
    }
}

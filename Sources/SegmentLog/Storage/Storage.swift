/// The one seam through which a log touches files, so that tests can tear, drop, fill and fail.
///
/// Paths are relative to the log's directory; `""` is that directory itself. Every method either
/// does all it says or throws; interrupted and short system calls are the implementation's
/// business.
public protocol Storage: Sendable {
    /// What a directory holds, in no order.
    ///
    /// - Throws: `notFound` when there is no such directory.
    func list(_ directory: String) throws(LogError) -> [StorageItem]

    /// Opens or creates a file.
    ///
    /// - Throws: `notFound`; `alreadyExists` for `.createExclusive`.
    func open(_ path: String, _ mode: StorageMode) throws(LogError) -> any StorageFile

    /// Gives a file another name; without `replacing`, an existing file of that name is an error.
    func rename(_ path: String, to newPath: String, replacing: Bool) throws(LogError)

    /// Removes a file.
    func remove(_ path: String) throws(LogError)

    /// Makes a directory, unless it exists.
    func makeDirectory(_ path: String) throws(LogError)

    /// Makes the names within a directory durable.
    func syncDirectory(_ path: String) throws(LogError)

    /// Takes the exclusive lock on a file, creating it if needed, and leaves this process's name in
    /// it.
    ///
    /// - Throws: `locked`, naming the holder.
    func lock(_ path: String) throws(LogError) -> any StorageLock

    /// The name of the process that holds the lock now, or nil. Changes nothing.
    func lockHolder(_ path: String) throws(LogError) -> String?
}

/// A name within a directory.
public struct StorageItem: Hashable, Sendable {
    /// The name, without the directory.
    public var name: String

    /// Whether it is itself a directory.
    public var isDirectory: Bool

    /// What the name of a file ends with that is being written and will take another's place.
    package static let temporarySuffix = ".tmp"

    /// An item of this name.
    public init(name: String, isDirectory: Bool) {
        self.name = name
        self.isDirectory = isDirectory
    }
}

/// How a file is opened.
public enum StorageMode: Sendable {
    /// To read an existing file.
    case read
    /// To read and write an existing file.
    case readWrite
    /// To read and write a file that must not exist yet.
    case createExclusive
}

/// An open file, which any thread may use, and which closes when the last reference goes.
public protocol StorageFile: AnyObject, Sendable {
    /// The length in bytes.
    func size() throws(LogError) -> UInt64

    /// Reads from `offset` and returns the number of bytes, which is less than asked only at the
    /// end.
    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(LogError) -> Int

    /// Writes all bytes at `offset`.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LogError)

    /// Returns once all data written so far, and the size, would survive a loss of power.
    func sync() throws(LogError)

    /// Makes the file `size` bytes long with zeros at the end, reserving the space where possible.
    func extend(to size: UInt64) throws(LogError)

    /// Cuts the file to `size` bytes.
    func truncate(to size: UInt64) throws(LogError)

    /// Whether a name still leads to the file; true where that cannot be told.
    ///
    /// What is written to a file that was removed is gone when it is closed.
    var isLinked: Bool { get }

    /// Forgets what memory holds of the file, where that is possible, so that the next reads come
    /// from the disk.
    func dropCached()
}

/// A lock that is held until `unlock` is called or the last reference goes.
public protocol StorageLock: AnyObject, Sendable {
    /// Lets the lock go.
    func unlock()
}

extension Storage {
    /// What the log's own directory holds, in no order.
    public func list() throws(LogError) -> [StorageItem] {
        try list("")
    }
}

extension StorageFile {
    /// True, for storages that cannot tell.
    public var isLinked: Bool { true }

    /// Does nothing; for storages that keep nothing in memory, or cannot forget it.
    public func dropCached() {}

    /// Writes all bytes at `offset`.
    public func write(_ bytes: [UInt8], at offset: UInt64) throws(LogError) {
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(LogError) in
            try unsafe write(UnsafeRawBufferPointer(buffer), at: offset)
        }
    }

    /// Reads `count` bytes from `offset`, or fewer at the end.
    public func read(at offset: UInt64, count: Int) throws(LogError) -> [UInt8] {
        var bytes: [UInt8] = []
        let got = try read(at: offset, count: count, into: &bytes)
        bytes.removeLast(bytes.count - got)
        return bytes
    }

    /// Reads `count` bytes into the front of `bytes`, which grows to at least that; zeros fill what
    /// the file lacks.
    @discardableResult
    func read(
        at offset: UInt64, count: Int, into bytes: inout [UInt8]
    ) throws(LogError) -> Int {
        if bytes.count < count { bytes = [UInt8](repeating: 0, count: count) }
        let got = try unsafe bytes.withUnsafeMutableBufferPointer { (buffer) throws(LogError) in
            let all = UnsafeMutableRawBufferPointer(buffer)
            let target = unsafe UnsafeMutableRawBufferPointer(rebasing: all[..<count])
            return try unsafe read(at: offset, into: target)
        }
        if got < count {
            for index in got..<count { bytes[index] = 0 }
        }
        return got
    }
}

/// A call of the operating system that a test may make fail.
public struct StorageCall: Hashable, Sendable, CustomStringConvertible {
    /// What is called.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Methods of `Storage`.
        case list, open, create, rename, remove, makeDirectory, syncDirectory, lock
        /// Methods of `StorageFile`.
        case size, read, write, sync, extend, truncate
    }

    /// What is called.
    public var kind: Kind

    /// The file or directory.
    public var path: String

    /// How many calls, of any kind, were made before.
    public var index: Int

    /// How many bytes it reads or writes at most.
    public var bytes = 0

    /// The call in words.
    public var description: String { "call \(index): \(kind.rawValue) \(path)" }
}

/// How a call fails.
public enum StorageFault: Sendable {
    /// `EIO`, and nothing happened.
    case ioError
    /// `ENOSPC`, and nothing happened.
    case noSpace
    /// A write of only these many bytes, and then `EIO`.
    case shortWrite(Int)
    /// `EIO`, though all was done.
    case doneButError
}

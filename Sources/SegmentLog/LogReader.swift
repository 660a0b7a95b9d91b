/// A reader of a log, which never writes and needs no lock.
public final class LogReader: Sendable {
    /// Opens a log for reading.
    public static func open(in storage: any Storage) throws(LogError) -> LogReader {
        fatalError("not written yet")
    }

    /// Looks for newly acknowledged entries and returns the number of all.
    @discardableResult
    public func refresh() throws(LogError) -> UInt64 {
        fatalError("not written yet")
    }

    /// The number of entries seen at the last refresh.
    public var size: UInt64 { fatalError("not written yet") }

    /// The acknowledged size and root, or nil if `head` cannot be read.
    public var head: TreeHead? { fatalError("not written yet") }

    /// Calls `body` with each entry in order.
    public func forEach(
        in range: Range<Position>, _ body: (Position, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        fatalError("not written yet")
    }

    /// Calls `body` with each entry that can be read, and `damaged` with the others.
    public func forEachReadable(
        in range: Range<Position>, damaged: (Range<Position>) -> Void,
        _ body: (Position, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        fatalError("not written yet")
    }

    /// One entry.
    public func entry(at position: Position) throws(LogError) -> [UInt8] {
        fatalError("not written yet")
    }
}

/// The one writer of a log.
public final class LogWriter: Sendable {
    /// What opening found and did.
    public let recovery: RecoveryReport

    /// The identity drawn when the log was created.
    public let logID: LogID

    init(recovery: RecoveryReport, logID: LogID) {
        self.recovery = recovery
        self.logID = logID
    }

    /// Makes a new log.
    public static func create(
        in storage: any Storage, limits: LogLimits = .standard
    ) throws(LogError) -> LogWriter {
        fatalError("not written yet")
    }

    /// Opens a log for appending.
    public static func open(
        in storage: any Storage, limits: LogLimits = .standard
    ) throws(LogError) -> LogWriter {
        fatalError("not written yet")
    }

    /// The position the next submitted entry gets.
    public var next: Position { fatalError("not written yet") }

    /// What is acknowledged as durable.
    public var durable: TreeHead { fatalError("not written yet") }

    /// Queues entries in order at the writer's next positions.
    public func submit(
        _ entries: [[UInt8]], at expected: Position? = nil
    ) throws(LogError) -> Range<Position> {
        fatalError("not written yet")
    }

    /// Returns when every entry below `end` is synced.
    public func durable(through end: Position) async throws(LogError) -> TreeHead {
        fatalError("not written yet")
    }

    /// Submits entries and returns when they are synced.
    public func append(
        _ entries: [[UInt8]]
    ) async throws(LogError) -> (positions: Range<Position>, head: TreeHead) {
        fatalError("not written yet")
    }

    /// Returns when the bytes queued are few enough to submit more.
    public func room() async throws(LogError) {
        fatalError("not written yet")
    }

    /// Waits for all queued entries, closes the files and lets the lock go.
    public func close() throws(LogError) {
        fatalError("not written yet")
    }
}

public import SegmentLog
import Synchronization

/// A case ledger: typed, immutable events in an append-only log, and every view of them by replay.
///
/// ```swift
/// let ledger = try Ledger.open(
///     in: FileStorage(directory: path), events: .library, as: .founding)
/// let clerk = Actor("li.na", role: "clerk", unit: "branch:north")
/// let receipt = try await ledger.perform(LendBook(book: "B-7", reader: "R-1"), by: clerk)
/// let open = try ledger.view(LoansOpen.self)
/// ```
///
/// A ledger is opened for writing by one process at a time and for reading by any number. An
/// append returns after its entries are synced to disk; a read sees only what is synced. All
/// methods may be called from any task or thread.
public final class Ledger: Sendable {
    /// The event types the ledger can hold.
    public let catalog: EventCatalog
    /// The storage the ledger's log is in.
    public let storage: any Storage
    /// Who says whether somebody may take a decision.
    public let authority: any Authorizer

    package let reader: LogReader
    let writer: LogWriter?
    let types: TypeTable
    /// What seals and opens personal data.
    let sealing: Sealing
    /// The files of accesses that were taken in and are perhaps not yet synced.
    let taken = Mutex<[String]>([])
    /// Where tags and events stand.
    let index: LedgerIndex
    /// The order of recording; held for computation and for look-ups, never across a sync.
    let core: Mutex<Core>
    /// Below this position nothing is in flight any more.
    let landed = Atomic<UInt64>(0)
    /// The last states of what decisions read.
    let kept = KeptStates()
    /// Where it reports how it is doing.
    let instruments: Instruments
    private let clock: @Sendable () -> Instant
    /// So many days after the last event the clock is thought wrong.
    let clockLeap: Int
    /// What identities events without one get.
    let newID: @Sendable (Instant) -> EventID

    /// What the opening of the log had to repair; `nil` for a ledger opened for reading.
    public var recovery: LogWriter.RecoveryReport? { writer?.recovery }

    private init(
        in storage: any Storage, _ catalog: EventCatalog, _ writer: LogWriter?,
        _ options: LedgerOptions
    ) throws(LedgerError) {
        reader = try ledgerErrors { try LogReader.open(in: storage, describer: CaseDescriber()) }
        sealing = try Sealing(
            options.keys, log: reader.id, for: writer == nil ? .reading : .recording)
        self.storage = storage
        self.catalog = catalog
        self.writer = writer
        authority = options.authority
        precondition((1...36_500).contains(options.clockLeap))
        clock = options.clock
        clockLeap = options.clockLeap
        newID = options.ids
        types = TypeTable(catalog)
        index = LedgerIndex(
            of: reader, in: storage, isWriting: writer != nil, limits: options.indexLimits)
        var core = Core()
        if options.isClockConfirmed { core.confirmed = options.clock() }
        self.core = Mutex(core)
        instruments = Instruments(options.telemetry)
        instruments.opened(writer?.recovery)
    }

    /// Opens a ledger, or founds it in an empty or absent directory.
    ///
    /// Opening for recording checks what `LogLimits.Opening` says, and enters what was recorded
    /// since the last file of the index was written: nothing, or a little, after a clean close.
    /// Opening for reading defers the latter until it is needed. Without keys everything but
    /// personal data can be read and recorded.
    ///
    /// - Throws: ``LedgerError/Code/log``, with the log's error as cause: no log there, or one
    ///   already; another process records; or damage that only a reader may pass over. `refused` if
    ///   something waits to be recorded and the clock is thought wrong (``LedgerOptions/clockLeap``).
    /// - Complexity: O(segments), and O(entries since the last file of the index) for recording;
    ///   O(entries) if `cache/` was lost.
    public static func open(
        in storage: any Storage, events: EventCatalog, as access: LedgerAccess = .recording,
        _ options: LedgerOptions = LedgerOptions()
    ) throws(LedgerError) -> Ledger {
        try events.requireVersions()
        let writer = try ledgerErrors { try Self.writer(in: storage, access, options.limits) }
        let ledger = try Ledger(in: storage, events, writer, options)
        guard writer != nil else { return ledger }
        try ledger.core.withLock { (core) throws(LedgerError) in try ledger.catchUp(&core) }
        if access != .founding { try ledger.takeUp() }
        return ledger
    }

    /// Opens a ledger in a directory of the file system, or founds it there.
    ///
    /// - Throws: As ``open(in:events:as:_:)``.
    public static func open(
        at directory: String, events: EventCatalog, as access: LedgerAccess = .recording,
        _ options: LedgerOptions = LedgerOptions()
    ) throws(LedgerError) -> Ledger {
        try open(in: FileStorage(directory: directory), events: events, as: access, options)
    }

    private static func writer(
        in storage: any Storage, _ access: LedgerAccess, _ limits: LogLimits
    ) throws(LogError) -> LogWriter? {
        switch access {
        case .reading: return nil
        case .recording: break
        case .founding:
            return try LogWriter.create(in: storage, limits: limits, describer: CaseDescriber())
        case .foundingIfNew:
            do throws(LogError) { return try writer(in: storage, .founding, limits) } catch {
                guard error.code == .alreadyExists else { throw error }
            }
        }
        return try LogWriter.open(in: storage, limits: limits, describer: CaseDescriber())
    }

    /// The number of entries on record and synced.
    public var size: UInt64 {
        if let writer, writer.durable.size <= reader.size { return reader.size }
        return (try? reader.refresh()) ?? reader.size
    }

    /// The size and RFC 6962 root of the tree over all synced entries.
    public var head: TreeHead? { writer?.durable ?? reader.head }

    /// The present moment by the ledger's clock.
    public var now: Instant { clock() }

    /// Waits for what is under way, releases the log and ends recording.
    public func close() throws(LedgerError) {
        // While the lock is held; what is not synced yet is entered again at the next opening.
        if let writer { index.close(durable: writer.durable.size) }
        try ledgerErrors { try writer?.close() }
        try removeTaken()
        sealing.close()
    }
}

/// The part of a ledger that recording changes, guarded by its mutex.
struct Core: Sendable {
    /// The corrections and retractions of each event, in the order of recording.
    var amendments: [EventID: [Amendment]] = [:]
    /// The position and the target of every correction and retraction, in the order of recording.
    var amending: [(position: UInt64, target: EventID)] = []
    /// The amendments in force, when there were so many.
    var settled: (count: Int, inForce: [EventID: Amendment])?
    /// The positions of those that the index knows and that were not read yet.
    var unread: [UInt64] = []
    /// Whether the files of the index were looked for.
    var isLoaded = false
    /// How far ``amendments`` with ``unread``, and the index, reach.
    var surveyed: UInt64 = 0
    /// Entries that nobody has tried to read, since the index knows them.
    var unexamined: Range<UInt64> = 0..<0
    /// The recorded time of the last entry.
    var lastRecorded = Instant(microseconds: 0)
    /// What the clock said when somebody said that it is right.
    var confirmed: Instant?
    /// Entries that are recorded and perhaps not yet synced, by position.
    var inFlight = InFlight()
    /// Entries that could not be read, of those examined.
    var unreadable: [Range<UInt64>] = []
}

public import CaseLedger
public import SegmentLog

/// A place where one ledger can live, to be held to ``LedgerConformance``.
///
/// ```swift
/// let place = LedgerPlace(in: MyStorage())
/// ```
public struct LedgerPlace: Sendable {
    /// What tells the time of recording.
    public typealias Clock = @Sendable () -> Instant
    private let opening: @Sendable (EventCatalog, LedgerAccess, @escaping Clock) throws -> Ledger

    /// A place by how its ledger is opened.
    ///
    /// - Parameter opening: Opens the ledger of this place with these event types, for reading or
    ///   recording, by this clock; founds it first if it is opened for recording and is not there.
    public init(
        opening: @escaping @Sendable (EventCatalog, LedgerAccess, @escaping Clock) throws -> Ledger
    ) { self.opening = opening }

    /// The place that a storage is.
    public init(in storage: any Storage) {
        self.init { events, access, clock in
            do throws(LedgerError) {
                return try Ledger.open(
                    in: storage, events: events, as: access,
                    LedgerOptions(clock: clock))
            } catch {
                guard access == .recording, error.cause?.code == .notALog else { throw error }
                return try Ledger.open(
                    in: storage, events: events, as: .founding,
                    LedgerOptions(clock: clock))
            }
        }
    }

    /// Opens the ledger of this place.
    ///
    /// - Parameters:
    ///   - events: The event types.
    ///   - access: For what.
    ///   - clock: What tells the time of recording.
    /// - Returns: The ledger.
    /// - Throws: What opening it throws.
    public func open(
        _ events: EventCatalog, for access: LedgerAccess = .recording, clock: @escaping Clock
    ) throws -> Ledger { try opening(events, access, clock) }
}

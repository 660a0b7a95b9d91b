public import SegmentLog

/// Why a ledger did not do what it was asked to.
///
/// Nothing was recorded, unless the code is ``Code/log`` and the log's own error says otherwise.
/// No error ever holds personal data.
public struct LedgerError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure; more may come.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case refused, conflict, idTaken, malformed, unknownReference, readOnly, tooLarge, log
            case notFound, damaged, schema, keys, keysLost, erased
        }
        private let kind: Kind
        /// A rule forbids it; ``LedgerError/violation`` says which.
        public static let refused = Code(kind: .refused)
        /// Others kept recording about the same subjects; every retry found news.
        public static let conflict = Code(kind: .conflict)
        /// An event with this id and other content is on record.
        public static let idTaken = Code(kind: .idTaken)
        /// The event makes no sense.
        public static let malformed = Code(kind: .malformed)
        /// The event names a subject that is not in the ledger.
        public static let unknownReference = Code(kind: .unknownReference)
        /// The ledger is open for reading only.
        public static let readOnly = Code(kind: .readOnly)
        /// The event does not fit into an entry.
        public static let tooLarge = Code(kind: .tooLarge)
        /// There is no such event.
        public static let notFound = Code(kind: .notFound)
        /// An entry cannot be read.
        public static let damaged = Code(kind: .damaged)
        /// The keys that seal personal data are missing, wrong or cannot be read.
        public static let keys = Code(kind: .keys)
        /// Keys that were made are damaged or not there any more; they are to be restored from
        /// their copy.
        public static let keysLost = Code(kind: .keysLost)
        /// The subject's personal data was erased.
        public static let erased = Code(kind: .erased)
        /// The versions of the event types do not lead from one to the next; nothing was opened.
        public static let schema = Code(kind: .schema)
        /// The log below failed; ``LedgerError/cause`` says how.
        public static let log = Code(kind: .log)
        public var description: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What was wrong and what to do, without personal data.
    public let message: String
    /// The rule that was broken, if a rule was.
    public let violation: RuleViolation?
    /// The log's error, if the log failed.
    public let cause: LogError?
    /// Where the entry is that the failure is about.
    public let position: UInt64?

    /// An error from its parts.
    public init(
        _ code: Code, _ message: String, violation: RuleViolation? = nil, cause: LogError? = nil,
        position: UInt64? = nil
    ) {
        self.code = code
        self.message = message
        self.violation = violation
        self.cause = cause
        self.position = position
    }

    init(_ error: LogError) {
        self.init(.log, error.description, cause: error)
    }

    init(_ error: CodecError, at position: UInt64? = nil) {
        self.init(
            position == nil ? .malformed : .damaged,
            position.map { "entry \($0): \(error)" } ?? error.description, position: position)
    }

    /// What was wrong and what to do.
    public var description: String { message }
}

/// Runs `body` and turns what it throws into a ledger's error.
///
/// Where a position is given, an entry is being read: a codec's error is then damage, not a
/// malformed event.
package func ledgerErrors<T>(
    at position: UInt64? = nil, _ body: () throws -> T
) throws(LedgerError) -> T {
    do { return try body() } catch let error as LedgerError { throw error } catch let error
        as LogError
    { throw LedgerError(error) } catch let error as CodecError {
        throw LedgerError(error, at: position)
    } catch { throw LedgerError(.log, LedgerError.words(ofSystem: error) ?? "\(error)") }
}

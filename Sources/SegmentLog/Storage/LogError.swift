/// What went wrong in a log, where, and what to do about it.
///
/// Compare `code`; show the whole error to people. An error never holds bytes of an entry.
public struct LogError: Error, Sendable {
    /// The kind of failure; more may be added, so a `switch` needs a `default`.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case notALog, alreadyExists, unsupportedVersion, locked, damaged, poisoned
            case entryTooLarge, noSpace, io, closed, outOfRange, unknownFile, notFound
            case positionTaken, notPrivate
            case malformed, badSignature, unverified, badProof, rolledBack, inconsistent
        }

        private let value: Value

        /// There is no log in this place.
        public static let notALog = Code(value: .notALog)
        /// There is a log, or a file of that name, already.
        public static let alreadyExists = Code(value: .alreadyExists)
        /// The log was written by a newer version of this library.
        public static let unsupportedVersion = Code(value: .unsupportedVersion)
        /// Another writer holds the log.
        public static let locked = Code(value: .locked)
        /// Stored bytes are not what was written.
        public static let damaged = Code(value: .damaged)
        /// An earlier write or sync failed, so this writer accepts nothing more.
        public static let poisoned = Code(value: .poisoned)
        /// An entry has more than 65,535 bytes.
        public static let entryTooLarge = Code(value: .entryTooLarge)
        /// The disk or the quota is full.
        public static let noSpace = Code(value: .noSpace)
        /// The operating system refused a file operation.
        public static let io = Code(value: .io)
        /// The writer was closed.
        public static let closed = Code(value: .closed)
        /// A position beyond the end was asked for.
        public static let outOfRange = Code(value: .outOfRange)
        /// The directory holds a file that is no part of a log.
        public static let unknownFile = Code(value: .unknownFile)
        /// There is no file of that name.
        public static let notFound = Code(value: .notFound)
        /// The next position is not the one the caller expected.
        public static let positionTaken = Code(value: .positionTaken)
        /// A place for secrets is another account's, or open to others.
        public static let notPrivate = Code(value: .notPrivate)
        /// A note, checkpoint, key or proof is not written as its format says.
        public static let malformed = Code(value: .malformed)
        /// A signature by a known key does not fit what it stands under.
        public static let badSignature = Code(value: .badSignature)
        /// No known key has signed it.
        public static let unverified = Code(value: .unverified)
        /// A Merkle proof does not hold.
        public static let badProof = Code(value: .badProof)
        /// The log is smaller than it is known to have been.
        public static let rolledBack = Code(value: .rolledBack)
        /// The log does not begin with what it is known to have held.
        public static let inconsistent = Code(value: .inconsistent)

        public var description: String { value.rawValue }
    }

    /// The kind of failure.
    public var code: Code

    /// What was wrong, in one sentence.
    public var message: String

    /// The file concerned, as named within the log's directory.
    public var file: String?

    /// The byte within `file` where the trouble begins.
    public var offset: UInt64?

    /// The entries concerned.
    public var positions: Range<Position>?

    /// What to do next.
    public var advice: String?

    /// The failure behind this one.
    public var cause: (any Error)?

    /// An error with what is known about it.
    public init(
        _ code: Code, _ message: String, file: String? = nil, offset: UInt64? = nil,
        positions: Range<Position>? = nil, advice: String? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.offset = offset
        self.positions = positions
        self.advice = advice
        self.cause = cause
    }
}

extension LogError: CustomStringConvertible {
    /// Everything known, on one line.
    public var description: String {
        var text = "\(code): \(message)"
        var places: [String] = []
        if let file { places.append("file \(file)") }
        if let offset { places.append("offset \(offset)") }
        if let positions {
            places.append("positions \(positions.lowerBound)..<\(positions.upperBound)")
        }
        if !places.isEmpty { text += " (" + places.joined(separator: ", ") + ")" }
        if let advice { text += " \(advice)" }
        if let cause { text += " Cause: \(cause)" }
        return text
    }
}

public import CaseLedger
import CaseExchange
import SegmentLog

/// What went wrong, for any face to show: of what kind it is, what was wrong, and what to do.
///
/// The tool ends with an exit code by the kind, a server answers with a status. It holds no
/// personal data, since no error of the libraries does.
public struct Problem: Error, Hashable, Sendable {
    /// What a problem asks of whoever meets it.
    public enum Kind: String, CaseIterable, Sendable {
        /// What was handed in makes no sense, or does not hold.
        case malformed
        /// What is stored is not what was written.
        case damaged
        /// There is nothing of that name.
        case notFound
        /// There is no ledger in that place.
        case noLedger
        /// There is something in that place already.
        case alreadyThere
        /// Somebody else is at it; later it may do.
        case busy
        /// A rule forbids it, or the keys to it are missing.
        case refused
        /// The machine failed.
        case failed
    }

    /// Of what kind it is.
    public let kind: Kind
    /// What was wrong, and where.
    public let text: String
    /// What to do; may be empty.
    public let advice: String

    /// A problem from its parts.
    public init(_ kind: Kind, _ text: String, advice: String = "") {
        self.kind = kind
        self.text = text
        self.advice = advice
    }

    /// The problem that an error of the libraries or of the system's is; `nil` for anybody else's.
    public init?(_ error: any Error, in language: Language = .english) {
        switch error {
        case let problem as Problem: self = problem
        case let error as LedgerError: self.init(error, language)
        case let error as LogError: self.init(error)
        case is CodecError, is JSONError, is MappingError: self.init(.malformed, "\(error)")
        case let error as CSVError:
            self.init(error.code == .unreadable ? .notFound : .malformed, "\(error)")
        case is ImportFileError: self.init(.notFound, "\(error)")
        default:
            guard let words = LedgerError.words(ofSystem: error) else { return nil }
            self.init(.failed, words + ".")
        }
    }

    /// What was wrong and what to do, on one line.
    public var message: String { advice.isEmpty ? text : "\(text) \(advice)" }

    private init(_ error: LedgerError, _ language: Language) {
        if let cause = error.cause {
            self.init(cause)
            return
        }
        let kind: Kind =
            switch error.code {
            case .refused, .keys, .erased, .readOnly: .refused
            case .notFound: .notFound
            case .damaged, .schema, .keysLost: .damaged
            case .conflict: .busy
            case .log: .failed
            default: .malformed
            }
        self.init(kind, error.violation?.text(in: language) ?? error.message)
    }

    private init(_ error: LogError) {
        switch error.code {
        case .notALog:
            self.init(.noLedger, "there is no ledger here.", advice: "Found one first.")
        case .alreadyExists:
            self.init(
                .alreadyThere, "there is a ledger here already.",
                advice: "Record in it, or choose another place.")
        case .locked:
            self.init(
                .busy, "\(error.message.prefix { $0 != "." }).",
                advice: "Wait until that has ended; reading needs no waiting.")
        default:
            self.init(Self.kind(of: error.code), Self.text(of: error), advice: error.advice ?? "")
        }
    }

    private static func kind(of code: LogError.Code) -> Kind {
        switch code {
        case .notFound: .notFound
        case .entryTooLarge, .outOfRange, .malformed, .badSignature, .unverified, .badProof:
            .malformed
        case .notPrivate: .refused
        case .damaged, .unsupportedVersion, .unknownFile, .rolledBack, .inconsistent: .damaged
        default: .failed
        }
    }

    /// What was wrong and where in the log.
    private static func text(of error: LogError) -> String {
        var places: [String] = []
        if let file = error.file, !file.isEmpty { places.append("file \(file)") }
        if let offset = error.offset { places.append("offset \(offset)") }
        if let range = error.positions {
            places.append("positions \(range.lowerBound)..<\(range.upperBound)")
        }
        let message = error.message.hasSuffix(".") ? error.message.dropLast() : error.message[...]
        return "\(message)\(places.isEmpty ? "" : " (\(places.joined(separator: ", ")))")."
    }
}

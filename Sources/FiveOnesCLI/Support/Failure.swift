import FiveOnes
import SegmentLog

/// How the tool ends when it does not end well: one line for people, one code for scripts.
struct Failure: Error, Hashable, Sendable {
    /// The exit codes of BSD's sysexits that the tool uses.
    enum Exit: Int32, Sendable {
        /// Violations were found and the run was asked to fail on them.
        case violations = 1
        case usage = 64
        case badData = 65
        case noInput = 66
        case cannotCreate = 73
        case io = 74
        case notPermitted = 77
    }

    let exit: Exit
    /// What was wrong, where, and what to do; empty if it has been said already.
    let message: String

    init(_ exit: Exit, _ message: String = "") {
        self.exit = exit
        self.message = message
    }

    /// The failure that an error of the libraries stands for; `nil` for the argument parser's own.
    init?(known error: any Error, at path: String? = nil) {
        let place = path.map { "\($0): " } ?? ""
        switch error {
        case let failure as Failure: self = failure
        case let error as LedgerError: self.init(error, place)
        case let error as LogError: self.init(error, place)
        case let error as CodecError: self.init(.badData, "\(place)\(error)")
        case let error as JSONError: self.init(.badData, "\(place)\(error)")
        case let error as MappingError: self.init(.badData, "\(place)\(error)")
        case let error as ImportFileError: self.init(.noInput, "\(error)")
        case let error as CSVError:
            self.init(error.code == .unreadable ? .noInput : .badData, "\(place)\(error)")
        default: return nil
        }
    }

    private init(_ error: LedgerError, _ place: String) {
        if let cause = error.cause {
            self.init(cause, place)
        } else {
            let exit: Exit =
                switch error.code {
                case .refused, .keys, .erased: .notPermitted
                case .readOnly: .notPermitted
                case .notFound: .noInput
                case .log, .conflict: .io
                default: .badData
                }
            self.init(exit, "\(place)\(error.message)")
        }
    }

    private init(_ error: LogError, _ place: String) {
        let exit: Exit =
            switch error.code {
            case .notALog, .notFound: .noInput
            case .alreadyExists: .cannotCreate
            case .damaged, .unsupportedVersion, .unknownFile, .entryTooLarge, .outOfRange,
                .malformed, .badSignature, .unverified, .badProof, .rolledBack, .inconsistent:
                .badData
            default: .io
            }
        if let words = Self.words(for: error.code) {
            let holder = error.code == .locked ? "\(error.message.prefix { $0 != "." }). " : ""
            self.init(exit, place + holder + words)
            return
        }
        var places: [String] = []
        if let file = error.file, !file.isEmpty { places.append("file \(file)") }
        if let offset = error.offset { places.append("offset \(offset)") }
        if let range = error.positions {
            places.append("positions \(range.lowerBound)..<\(range.upperBound)")
        }
        let message = error.message.hasSuffix(".") ? error.message.dropLast() : error.message[...]
        let details = places.isEmpty ? "" : " (\(places.joined(separator: ", ")))"
        let advice = error.advice.map { " \($0)" } ?? ""
        self.init(exit, "\(place)\(message)\(details).\(advice)")
    }
}

extension Failure {
    /// What the tool says where the log speaks of logs, readers and writers.
    private static func words(for code: LogError.Code) -> String? {
        switch code {
        case .notALog: "there is no ledger here. Found one with 'fiveones init'."
        case .alreadyExists:
            "there is a ledger here already. Record in it, or choose another place."
        case .locked: "Wait until that has ended; reading needs no waiting."
        default: nil
        }
    }
}

/// Runs `body`; what goes wrong in it is said to be about `path`.
func about<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do { return try body() } catch { throw Failure(known: error, at: path) ?? error }
}

import FiveOnes

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
        if let failure = error as? Failure {
            self = failure
            return
        }
        guard let problem = Problem(error) else { return nil }
        let place = error is ImportFileError ? nil : path
        let words =
            problem.kind == .noLedger
            ? "\(problem.text) Found one with 'fiveones init'." : problem.message
        self.init(Exit(problem.kind), (place.map { "\($0): " } ?? "") + words)
    }

    /// The failure that a rule is, in the language of whoever asked; `nil` for another error.
    init?(rule error: any Error, in language: Language) {
        guard (error as? LedgerError)?.violation != nil, let problem = Problem(error, in: language)
        else { return nil }
        self.init(.notPermitted, problem.message)
    }
}

extension Failure.Exit {
    /// The code for a kind of problem.
    init(_ kind: Problem.Kind) {
        self =
            switch kind {
            case .malformed, .damaged: .badData
            case .notFound, .noLedger: .noInput
            case .alreadyThere: .cannotCreate
            case .busy, .failed: .io
            case .refused: .notPermitted
            }
    }
}

/// Runs `body`; what goes wrong in it is said to be about `path`.
func about<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do { return try body() } catch { throw Failure(known: error, at: path) ?? error }
}

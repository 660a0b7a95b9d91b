import CaseLedger

/// What every ledger does, wherever it lives: named behaviours, each to be checked in a fresh
/// place.
///
/// ```swift
/// @Test(arguments: LedgerConformance.behaviours)
/// func aLedgerInMyStorageIsALedger(behaviour: LedgerBehaviour) async throws {
///     try await behaviour.check(in: LedgerPlace(in: MyStorage()))
/// }
/// ```
///
/// This package runs it against ledgers in memory and on disk.
public enum LedgerConformance {
    /// All behaviours, in the order in which it pays to mend them.
    public static let behaviours: [LedgerBehaviour] = recording + conditions + reading + outside
}

/// One thing that every ledger does.
public struct LedgerBehaviour: Sendable, CustomStringConvertible {
    /// What it does, as a sentence that is true or not.
    public let name: String
    private let body: @Sendable (Proving) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (Proving) async throws -> Void) {
        self.name = name
        self.body = body
    }

    public var description: String { name }

    /// Checks the behaviour in a place in which no ledger has been yet.
    ///
    /// - Parameters:
    ///   - place: The place.
    ///   - fileID: The caller's.
    ///   - filePath: The caller's.
    ///   - line: The caller's.
    ///   - column: The caller's.
    /// - Throws: ``ScenarioFailure`` if the ledger there does otherwise, or an error where it should
    ///   not.
    public func check(
        in place: LedgerPlace, fileID: String = #fileID, filePath: String = #filePath,
        line: Int = #line, column: Int = #column
    ) async throws {
        let site = ScenarioFailure.Site(
            fileID: fileID, filePath: filePath, line: line, column: column)
        do { try await body(Proving(place: place)) } catch let failure as Proving.Otherwise {
            throw ScenarioFailure("not so: \(name): \(failure.what)", at: site)
        } catch { throw ScenarioFailure("not so: \(name): it threw \(error)", at: site) }
    }
}

/// What a behaviour is checked with: its place, a clock, and words for what is otherwise.
struct Proving: Sendable {
    struct Otherwise: Error { let what: String }

    let place: LedgerPlace
    let clock = SteppingClock()

    /// The place's ledger.
    func open(_ access: LedgerAccess = .recording, _ events: EventCatalog = .accounts) throws
        -> Ledger
    { try place.open(events, for: access) { [clock] in clock.next() } }

    /// The ledger, with accounts opened in it at positions 0, 1, 2 and so on.
    func holding(_ accounts: String...) async throws -> Ledger {
        let ledger = try open()
        try await ledger.append(
            accounts.map { Draft(NewEvent(AccountOpened($0)), by: .teller) })
        return ledger
    }

    func that(_ isSo: Bool, _ otherwise: @autoclosure () -> String) throws {
        if !isSo { throw Otherwise(what: otherwise()) }
    }

    func same<T: Equatable>(_ found: T, _ expected: T, _ what: String) throws {
        try that(found == expected, "\(what) is \(found), not \(expected)")
    }

    /// The error of a call that must fail with a code.
    @discardableResult
    func fails<T>(
        _ code: LedgerError.Code, _ what: String, _ body: () async throws -> T
    ) async throws -> LedgerError {
        do { _ = try await body() } catch let error as LedgerError {
            try same(error.code, code, "the error of \(what)")
            return error
        }
        throw Otherwise(what: "\(what) should fail with '\(code)', and did not")
    }
}

// MARK: - The domain of the suite

struct AccountOpened: Payload, Hashable {
    static let type: EventType = "conformance.account-opened"
    var account = ""
    init() {}
    init(_ account: String) { self.account = account }
    mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
        try visit.field(1, "account", &account)
    }
    func tag(_ tags: inout TagSet) { tags.found(Tag("account", account)) }
}

struct MoneyMoved: Payload, Hashable {
    static let type: EventType = "conformance.money-moved"
    var account = ""
    var amount = Money.zero
    var note = ""
    init() {}
    init(_ account: String, _ fen: Int64, note: String = "") {
        (self.account, amount, self.note) = (account, Money(fen: fen), note)
    }
    mutating func fields(_ visit: inout some FieldVisitor) throws(CodecError) {
        try visit.field(1, "account", &account)
        try visit.field(2, "amount", &amount)
        try visit.field(3, "note", &note)
    }
    func tag(_ tags: inout TagSet) { tags.about(Tag("account", account)) }
}

struct Balances: Projection, Equatable {
    var fen: [String: Int64] = [:]
    static func handle(_ on: inout Handlers<Balances>) {
        on(AccountOpened.self) { balances, _, event in balances.fen[event.account] = 0 }
        on(MoneyMoved.self) { balances, _, event in
            balances.fen[event.account, default: 0] += event.amount.fen
        }
    }
}

/// Takes money out, if there is enough.
struct Withdraw: Decision {
    var account: String
    var fen: Int64
    var reads: Query { [Tag("account", account)] }
    func decide(_ balances: Balances, _: DecisionContext) throws(RuleViolation) -> [NewEvent] {
        guard balances.fen[account] ?? 0 >= fen else {
            throw RuleViolation("A1", "There is not enough money.")
        }
        return [NewEvent(MoneyMoved(account, -fen))]
    }
}

extension EventCatalog {
    static let accounts: EventCatalog = [AccountOpened.self, MoneyMoved.self]
}

extension Actor {
    static let teller = Actor("mei.hua", role: "teller", unit: "bank:east")
}

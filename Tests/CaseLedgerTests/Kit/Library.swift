import CaseLedger

/// An invented domain: a lending library.
struct BookAdded: Payload, Hashable {
    static let type = EventType("book.added")
    static let title = Phrase("入藏图书", "Book added")
    static let sentence = Phrase("入藏 {book}", "added {book}")
    var book = ""
    init() {}
    init(_ book: String) { self.book = book }
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "book", &book)
    }
    func tag(_ tags: inout TagSet) { tags.found(Tag("book", book)) }
}

struct BookLent: Payload, Hashable {
    static let type = EventType("book.lent")
    static let title = Phrase("借出图书", "Book lent")
    static let sentence = Phrase("{reader} 借出 {book}", "{reader} borrowed {book}")
    var book = ""
    var reader = ""
    var fee = Money.zero
    init() {}
    init(_ book: String, to reader: String, fee: Money = .zero) {
        self.book = book
        self.reader = reader
        self.fee = fee
    }
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "book", &book)
        try visit.field(2, "reader", &reader)
        try visit.field(3, "fee", &fee)
    }
    func tag(_ tags: inout TagSet) { tags.about(Tag("book", book)) }
    func check() throws(PayloadProblem) {
        if fee.fen < 0 { throw PayloadProblem("fee", "is negative") }
    }
}

struct BookReturned: Payload, Hashable {
    static let type = EventType("book.returned")
    static let title = Phrase("归还图书", "Book returned")
    static let sentence = Phrase("归还 {book}", "returned {book}")
    var book = ""
    init() {}
    init(_ book: String) { self.book = book }
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "book", &book)
    }
    func tag(_ tags: inout TagSet) { tags.about(Tag("book", book)) }
}

struct Loans: SnapshotProjection, Equatable {
    static let name = "loans"
    var open: Set<String> = []
    var fees = Money.zero
    var lent: [String: Int] = [:]
    static func handle(_ on: inout Handlers<Loans>) {
        on(BookLent.self) { state, _, lent in
            state.open.insert(lent.book)
            state.fees += lent.fee
            state.lent[lent.book, default: 0] += 1
        }
        on(BookReturned.self) { state, _, back in state.open.remove(back.book) }
    }
}

struct LendBook: Decision {
    static let roles: Set<Role> = ["clerk"]
    var book: String
    var reader: String
    var reads: Query { [Tag("book", book)] }
    func decide(_ state: Loans, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent] {
        guard !state.open.contains(book) else {
            throw RuleViolation(
                "L1", Phrase("该书已借出。", "The book is out."),
                advice: Phrase("请先归还。", "Return it first."))
        }
        return [NewEvent(BookLent(book, to: reader, fee: Money(fen: 50)))]
    }
}

extension EventCatalog {
    static let library = EventCatalog([
        EventDefinition(BookAdded.self, founds: ["book"]),
        EventDefinition(BookLent.self),
        EventDefinition(BookReturned.self),
    ])
}

let clerk = Actor("li.na", role: "clerk", unit: "branch:north")

import CaseLedger

// The domain of the benchmarks: an invented lending library. Entries have some 200 bytes, of which
// the payload is a third. The same types are `Codable`, for the peer that stores JSON.

/// A book is on the shelf.
struct BookAdded: Payload, Codable {
    static let type = EventType("book.added")
    static let title = Phrase("入藏图书", "Book added")
    static let sentence = Phrase("入藏 {book}", "added {book}")
    var book = ""
    var shelf = ""
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "book", &book)
        try visit.field(2, "shelf", &shelf)
    }
    func tag(_ tags: inout TagSet) { tags.found(Tag("book", book)) }
}

/// Somebody may borrow books.
struct ReaderJoined: Payload, Codable {
    static let type = EventType("reader.joined")
    static let title = Phrase("办理借阅证", "Reader joined")
    static let sentence = Phrase("{reader} 办理借阅证", "{reader} joined")
    var reader = ""
    var branch = ""
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "reader", &reader)
        try visit.field(2, "branch", &branch)
    }
    func tag(_ tags: inout TagSet) { tags.found(Tag("reader", reader)) }
}

/// A reader took a book home.
struct BookLent: Payload, Codable {
    static let type = EventType("book.lent")
    static let title = Phrase("借出图书", "Book lent")
    static let sentence = Phrase("{reader} 借出 {book}", "{reader} borrowed {book}")
    var book = ""
    var reader = ""
    var due: Int64 = 0
    var note = ""
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "book", &book)
        try visit.field(2, "reader", &reader)
        try visit.field(3, "due", &due)
        try visit.field(4, "note", &note)
    }
    func tag(_ tags: inout TagSet) {
        tags.about(Tag("book", book))
        tags.about(Tag("reader", reader))
    }
}

/// A reader brought a book back.
struct BookReturned: Payload, Codable {
    static let type = EventType("book.returned")
    static let title = Phrase("归还图书", "Book returned")
    static let sentence = Phrase("{reader} 归还 {book}", "{reader} returned {book}")
    var book = ""
    var reader = ""
    var condition = ""
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "book", &book)
        try visit.field(2, "reader", &reader)
        try visit.field(3, "condition", &condition)
    }
    func tag(_ tags: inout TagSet) {
        tags.about(Tag("book", book))
        tags.about(Tag("reader", reader))
    }
}

/// A reader paid; one event in about 33 is of this type.
struct FeePaid: Payload, Codable {
    static let type = EventType("fee.paid")
    static let title = Phrase("缴纳费用", "Fee paid")
    static let sentence = Phrase("{reader} 缴纳 {fen} 分", "{reader} paid {fen} fen")
    var reader = ""
    var fen: Int64 = 0
    var receipt = ""
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "reader", &reader)
        try visit.field(2, "fen", &fen)
        try visit.field(3, "receipt", &receipt)
    }
    func tag(_ tags: inout TagSet) { tags.about(Tag("reader", reader)) }
}

extension EventCatalog {
    static let library = EventCatalog([
        EventDefinition(BookAdded.self, founds: ["book"]),
        EventDefinition(ReaderJoined.self, founds: ["reader"]),
        EventDefinition(BookLent.self),
        EventDefinition(BookReturned.self),
        EventDefinition(FeePaid.self),
    ])
}

/// Which book is with whom.
struct OpenLoans: Projection, Equatable {
    static let name = "open-loans"
    private(set) var open: [String: String] = [:]
    mutating func apply(_ lent: BookLent) { open[lent.book] = lent.reader }
    mutating func apply(_ back: BookReturned) { open[back.book] = nil }
    static func handle(_ on: inout Handlers<Self>) {
        on(BookLent.self) { state, _, event in state.apply(event) }
        on(BookReturned.self) { state, _, event in state.apply(event) }
    }
}

/// How much the library has and does.
struct Activity: Projection, Equatable {
    static let name = "activity"
    private(set) var books = 0
    private(set) var readers = 0
    private(set) var lent = 0
    private(set) var returned = 0
    private(set) var dueDays: Int64 = 0
    mutating func apply(_ added: BookAdded) { books += 1 }
    mutating func apply(_ joined: ReaderJoined) { readers += 1 }
    mutating func apply(_ event: BookLent) {
        lent += 1
        dueDays += event.due
    }
    mutating func apply(_ back: BookReturned) { returned += 1 }
    static func handle(_ on: inout Handlers<Self>) {
        on(BookAdded.self) { state, _, event in state.apply(event) }
        on(ReaderJoined.self) { state, _, event in state.apply(event) }
        on(BookLent.self) { state, _, event in state.apply(event) }
        on(BookReturned.self) { state, _, event in state.apply(event) }
    }
}

/// What was paid; the view that needs about 3 % of the events.
struct Fees: Projection, Equatable {
    static let name = "fees"
    private(set) var fen: Int64 = 0
    private(set) var count = 0
    mutating func apply(_ paid: FeePaid) {
        fen += paid.fen
        count += 1
    }
    static func handle(_ on: inout Handlers<Self>) {
        on(FeePaid.self) { state, _, event in state.apply(event) }
    }
}

/// All views together, as every peer must come to them.
struct Views: Equatable {
    var loans = OpenLoans()
    var activity = Activity()
    var fees = Fees()
}

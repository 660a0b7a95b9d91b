/// Which events something is about: those of any of its items.
///
/// ```swift
/// let loans = Query(BookLent.self, about: Tag("book", "B-7"))   // of one type, about one book
/// let reader: Query = [Tag("reader", "R-1")]                    // all that is about one reader
/// ```
///
/// Conditions, folds and histories speak of events by queries. An amendment goes with what it
/// amends: whoever asks for events of some types sees them corrected or retracted, and a correction
/// of one of them is news.
public struct Query: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// Events of any of some types that carry all of some tags.
    public struct Item: Hashable, Sendable {
        /// The types; every type, if `nil`.
        public var types: Types?
        /// The tags; any entry will do, if empty.
        public var tags: [Tag]

        /// An item from its parts.
        public init(types: Types? = nil, tags: [Tag] = []) {
            self.types = types
            self.tags = tags
        }
    }

    /// The items, of which any will do; no event is meant, if empty.
    public var items: [Item]

    /// A query from its items.
    public init(_ items: [Item]) { self.items = items }

    /// All events about any of some subjects.
    public init(arrayLiteral tags: Tag...) { self = .tags(tags) }

    /// Events of one type about one subject.
    public init<P: Payload>(_ payload: P.Type, about tag: Tag) {
        items = [Item(types: [P.type], tags: [tag])]
    }

    /// All events.
    public static let all = Query([Item()])

    /// All events about one subject.
    public static func tag(_ tag: Tag) -> Query { Query([Item(tags: [tag])]) }

    /// All events about any of some subjects, or those of some types.
    public static func tags(_ tags: some Sequence<Tag>, of types: Types? = nil) -> Query {
        Query(tags.map { Item(types: types, tags: [$0]) })
    }

    /// Adds the items that it has not yet.
    public mutating func add(_ other: Query) {
        for item in other.items where !items.contains(item) { items.append(item) }
    }

    /// Its items and another's.
    public func adding(_ other: Query) -> Query {
        var all = self
        all.add(other)
        return all
    }

    /// Whether only an index can tell where its events stand: each item has a tag.
    var isTagged: Bool { items.allSatisfy { !$0.tags.isEmpty } }

    /// The same, with items of every type made ones of these.
    func narrowed(to types: Types?) -> Query {
        guard let types, items.contains(where: { $0.types == nil }) else { return self }
        return Query(items.map { Item(types: $0.types ?? types, tags: $0.tags) })
    }
}

extension Query {
    /// Whether an entry is one of the events; with `amending`, also whether it may amend one.
    func names(_ entry: EntryView, amending: Bool = false) throws(CodecError) -> Bool {
        for item in items where try item.includes(entry, amending: amending) { return true }
        return false
    }
}

extension Query.Item {
    /// Whether an entry is one of these; with `amending`, also whether it amends something with
    /// these tags.
    func includes(_ entry: EntryView, amending: Bool = false) throws(CodecError) -> Bool {
        if let types, !(amending && entry.isAmendment),
            !types.contains(String(utf8: entry.typeName))
        {
            return false
        }
        guard !tags.isEmpty else { return true }
        var missing = tags.map { Array($0.text.utf8) }
        try entry.forEachTag { (text, _) throws(CodecError) in
            missing.removeAll { text.elementsEqual($0) }
        }
        return missing.isEmpty
    }
}

/// What an event says: a value with numbered fields, a name on disk, and tags.
///
/// ```swift
/// struct BookLent: Payload {
///     static let type = EventType("book.lent")
///     static let title = Phrase("借出图书", "Book lent")
///     static let sentence = Phrase("{reader} 借出 {book}", "{reader} borrowed {book}")
///     var book = ""
///     var reader = ""
///     mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
///         try visit.field(1, "book", &book, .required, of: "book")
///         try visit.field(2, "reader", &reader)
///     }
/// }
/// ```
public protocol Payload: FieldGroup {
    /// The name and version on disk.
    static var type: EventType { get }
    /// What people call such an event.
    static var title: Phrase { get }
    /// What such an event says, with `{field}` where a field's value goes.
    static var sentence: Phrase { get }
    /// Where such an event has effect: a fact, unless it says otherwise.
    static var force: EventDefinition.Force { get }
    /// Names what the event is about; by default what the marks of its fields say.
    func tag(_ tags: inout TagSet)
    /// Refuses what makes no sense at all, whoever says it, beyond what the marks of its fields
    /// refuse (``FieldMark``): a list that is empty, a number out of its range. What the rules
    /// forbid is for decisions to refuse, not for this.
    func check() throws(PayloadProblem)
    /// The first thing that the marks of the fields refuse; `nil` if there is none.
    var missing: PayloadProblem? { get }
}

extension Payload {
    /// A fact.
    public static var force: EventDefinition.Force { .fact }

    /// Names the subjects of the fields, what the event founds first; see ``FieldMark``.
    @inlinable
    public func tag(_ tags: inout TagSet) {
        var walk = TagWalk(tags)
        var payload = self
        try? payload.fields(&walk)
        walk.finish()
        tags = walk.tags
    }

    /// Refuses nothing beyond what the marks of the fields do.
    public func check() throws(PayloadProblem) {}

    /// The first thing that the marks of the fields refuse; `nil` if there is none.
    @inlinable public var missing: PayloadProblem? {
        var walk = RequirementWalk()
        var payload = self
        try? payload.fields(&walk)
        return walk.problem
    }

    /// What makes no sense in this payload; `nil` if all of it does.
    package var problem: PayloadProblem? {
        if let missing { return missing }
        do throws(PayloadProblem) { try check() } catch { return error }
        return nil
    }

    /// The tags of this payload.
    public var tags: TagSet {
        var tags = TagSet()
        tag(&tags)
        return tags
    }
}

/// The tags that a payload names, apart by whether it brings the subject into being.
public struct TagSet: Hashable, Sendable {
    /// Subjects that the event brings into being.
    public private(set) var founded: [Tag] = []
    /// All subjects of the event, each once, in the order of naming.
    public private(set) var all: [Tag] = []
    /// A subject that was to be founded without an identifier.
    private(set) var nameless: Tag?
    /// What the blind index is to find the event by.
    public private(set) var alike: [BlindTerm] = []

    public init() {}

    /// Adds the tag of a subject that must be known already.
    public mutating func about(_ tag: Tag) {
        if !all.contains(tag), !tag.id.isEmpty { all.append(tag) }
    }

    /// Lets the blind index find the event by personal data, such as an ID number, without anybody
    /// being able to read it there; see ``BlindTerm``.
    public mutating func alike(_ term: BlindTerm?) {
        if let term, !alike.contains(term) { alike.append(term) }
    }

    /// Adds the tag of a subject that the event brings into being.
    ///
    /// An event that founds a subject without an identifier is refused.
    public mutating func found(_ tag: Tag) {
        if tag.id.isEmpty, nameless == nil { nameless = tag }
        about(tag)
        if !founded.contains(tag) { founded.append(tag) }
    }
}

/// A payload that makes no sense at all, whoever says it.
public struct PayloadProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field that is at fault.
    public let field: String
    /// What is wrong with it, in words that never quote it.
    public let reason: String

    /// A problem of a field.
    public init(_ field: String, _ reason: String) {
        self.field = field
        self.reason = reason
    }

    /// One sentence that says where and what.
    public var description: String { "field '\(field)': \(reason)" }
}

/// Collects the tags that the marks of a payload's fields say; see ``FieldMark``.
@usableFromInline
struct TagWalk: QuietVisitor {
    /// What the event founds, and once the walk is over all that it names.
    @usableFromInline var tags: TagSet
    @usableFromInline var others: [Tag] = []
    @usableFromInline var mark: FieldMark = []
    @usableFromInline var kind: StaticString?

    @inlinable init(_ tags: TagSet) { self.tags = tags }

    @inlinable mutating func finish() { for tag in others { tags.about(tag) } }

    @inlinable mutating func mark(_ mark: FieldMark, _ kind: StaticString?) {
        self.mark = mark
        self.kind = kind
    }

    @inlinable mutating func identifier<T: Identifier>(_ field: FieldKey, _ value: inout T) {
        if !mark.contains(.silent) { take(value.tag) }
    }

    @inlinable mutating func text(_ field: FieldKey, _ value: inout String) {
        if let kind {
            take(Tag("\(kind)", value))
        } else if mark.contains(.tag), let tag = Tag(parsing: value) {
            take(tag)
        }
    }

    @inlinable mutating func take(_ tag: Tag) {
        if mark.contains(.founds) { tags.found(tag) } else { others.append(tag) }
    }
}

/// Finds what the marks of a payload's fields forbid; see ``FieldMark``.
@usableFromInline
struct RequirementWalk: QuietVisitor {
    /// The first thing that makes no sense.
    @usableFromInline var problem: PayloadProblem?
    @usableFromInline var mark: FieldMark = []
    @usableFromInline var mayBeBlank = false

    @inlinable init() {}

    @inlinable mutating func mark(_ mark: FieldMark, _ kind: StaticString?) { self.mark = mark }

    @inlinable mutating func identifier<T: Identifier>(_ field: FieldKey, _ value: inout T) {
        if !mayBeBlank, value.rawValue.isEmpty { refuse(field.name, "is missing") }
    }

    @inlinable mutating func text(_ field: FieldKey, _ value: inout String) {
        if value.isEmpty, mark.contains(.required) { refuse(field.name, "is missing") }
    }

    @inlinable mutating func money(_ field: FieldKey, _ value: inout Money) {
        guard mark.contains(.positive) else { return }
        if value.fen <= 0 { refuse(field.name, "is not a positive amount of money") }
        if value > .ceiling { refuse(field.name, "is more than one event may move") }
    }

    @inlinable mutating func optional<T: FieldValue>(_ field: FieldKey, _ value: inout T?)
        throws(CodecError)
    {
        mayBeBlank = true
        defer { mayBeBlank = false }
        try value?.visit(field, &self)
    }

    @inlinable mutating func list<T: FieldValue>(_ field: FieldKey, _ value: inout [T])
        throws(CodecError)
    {
        mayBeBlank = true
        defer { mayBeBlank = false }
        for index in value.indices { try value[index].visit(field, &self) }
    }

    @inlinable mutating func refuse(_ name: StaticString, _ reason: String) {
        if problem == nil { problem = PayloadProblem("\(name)", reason) }
    }
}

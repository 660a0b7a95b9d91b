import CaseLedger

/// How rows of a table become events: which columns say what, written down as data.
///
/// A mapping is a JSON object. A *template* is text with `{column}` where a field of the row goes
/// (`{{` and `}}` are braces). A *value* is a template, a number, a truth value, a list of values,
/// `{"fields": {name: value, …}}` for a value with fields of its own, or an object with
///
/// | member | meaning |
/// |---|---|
/// | `column` | a column, or a list of columns of which the first that is not empty counts |
/// | `template` | a template in the place of `column` |
/// | `values` | what stands for each text of the column; any other text is refused |
/// | `default` | what counts if the column is empty; without it the field is left out |
/// | `split` | a separator: the text is a list, each element read as `parse` says |
/// | `parse` | `text` (as it is), `integer`, `fen` (from yuan), `flag`, `day`, `instant`, `moment` |
///
/// The mapping itself has
///
/// | member | meaning |
/// |---|---|
/// | `format` | 1 |
/// | `about` | anything, for people |
/// | `source` | what the table is; ids are named in it and the events are attested from it |
/// | `separator` | what separates fields; a comma if not given |
/// | `offset` | the offset from UTC of times that name none, such as `+08:00` |
/// | `group` | a column; rows with the same text stand together and are one matter |
/// | `events` | the events, in the order in which a row gives them |
///
/// and each event has
///
/// | member | meaning |
/// |---|---|
/// | `type` | the event type, `ticket.opened/1` |
/// | `on` | `each` row (if not given), or the `first` or the `last` row of a group |
/// | `when` | a column: rows in which it is empty give no such event |
/// | `id` | a template; the same text in the same source is always the same event |
/// | `time` | when it happened: a list of columns of which the first that is not empty counts |
/// | `actor` `role` `unit` | values; none may come out empty |
/// | `channel` `onBehalfOf` | values; may be left out |
/// | `data` | the payload: a value for each field |
public struct Mapping: Sendable {
    /// What the table is.
    public let source: Template
    /// What separates fields.
    public let separator: UInt8
    /// The offset from UTC of times that name none.
    let offset: String?
    /// The column whose text rows of one matter share.
    public let group: String?
    /// The events that rows give.
    let events: [EventRule]

    /// One event of a mapping.
    struct EventRule: Sendable {
        enum Occasion: String, Sendable, CaseIterable { case first, each, last }
        let definition: EventDefinition
        let occasion: Occasion
        let when: String?
        let id: Template
        let time: [String]
        let actor: Value
        let role: Value
        let unit: Value
        let channel: Value?
        let onBehalfOf: Value?
        let data: [(name: String, value: Value)]
    }

    /// Text with columns in it.
    public struct Template: Hashable, Sendable {
        enum Part: Hashable, Sendable {
            case text(String)
            case column(String)
        }
        let parts: [Part]
    }

    /// What a field is made of.
    indirect enum Value: Sendable {
        case constant(JSONValue)
        case template(Template)
        case list([Value])
        case fields([(name: String, value: Value)])
        case column(ColumnValue)
    }

    /// A value made of one column's text.
    struct ColumnValue: Sendable {
        enum Parse: String, Sendable, CaseIterable {
            case text, integer, fen, flag, day, instant, moment
        }
        var columns: [String] = []
        var template: Template?
        var parse = Parse.text
        var fallback: JSONValue?
        var values: [String: JSONValue]?
        var split: String?
    }

    /// All columns that the mapping names.
    public var columns: Set<String> {
        var columns = source.columns
        if let group { columns.insert(group) }
        for event in events {
            columns.formUnion(event.id.columns)
            columns.formUnion(event.time)
            if let when = event.when { columns.insert(when) }
            for value in [event.actor, event.role, event.unit, event.channel, event.onBehalfOf] {
                columns.formUnion(value?.columns ?? [])
            }
            for (_, value) in event.data { columns.formUnion(value.columns) }
        }
        return columns
    }

    /// Refuses a table that lacks a column.
    ///
    /// - Throws: ``MappingError`` that names the missing columns.
    public func check(_ header: [String]) throws(MappingError) {
        let missing = columns.subtracting(header).sorted()
        guard missing.isEmpty else {
            let names = missing.map { "'\($0)'" }.joined(separator: ", ")
            throw MappingError(
                "columns", "the file has no column \(names); mend the mapping, or the header")
        }
    }
}

extension Mapping.Template {
    var columns: Set<String> {
        Set(parts.compactMap { if case .column(let name) = $0 { name } else { nil } })
    }
}

extension Mapping.Value {
    var columns: Set<String> {
        switch self {
        case .constant: []
        case .template(let template): template.columns
        case .list(let values): values.reduce(into: []) { $0.formUnion($1.columns) }
        case .fields(let fields): fields.reduce(into: []) { $0.formUnion($1.value.columns) }
        case .column(let column): (column.template?.columns ?? []).union(column.columns)
        }
    }
}

/// A mapping that cannot be used.
public struct MappingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path of the member that is at fault, for example `events[1].data.deadline`.
    public let path: String
    /// What is wrong and what to do.
    public let reason: String

    init(_ path: String, _ reason: String) {
        self.path = path
        self.reason = reason
    }

    /// Where and what, in one line.
    public var description: String {
        path.isEmpty ? "mapping: \(reason)" : "mapping, \(path): \(reason)"
    }
}

public import CaseLedger

/// An object-centric event log (OCEL 2.0, JSON), for process mining.
///
/// | in OCEL | from |
/// |---|---|
/// | event | every event that the frame shows, corrections applied; `id` its UUID, `type` its name |
/// | `time` of an event | the first instant at which it can have happened |
/// | attributes of an event | its plain fields that name no object; personal data is left out |
/// | object | every subject that an event names, who acted and for which unit; `type` is the tag's kind |
/// | relation of an event | to each of them, qualified by the field that names it, or `actor`, `unit` |
/// | attributes of an object | the plain fields of the events that name it first, each from its time on |
/// | relation of an object | from what an event brings into being to the event's other subjects |
///
/// Corrections and retractions take effect and are no events of their own here.
///
/// Source: OCEL (Object-Centric Event Log) 2.0 Specification, section on the JSON format.
public struct OCEL {
    /// The kinds of value that an attribute can have.
    enum Kind: String { case string, time, integer, boolean }

    private struct Object {
        var attributes: [JSONValue] = []
        var relations: [(tag: Tag, qualifier: String)] = []
    }

    private let catalog: EventCatalog
    private var objects: [Tag: Object] = [:]
    private var order: [Tag] = []
    private var kinds: [String: [String: Kind]] = [:]
    private var types: Set<Int> = []
    /// The number of events seen.
    public private(set) var events = 0

    init(catalog: EventCatalog) { self.catalog = catalog }

    /// One event as JSON, after its objects are noted; `nil` for an amendment.
    mutating func add(_ type: Int, _ context: EventContext) throws -> JSONValue? {
        let definition = catalog.definitions[type]
        guard ![EventCorrected.type, EventRetracted.type].contains(definition.type) else {
            return nil
        }
        events += 1
        types.insert(type)
        let payload = Array(context.payload)
        let tags = try definition.tags(of: payload)
        let data = try definition.json(payload, catalog: catalog)
        let (actor, unit) = (Tag.actor(context.actorID), Tag.unit(context.actor.unit))
        var related: [(tag: Tag, qualifier: String)] = []
        for tag in tags.all {
            related.append((tag, Self.qualifier(of: tag, definition.fields, data)))
        }
        for (tag, qualifier) in [(actor, "actor"), (unit, "unit")]
        where !related.contains(where: { $0.tag == tag }) {
            related.append((tag, qualifier))
        }
        for (tag, _) in related where objects[tag] == nil {
            objects[tag] = Object()
            order.append(tag)
        }
        let time = JSONValue.string(context.occurred.first.description)
        let attributes = Self.attributes(definition.fields, data, naming: tags.all)
        if let main = tags.all.first {
            for (name, kind, value) in Self.attributes(definition.fields, data, naming: [main]) {
                note(name, kind, value, time, of: main)
            }
        }
        for founded in tags.founded {
            for (tag, qualifier) in related
            where tag != founded && tag != actor && tag != unit
                && objects[founded]?.relations.contains(where: { $0.tag == tag }) == false
            {
                objects[founded]?.relations.append((tag, qualifier))
            }
        }
        return [
            "id": .string("\(context.entry.id)"), "type": .string(definition.type.name),
            "time": time,
            "attributes": .array(
                attributes.map { ["name": .string($0.name), "value": $0.value] }
                    + [["name": "role", "value": .string("\(context.actor.role)")]]),
            "relationships": .array(
                related.map {
                    ["objectId": .string($0.tag.text), "qualifier": .string($0.qualifier)]
                }),
        ]
    }

    private mutating func note(
        _ name: String, _ kind: Kind, _ value: JSONValue, _ time: JSONValue, of object: Tag
    ) {
        let before = kinds[String(object.kind), default: [:]][name]
        kinds[String(object.kind), default: [:]][name] = before ?? kind == kind ? kind : .string
        objects[object]?.attributes.append(["name": .string(name), "time": time, "value": value])
    }

    /// The objects and the types of everything added, as members of the log's JSON object.
    var rest: [(name: String, items: [JSONValue])] {
        let all = order.map { tag -> JSONValue in
            [
                "id": .string(tag.text), "type": .string(String(tag.kind)),
                "attributes": .array(objects[tag]?.attributes ?? []),
                "relationships": .array(
                    (objects[tag]?.relations ?? []).map {
                        ["objectId": .string($0.tag.text), "qualifier": .string($0.qualifier)]
                    }),
            ]
        }
        let objectTypes = Set(order.map { String($0.kind) }).sorted().map { kind -> JSONValue in
            let attributes = (kinds[kind] ?? [:]).sorted { $0.key < $1.key }
            return Self.declaration(kind, attributes.map { ($0.key, $0.value) })
        }
        let eventTypes = types.sorted().map { index -> JSONValue in
            let definition = catalog.definitions[index]
            let plain = definition.fields.compactMap { field in
                Self.kind(of: field).map { (field.name, $0) }
            }
            return Self.declaration(definition.type.name, plain + [("role", .string)])
        }
        return [("objects", all), ("objectTypes", objectTypes), ("eventTypes", eventTypes)]
    }

    private static func declaration(_ name: String, _ attributes: [(String, Kind)]) -> JSONValue {
        [
            "name": .string(name),
            "attributes": .array(
                attributes.map { ["name": .string($0.0), "type": .string($0.1.rawValue)] }),
        ]
    }

    /// The kind of attribute that a field makes; `nil` if it makes none.
    private static func kind(of field: FieldDescription) -> Kind? {
        guard !field.isRepeated else { return nil }
        switch field.kind {
        case .integer, .unsigned, .money: return .integer
        case .flag: return .boolean
        case .text, .code, .moment: return .string
        case .day, .instant: return .time
        case .bytes, .personal, .embedded, .group: return nil
        }
    }

    /// The plain fields of a payload that do not name one of these subjects.
    private static func attributes(
        _ fields: [FieldDescription], _ data: JSONValue, naming tags: [Tag]
    ) -> [(name: String, kind: Kind, value: JSONValue)] {
        fields.compactMap { field in
            guard let kind = kind(of: field), var value = data[field.name] else { return nil }
            if case .string(let text) = value {
                if case .text = field.kind, tags.contains(where: { $0.id == text }) { return nil }
                if case .day = field.kind { value = .string("\(text)T00:00:00+08:00") }
            }
            return (field.name, kind, value)
        }
    }

    /// The field that names a subject, or the subject's kind where none does.
    private static func qualifier(
        of tag: Tag, _ fields: [FieldDescription], _ data: JSONValue
    ) -> String {
        let id = JSONValue.string(String(tag.id))
        let names = fields.filter { field in
            guard case .text = field.kind, let value = data[field.name] else { return false }
            return value == id || value.arrayValue?.contains(id) == true
        }.map(\.name)
        let kind = String(tag.kind)
        return names.contains(kind) ? kind : names.first ?? kind
    }
}

extension Ledger {
    /// Writes what a frame shows as an object-centric event log, ``OCEL``.
    ///
    /// - Parameters:
    ///   - query: Which entries.
    ///   - frame: What must have been true, and on record, by when.
    ///   - write: Takes the JSON, piece by piece.
    /// - Returns: The number of events written.
    /// - Throws: ``LedgerError`` if an entry cannot be read, and what `write` throws.
    /// - Complexity: O(entries); memory grows with the objects, not with the events.
    @discardableResult
    public func writeOCEL(
        of query: Query = .all, in frame: TimeFrame = .everything,
        to write: (String) throws -> Void
    ) throws -> Int {
        var log = OCEL(catalog: catalog)
        try write("{\"events\":[")
        try scan(query, in: frame) { type, context in
            guard let event = try log.add(type, context) else { return }
            try write("\(log.events == 1 ? "" : ",")\n\(event)")
        }
        for (name, items) in log.rest {
            try write("\n],\n\"\(name)\":[")
            for (place, item) in items.enumerated() {
                try write("\(place == 0 ? "" : ",")\n\(item)")
            }
        }
        try write("\n]}\n")
        return log.events
    }
}

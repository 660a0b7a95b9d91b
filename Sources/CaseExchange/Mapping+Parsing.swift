public import CaseLedger

extension Mapping {
    /// Reads a mapping and checks it against the event types.
    ///
    /// - Throws: ``MappingError`` with the member that is at fault.
    public init(_ json: JSONValue, catalog: EventCatalog) throws(MappingError) {
        let top = try Members(
            json, "",
            known: ["format", "about", "source", "separator", "offset", "group", "events"])
        guard top.object["format"] == .integer(1) else {
            throw MappingError("format", "is not 1; this reader knows no other format")
        }
        source = try Template(parsing: try top.text("source"), at: "source")
        let separator = try top.optionalText("separator") ?? ","
        guard separator.utf8.count == 1, let byte = separator.utf8.first else {
            throw MappingError("separator", "is not one ASCII character")
        }
        self.separator = byte
        offset = try top.optionalText("offset")
        if let offset, Instant("2000-01-01T00:00:00" + offset) == nil {
            throw MappingError("offset", "is no offset from UTC such as +08:00")
        }
        group = try top.optionalText("group")
        guard case .array(let list)? = top.object["events"], !list.isEmpty else {
            throw MappingError("events", "is not a list of events")
        }
        var events: [EventRule] = []
        for (index, item) in list.enumerated() {
            events.append(try EventRule(item, at: "events[\(index)]", catalog: catalog))
            if group == nil, events[index].occasion != .each {
                throw MappingError(
                    "events[\(index)].on",
                    "is \(events[index].occasion.rawValue), but the mapping has no 'group'")
            }
        }
        self.events = events
    }

    /// Reads a mapping from the bytes of a file.
    ///
    /// - Throws: ``MappingError``; for bytes that are no JSON too.
    public init(_ bytes: [UInt8], catalog: EventCatalog) throws(MappingError) {
        let json: JSONValue
        do throws(JSONError) { json = try JSONValue.parse(bytes) } catch {
            throw MappingError("", "\(error)")
        }
        try self.init(json, catalog: catalog)
    }

    /// The members of an object of which only some names are known.
    fileprivate struct Members {
        let object: JSONObject
        let path: String

        init(_ json: JSONValue, _ path: String, known: Set<String>) throws(MappingError) {
            guard case .object(let object) = json else {
                throw MappingError(path, "is not a JSON object")
            }
            self.object = object
            self.path = path
            if let extra = object.keys.first(where: { !known.contains($0) }) {
                throw MappingError(
                    at(extra), "is not known; known here: \(known.sorted().joined(separator: ", "))"
                )
            }
        }

        func at(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

        func text(_ name: String) throws(MappingError) -> String {
            guard let text = try optionalText(name), !text.isEmpty else {
                throw MappingError(at(name), "is missing")
            }
            return text
        }

        func optionalText(_ name: String) throws(MappingError) -> String? {
            guard let value = object[name] else { return nil }
            guard case .string(let text) = value else {
                throw MappingError(at(name), "is not text")
            }
            return text
        }

        /// A column or a list of columns.
        func columns(_ name: String) throws(MappingError) -> [String] {
            switch object[name] {
            case .string(let column)?: return [column]
            case .array(let list)? where !list.isEmpty:
                let columns = list.compactMap(\.stringValue)
                guard columns.count == list.count else { break }
                return columns
            case nil: throw MappingError(at(name), "is missing")
            default: break
            }
            throw MappingError(at(name), "is not a column or a list of columns")
        }

        func value(_ name: String) throws(MappingError) -> Value {
            guard let value = try optionalValue(name) else {
                throw MappingError(at(name), "is missing")
            }
            return value
        }

        func optionalValue(_ name: String) throws(MappingError) -> Value? {
            guard let json = object[name] else { return nil }
            return try Value(json, at: at(name))
        }
    }
}

extension Mapping.EventRule {
    fileprivate init(
        _ json: JSONValue, at path: String, catalog: EventCatalog
    ) throws(MappingError) {
        let members = try Mapping.Members(
            json, path,
            known: [
                "type", "on", "when", "id", "time", "actor", "role", "unit", "channel",
                "onBehalfOf", "data",
            ])
        let name = try members.text("type")
        guard let type = EventType(parsing: name), let known = catalog.definition(of: type) else {
            throw MappingError(
                members.at("type"),
                "is no event type of this ledger")
        }
        definition = known
        let on = try members.optionalText("on") ?? Occasion.each.rawValue
        guard let occasion = Occasion(rawValue: on) else {
            throw MappingError(members.at("on"), "is not first, each or last")
        }
        self.occasion = occasion
        when = try members.optionalText("when")
        id = try Mapping.Template(parsing: try members.text("id"), at: members.at("id"))
        time = try members.columns("time")
        actor = try members.value("actor")
        role = try members.value("role")
        unit = try members.value("unit")
        channel = try members.optionalValue("channel")
        onBehalfOf = try members.optionalValue("onBehalfOf")
        data = try Mapping.Value.fields(
            members.object["data"] ?? [:], at: members.at("data"), of: known.fields)
    }
}

extension Mapping.Template {
    init(parsing text: String, at path: String) throws(MappingError) {
        var parts: [Part] = []
        var literal = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                literal.append(character)
                rest = rest.dropFirst()
            case "{":
                guard let end = rest.firstIndex(of: "}"), end != rest.startIndex else {
                    throw MappingError(
                        path, "has a '{' without a column and '}'; write '{{' for '{'")
                }
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = ""
                parts.append(.column(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            case "}":
                throw MappingError(path, "has a '}' without '{'; write '}}' for '}'")
            default:
                literal.append(character)
            }
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        self.parts = parts
    }
}

extension Mapping.Value {
    init(_ json: JSONValue, at path: String) throws(MappingError) {
        switch json {
        case .null, .bool, .integer, .number: self = .constant(json)
        case .string(let text): self = .template(try .init(parsing: text, at: path))
        case .array(let items):
            var values: [Mapping.Value] = []
            for (index, item) in items.enumerated() {
                values.append(try Mapping.Value(item, at: "\(path)[\(index)]"))
            }
            self = .list(values)
        case .object(let object):
            if let fields = object["fields"], object.count == 1 {
                self = .fields(try Self.fields(fields, at: path + ".fields", of: nil))
            } else {
                self = .column(try Mapping.ColumnValue(json, at: path))
            }
        }
    }

    /// A value for each field; every field must be one of the type's, if those are known.
    static func fields(
        _ json: JSONValue, at path: String, of known: [FieldDescription]?
    ) throws(MappingError) -> [(name: String, value: Mapping.Value)] {
        guard case .object(let object) = json else {
            throw MappingError(path, "is not a JSON object")
        }
        var fields: [(name: String, value: Mapping.Value)] = []
        for member in object {
            if let known, !known.contains(where: { $0.name == member.key }) {
                let names = known.map(\.name).joined(separator: ", ")
                throw MappingError(
                    "\(path).\(member.key)", "is no field of this event; its fields are \(names)")
            }
            fields.append(
                (member.key, try Mapping.Value(member.value, at: "\(path).\(member.key)")))
        }
        return fields
    }
}

extension Mapping.ColumnValue {
    fileprivate init(_ json: JSONValue, at path: String) throws(MappingError) {
        let members = try Mapping.Members(
            json, path, known: ["column", "template", "values", "default", "split", "parse"])
        switch (members.object["column"], try members.optionalText("template")) {
        case (_?, nil): columns = try members.columns("column")
        case (nil, let text?):
            template = try Mapping.Template(parsing: text, at: members.at("template"))
        default: throw MappingError(path, "needs either 'column' or 'template'")
        }
        if let name = try members.optionalText("parse") {
            guard let parse = Parse(rawValue: name) else {
                let known = Parse.allCases.map(\.rawValue).joined(separator: ", ")
                throw MappingError(members.at("parse"), "is not one of \(known)")
            }
            self.parse = parse
        }
        fallback = members.object["default"]
        split = try members.optionalText("split")
        if split?.isEmpty == true { throw MappingError(members.at("split"), "is empty") }
        guard let values = members.object["values"] else { return }
        guard case .object(let table) = values else {
            throw MappingError(members.at("values"), "is not a JSON object")
        }
        self.values = Dictionary(table.map { ($0.key, $0.value) }, uniquingKeysWith: { a, _ in a })
    }
}

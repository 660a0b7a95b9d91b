import CaseLedger

/// Keeps personal data out of refused lines, which lie in the clear where no erasure reaches them.
///
/// A refused line has the event without what may be personal, and names what was left out in
/// `withheld`: fields that hold personal data, fields and attributes that nobody knows, or the whole
/// `text` of what is no event.
enum Withheld {
    /// What a refused line keeps of the original.
    static func original(_ bytes: ArraySlice<UInt8>, _ catalog: EventCatalog) -> JSONObject {
        var object = JSONObject()
        let line = try? JSONValue.parse(bytes)
        if let line, line["reason"] != nil, line["event"] == nil, line["text"] == nil {
            object["withheld"] = line["withheld"] ?? ["text"]
            return object
        }
        guard let json = line,
            case .object(let event)? = try? JSONLinesSource.unwrapped(json)
        else {
            object["withheld"] = ["text"]
            return object
        }
        let (kept, names) = stripped(event, catalog)
        object["event"] = .object(kept)
        // What an earlier import has left out, and nobody has put back.
        let all = names + missing(in: json).filter { !names.contains($0) }
        if !all.isEmpty { object["withheld"] = .array(all.map { .string($0) }) }
        return object
    }

    /// The names of what was left out of a refused line and is not there again.
    static func missing(in json: JSONValue) -> [String] {
        guard let names = json["withheld"]?.arrayValue?.compactMap(\.stringValue) else { return [] }
        return names.filter { name in
            if name == "text" { return json["text"] == nil && json["event"] == nil }
            var value = json["event"]
            for part in name.split(separator: ".") { value = value?[String(part)] }
            return value == nil
        }
    }

    private static func stripped(
        _ event: JSONObject, _ catalog: EventCatalog
    ) -> (JSONObject, [String]) {
        var (kept, names) = (JSONObject(), [String]())
        let type = event["type"]?.stringValue
        let definition = type.flatMap { catalog.definition(written: $0) }
        for member in event {
            guard CloudEvents.isKnown(member.key) else {
                names.append(member.key)
                continue
            }
            guard member.key == "data", case .object(let data) = member.value, let definition else {
                if member.key == "data" {
                    names.append("data")
                } else {
                    kept[member.key] = member.value
                }
                continue
            }
            var rest = JSONObject()
            for field in data {
                let known = definition.fields.first { $0.name == field.key }
                if let known, !known.mayHoldPersonal || field.value.isNull || field.value == "" {
                    rest[field.key] = field.value
                } else {
                    names.append("data.\(field.key)")
                }
            }
            kept["data"] = .object(rest)
        }
        return (kept, names)
    }
}

extension Mapping {
    /// The columns that a refused row keeps: those that say nothing personal.
    var impersonalColumns: Set<String> {
        var personal: Set<String> = []
        for event in events {
            for (name, value) in event.data
            where event.definition.fields.first(where: { $0.name == name })?.mayHoldPersonal ?? true
            {
                personal.formUnion(value.columns)
            }
        }
        return columns.subtracting(personal)
    }
}

import CaseLedger

extension Mapping {
    /// The event that a rule makes of a row; `nil` if the rule does not apply to it.
    func draft(
        _ rule: EventRule, _ row: MappingRow, catalog: EventCatalog, importer: String
    ) throws(MappingRowProblem) -> Draft? {
        if let when = rule.when, row[when].isEmpty { return nil }
        let source = source.text(row)
        let name = rule.id.text(row)
        if rule.id.columns.contains(where: { row[$0].isEmpty }) {
            throw MappingRowProblem("id", "a column that it is made of is empty")
        }
        let occurred = try occurred(rule, row)
        let actor = Actor(
            try required("actor", rule.actor, row),
            role: Role(rawValue: try required("role", rule.role, row)),
            unit: try required("unit", rule.unit, row))
        let payload: ReadPayload
        let data = try object(rule.data, row)
        do throws(CodecError) {
            payload = try rule.definition.read(.object(data), catalog: catalog)
        } catch { throw MappingRowProblem("data", "\(error)") }
        let event = NewEvent(
            id: .named(name, in: source), type: rule.definition.type, payload: payload,
            occurred: occurred)
        var draft = Draft(
            event, by: actor, attestation: Attestation(importer: importer, source: source))
        draft.channel = try text("channel", rule.channel, row) ?? ""
        draft.onBehalfOf = try text("onBehalfOf", rule.onBehalfOf, row) ?? ""
        return draft
    }

    private func occurred(_ rule: EventRule, _ row: MappingRow) throws(MappingRowProblem) -> Moment
    {
        guard let column = rule.time.first(where: { !row[$0].isEmpty }) else {
            throw MappingRowProblem("time", "every column for it is empty")
        }
        guard let moment = moment(row[column]) else {
            throw MappingRowProblem("column '\(column)'", "is no date or time (ISO 8601)")
        }
        return moment
    }

    private func moment(_ text: String) -> Moment? {
        if let moment = Moment(text) { return moment }
        return instant(text).map { .instant($0) }
    }

    private func instant(_ text: String) -> Instant? {
        if let instant = Instant(text) { return instant }
        guard let offset else { return nil }
        return Instant(text + offset)
    }

    private func required(
        _ name: String, _ value: Value, _ row: MappingRow
    ) throws(MappingRowProblem) -> String {
        guard let text = try text(name, value, row), !text.isEmpty else {
            throw MappingRowProblem(
                name, "is empty; fill the column, or give the mapping a default")
        }
        return text
    }

    private func text(
        _ name: String, _ value: Value?, _ row: MappingRow
    ) throws(MappingRowProblem) -> String? {
        guard let value, let json = try json(name, value, row) else { return nil }
        guard case .string(let text) = json else { throw MappingRowProblem(name, "is not text") }
        return text
    }

    private func object(
        _ fields: [(name: String, value: Value)], _ row: MappingRow
    ) throws(MappingRowProblem) -> JSONObject {
        var object = JSONObject()
        for (name, value) in fields {
            object[name] = try json("field '\(name)'", value, row)
        }
        return object
    }

    private func json(
        _ name: String, _ value: Value, _ row: MappingRow
    ) throws(MappingRowProblem) -> JSONValue? {
        switch value {
        case .constant(let json): return json
        case .template(let template): return .string(template.text(row))
        case .fields(let fields): return .object(try object(fields, row))
        case .list(let values):
            var list: [JSONValue] = []
            for value in values {
                if let element = try json(name, value, row) { list.append(element) }
            }
            return .array(list)
        case .column(let column):
            let text =
                column.template?.text(row)
                ?? column.columns.lazy.map { row[$0] }.first { !$0.isEmpty } ?? ""
            guard !text.isEmpty else { return column.fallback }
            guard let separator = column.split else { return try json(name, text, column) }
            var list: [JSONValue] = []
            for part in text.split(separator: separator) {
                let trimmed = part.trimmingPrefix { $0 == " " }
                if !trimmed.isEmpty { list.append(try json(name, String(trimmed), column)) }
            }
            return .array(list)
        }
    }

    private func json(
        _ name: String, _ text: String, _ column: ColumnValue
    ) throws(MappingRowProblem) -> JSONValue {
        if let values = column.values {
            guard let value = values[text] else {
                throw MappingRowProblem(name, "the mapping's 'values' do not list this text")
            }
            return value
        }
        switch column.parse {
        case .text: return .string(text)
        case .integer:
            if let integer = Int64(text) { return .integer(integer) }
            throw MappingRowProblem(name, "is not a whole number")
        case .fen:
            if let fen = Self.fen(text) { return .integer(fen) }
            throw MappingRowProblem(name, "is not an amount in yuan with at most two decimals")
        case .flag:
            switch text.lowercased() {
            case "true", "yes", "1", "是": return true
            case "false", "no", "0", "否": return false
            default: throw MappingRowProblem(name, "is not true or false")
            }
        case .day:
            if let day = Day(text) ?? instant(text)?.day { return .string(day.description) }
            throw MappingRowProblem(name, "is not a day such as 2025-09-30")
        case .instant:
            if let instant = instant(text) { return .string(instant.description) }
            throw MappingRowProblem(
                name, "is not an instant such as 2025-09-30T10:00:00+08:00")
        case .moment:
            if let moment = moment(text) { return .string(moment.description) }
            throw MappingRowProblem(name, "is no date or time (ISO 8601)")
        }
    }

    /// An amount in yuan, `1,234.5` or `¥1234.50`, in fen.
    static func fen(_ text: String) -> Int64? {
        let plain = text.replacing(",", with: "").replacing("¥", with: "")
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let yuan = Int64(parts[0]) else { return nil }
        var cents: Int64 = 0
        if parts.count == 2 {
            guard (1...2).contains(parts[1].utf8.count), let digits = UInt8(parts[1]),
                parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            cents = Int64(digits) * (parts[1].utf8.count == 1 ? 10 : 1)
        }
        let (whole, overflow) = yuan.multipliedReportingOverflow(by: 100)
        guard !overflow else { return nil }
        let (sum, tooLarge) = whole.addingReportingOverflow(
            parts[0].hasPrefix("-") ? -cents : cents)
        return tooLarge ? nil : sum
    }
}

extension Mapping.Template {
    /// The text that a row makes of it.
    func text(_ row: MappingRow) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .column(let column): text += row[column]
            }
        }
        return text
    }
}

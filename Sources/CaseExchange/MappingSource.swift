public import CaseLedger

/// Rows of a table as events, through a mapping.
///
/// Rows of one group must stand together. A group's last row is known only when the next group
/// begins, so its closing events come then. Where a row behind the last readable row of a group
/// cannot be read, the closing events are held back: that row may be the true last one.
///
/// A refused row is an object with `line`, `reason`, `row` (its columns, but those that say something
/// personal, which `withheld` names) and `events` (the types that were refused). Such objects, one a line, can be read in the place of the table once they
/// are corrected; they give just those events.
public struct MappingSource: ImportSource {
    /// How many rows are handed on at a time.
    static let rowsAtATime = 2_000

    private enum Rows {
        case table(CSVReader)
        case refused(LineReader)
    }

    private let mapping: Mapping
    private let catalog: EventCatalog
    private let importer: String
    private let columns: [String]
    private var rows: Rows
    private var table = 0
    private var isFinished = false
    /// The last readable row of the group under way.
    private var last: MappingRow?
    /// The line behind ``last`` that could not be read.
    private var gap: Int?
    /// The groups that have ended.
    private var ended: Set<String> = []

    /// The rows of a CSV file.
    ///
    /// - Throws: ``CSVError`` if the file or its header cannot be read, ``MappingError`` if it lacks
    ///   a column that the mapping names.
    public init(
        csv path: String, mapping: Mapping, catalog: EventCatalog, importer: String
    ) throws {
        try self.init(
            CSVReader(path: path, separator: mapping.separator), mapping: mapping,
            catalog: catalog, importer: importer)
    }

    /// The rows of CSV from anywhere.
    ///
    /// - Throws: As ``init(csv:mapping:catalog:importer:)``.
    public init(
        _ reader: CSVReader, mapping: Mapping, catalog: EventCatalog, importer: String
    ) throws {
        var reader = reader
        columns = try reader.columns()
        try mapping.check(columns)
        self.mapping = mapping
        self.catalog = catalog
        self.importer = importer
        rows = .table(reader)
    }

    /// The refused rows of an earlier import, corrected.
    public init(
        refused lines: LineReader, mapping: Mapping, catalog: EventCatalog, importer: String
    ) {
        columns = []
        self.mapping = mapping
        self.catalog = catalog
        self.importer = importer
        rows = .refused(lines)
    }

    /// How many bytes of the file have been read; 0 if that is not known.
    public var consumedBytes: Int {
        if case .refused(let lines) = rows { lines.consumedBytes } else { 0 }
    }

    /// The next 2,000 rows; `nil` at the end.
    public mutating func nextLines() throws -> [ImportLine]? {
        var lines: [ImportLine] = []
        while lines.count < Self.rowsAtATime, !isFinished {
            switch rows {
            case .table(let reader): try readRow(reader, into: &lines)
            case .refused(let reader): try readRefused(reader, into: &lines)
            }
        }
        return lines.isEmpty ? nil : lines
    }

    // MARK: - A table

    private mutating func readRow(_ reader: CSVReader, into lines: inout [ImportLine]) throws {
        var reader = reader
        defer { rows = .table(reader) }
        do throws(CSVError) {
            guard let record = try reader.next() else {
                isFinished = true
                return endGroup(&lines)
            }
            accept(MappingRow(line: record.line, fields: .record(record)), into: &lines)
        } catch {
            guard error.isRecoverable else { throw error }
            var line = ImportLine(number: error.line) { _ in JSONObject() }
            line.problems = [
                "\(error.field.map { "field \($0): " } ?? "")\(error.reason); "
                    + "mend the line in the file itself and import that again"
            ]
            lines.append(line)
            gap = error.line
        }
    }

    private mutating func accept(_ row: MappingRow, into lines: inout [ImportLine]) {
        var line = line(of: row)
        guard let group = mapping.group else {
            add(.each, row, to: &line)
            return lines.append(line)
        }
        let key = row[group]
        guard !key.isEmpty else {
            line.problems = ["column '\(group)': is empty, so the row belongs to no group"]
            gap = row.line
            return lines.append(line)
        }
        let isFirst = last.map { $0[group] != key } ?? true
        if isFirst { endGroup(&lines) }
        if isFirst, ended.contains(key) {
            line.problems = [
                "the row stands apart from the others of its group; sort the file by '\(group)' "
                    + "and time, and import it again"
            ]
            return lines.append(line)
        }
        if isFirst { add(.first, row, to: &line) }
        add(.each, row, to: &line)
        last = row
        gap = nil
        lines.append(line)
    }

    /// Gives the closing events of the group under way.
    private mutating func endGroup(_ lines: inout [ImportLine]) {
        guard let row = last, let group = mapping.group else { return }
        ended.insert(row[group])
        last = nil
        guard mapping.events.contains(where: { $0.occasion == .last }) else { return }
        var closing = line(of: row)
        if let gap {
            closing.problems = [
                "what ends its group is held back, because line \(gap) behind it cannot be read; "
                    + "mend that line and import the file again"
            ]
            closing.refusedTypes = mapping.events.filter { $0.occasion == .last }
                .map(\.definition.type)
        } else {
            add(.last, row, to: &closing)
        }
        // The row's own line, if it is still here, so that a line is reported once.
        if let index = lines.lastIndex(where: { $0.number == row.line }), index == lines.count - 1 {
            lines[index].drafts += closing.drafts
            lines[index].problems += closing.problems
            lines[index].refusedTypes += closing.refusedTypes
        } else {
            lines.append(closing)
        }
    }

    private func line(of row: MappingRow) -> ImportLine {
        let kept = mapping.impersonalColumns
        let columns = columns.isEmpty ? mapping.columns.sorted() : columns
        return ImportLine(number: row.line) { refused in
            var object = JSONObject()
            object["events"] = .array(refused.map { .string($0.description) })
            object["row"] = .object(row.json(columns.filter(kept.contains)))
            let withheld = columns.filter { !kept.contains($0) && !row[$0].isEmpty }
            if !withheld.isEmpty { object["withheld"] = .array(withheld.map { .string($0) }) }
            return object
        }
    }

    private func add(
        _ occasion: Mapping.EventRule.Occasion, _ row: MappingRow, to line: inout ImportLine
    ) {
        for rule in mapping.events where rule.occasion == occasion { add(rule, row, to: &line) }
    }

    private func add(_ rule: Mapping.EventRule, _ row: MappingRow, to line: inout ImportLine) {
        do throws(MappingRowProblem) {
            let draft = try mapping.draft(rule, row, catalog: catalog, importer: importer)
            if let draft { line.drafts.append(draft) }
        } catch {
            line.problems.append(error.message)
            line.refusedTypes.append(rule.definition.type)
        }
    }

    // MARK: - Refused rows

    private mutating func readRefused(
        _ reader: LineReader, into lines: inout [ImportLine]
    ) throws {
        var reader = reader
        defer { rows = .refused(reader) }
        guard let text = try reader.next() else {
            isFinished = true
            return
        }
        guard let json = try? JSONValue.parse(text.bytes), case .object(let fields)? = json["row"]
        else {
            let bytes = text.bytes
            var line = ImportLine(number: text.number) { [catalog] _ in
                Withheld.original(bytes, catalog)
            }
            line.problems = [
                "is no refused row of an earlier import; mend the table itself and import that"
            ]
            return lines.append(line)
        }
        let wanted = Set(json["events"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        let row = MappingRow(line: text.number, fields: .object(fields))
        var line = line(of: row)
        let missing = mapping.columns.filter { fields[$0] == nil }.sorted()
        if !missing.isEmpty {
            let names = missing.joined(separator: "', '")
            line.problems = [
                "the row has no column '\(names)'; where that was left out as personal, correct the "
                    + "table itself, or put it back"
            ]
        } else {
            for rule in mapping.events where wanted.contains(rule.definition.type.description) {
                add(rule, row, to: &line)
            }
        }
        lines.append(line)
    }
}

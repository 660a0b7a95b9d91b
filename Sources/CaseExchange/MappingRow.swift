import CaseLedger

/// One row of a table.
struct MappingRow: Sendable {
    /// The number of its line.
    let line: Int
    /// The fields, by column.
    let fields: Fields

    enum Fields: Sendable {
        case record(CSVRecord)
        case object(JSONObject)
    }

    /// The text of a column; empty if the row has none.
    subscript(column: String) -> String {
        switch fields {
        case .record(let record): record[column] ?? ""
        case .object(let object): object[column]?.stringValue ?? ""
        }
    }

    /// The row with its columns by name.
    func json(_ columns: [String]) -> JSONObject {
        var result = JSONObject()
        for column in columns {
            if case .object(let object) = fields {
                result[column] = object[column]
            } else {
                result[column] = .string(self[column])
            }
        }
        return result
    }
}

/// A row that does not give what the mapping asks of it.
struct MappingRowProblem: Error {
    let message: String
    init(_ field: String, _ reason: String) { message = "\(field): \(reason)" }
}

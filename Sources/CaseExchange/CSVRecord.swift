/// One record of a CSV file: its fields, and the line on which it begins.
public struct CSVRecord: Sendable, Hashable {
    /// The names of the columns, shared by all records of a file.
    final class Header: Sendable, Hashable {
        let names: [String]
        let places: [String: Int]

        init(_ record: CSVRecord) throws(CSVError) {
            names = record.fields
            var places: [String: Int] = [:]
            for (place, name) in names.enumerated() {
                guard places.updateValue(place, forKey: name) == nil else {
                    throw CSVError(.duplicateColumn, line: record.line, field: place + 1)
                }
            }
            self.places = places
        }

        static func == (a: Header, b: Header) -> Bool { a.names == b.names }

        func hash(into hasher: inout Hasher) { hasher.combine(names) }
    }

    /// The line on which the record begins; the first line of a file is 1.
    public let line: Int
    /// The fields in the order of the columns.
    public let fields: [String]

    let header: Header?

    /// The field under a column name, or `nil` when the file has no such column.
    public subscript(column: String) -> String? {
        guard let place = header?.places[column] else { return nil }
        return fields[place]
    }

    /// The field at a place, counted from zero, or `nil` when there are fewer.
    public subscript(place: Int) -> String? {
        fields.indices.contains(place) ? fields[place] : nil
    }
}

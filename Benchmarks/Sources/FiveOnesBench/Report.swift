import Foundation

/// Writes the rows as one table for people or as one JSON object.
struct Report {
    let machine: Machine
    let events: Int
    /// The mean, once it has been measured.
    var entryBytes: Double?
    var rows: [Row] = []
    var remarks: [String] = []

    func table() -> String {
        let header = ["what", "ours", "peer", "theirs", "ratio", "rounds", "goal", ""]
        let cells = rows.map { row in
            [
                row.what, Self.figure(row.ours, row.unit), row.peer,
                Self.figure(row.theirs, row.unit), "\(Self.short(row.ratio))×",
                "\(Self.short(row.spread.lowerBound))–\(Self.short(row.spread.upperBound))",
                row.goal?.description ?? "", row.mark,
            ]
        }
        let isRight = [false, true, false, true, true, true, true, false]
        let widths = header.indices.map { column in
            ([header] + cells).map { $0[column].count }.max() ?? 0
        }
        let lines = ([header] + cells).map { row in
            row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return isRight[column] ? space + row[column] : row[column] + space
            }.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
        let rule = String(repeating: "─", count: lines.map(\.count).max() ?? 0)
        let about = [
            machine.description,
            "\(events) events, "
                + (entryBytes.map { "\(Self.short($0)) bytes an entry; " } ?? "")
                + "medians; ratio is ours / theirs, rounds its range; "
                + "~ where the rounds do not agree",
        ]
        return (about + [rule, lines[0], rule] + lines.dropFirst() + [rule] + remarks)
            .joined(separator: "\n")
    }

    func json() throws -> String {
        let rows = rows.map { row -> [String: Any] in
            var object: [String: Any] = [
                "what": row.what, "unit": row.unit.rawValue, "ours": row.ours, "peer": row.peer,
                "theirs": row.theirs, "ratio": row.ratio,
                "rounds": [row.spread.lowerBound, row.spread.upperBound],
            ]
            object["goal"] = row.goal?.description
            object["holds"] = row.holds
            object["isClear"] = row.isClear
            return object
        }
        var object: [String: Any] = [
            "format": 1, "events": events, "rows": rows, "remarks": remarks,
            "machine": [
                "processor": machine.processor, "cores": machine.cores, "kernel": machine.kernel,
                "filesystem": machine.filesystem, "load": machine.load,
            ],
        ]
        object["entryBytes"] = entryBytes
        let bytes = try JSONSerialization.data(
            withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func figure(_ value: Double, _ unit: Unit) -> String {
        switch unit {
        case .perSecond where value >= 1_000_000: "\(short(value / 1_000_000)) M/s"
        case .perSecond where value >= 1_000: "\(short(value / 1_000)) k/s"
        default: "\(short(value)) \(unit.rawValue)"
        }
    }

    /// A number with three digits that count.
    static func short(_ value: Double) -> String {
        let digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
        let text = String(format: "%.\(digits)f", value)
        let isWhole = value == value.rounded() && digits > 0
        return isWhole ? String(text.prefix { $0 != "." }) : text
    }
}

/// Aligned text in columns, with a light rule under the header.
///
/// ```
/// 街道      家庭    金额
/// ────────  ──  ────────
/// 南头街道  12  ¥3,400.00
/// ```
///
/// In a terminal a table that is too wide is fitted: left-aligned columns give way, the widest first, and
/// their cells wrap or are cut with `…`. Right-aligned columns are never cut, for a number with a digit
/// missing is a wrong number. Piped output is never fitted.
struct Table: Sendable {
    /// One column: its title, and how its cells are laid out.
    struct Column: Sendable {
        /// What happens to text that has no room.
        enum Overflow: Sendable {
            case truncate, wrap
        }

        var title: String
        var alignment: Alignment
        /// The most columns its cells may take in a terminal.
        var maxWidth: Int?
        var overflow: Overflow
        /// The style of the cells that have none of their own.
        var style: Style

        init(
            _ title: String, _ alignment: Alignment = .left, maxWidth: Int? = nil,
            overflow: Overflow = .truncate, style: Style = .plain
        ) {
            self.title = title
            self.alignment = alignment
            self.maxWidth = maxWidth
            self.overflow = overflow
            self.style = style
        }
    }

    /// One cell: its text, and a style of its own if it has one.
    struct Cell: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
        var text: String
        var style: Style?

        init(_ text: String, _ style: Style? = nil) {
            self.text = text
            self.style = style
        }

        init(stringLiteral text: String) { self.init(text) }
    }

    var columns: [Column]
    var rows: [[Cell]]

    /// - Precondition: Every row has one cell per column.
    init(columns: [Column], rows: [[Cell]] = []) {
        precondition(rows.allSatisfy { $0.count == columns.count }, "a row needs a cell per column")
        self.columns = columns
        self.rows = rows
    }

    mutating func append(_ row: [Cell]) {
        precondition(row.count == columns.count, "a row needs a cell per column")
        rows.append(row)
    }

    private static let gap = "  "
    /// Fitting leaves a column at least this much.
    private static let leastWidth = 6

    func render(for terminal: Terminal) -> String {
        render(width: terminal.width, colors: terminal.colors)
    }

    /// The table as lines, each ending in a newline and none in a space.
    ///
    /// It is fitted into `width` columns; `nil` lets it be as wide as it is.
    func render(width: Int?, colors: Bool) -> String {
        guard !columns.isEmpty else { return "" }
        let titles = columns.map { DisplayWidth.printable($0.title) }
        let body = rows.map { row in
            row.map { Cell(DisplayWidth.printable($0.text), $0.style) }
        }
        let widths = fittedWidths(titles: titles, body: body, width: width)

        var lines: [String] = []
        lines += layOut(titles.map { Cell($0, .bold) }, widths: widths, colors: colors)
        lines += layOut(
            widths.map { Cell(String(repeating: "─", count: $0), .dim) },
            widths: widths, colors: colors)
        for row in body { lines += layOut(row, widths: widths, colors: colors) }
        return lines.map { $0 + "\n" }.joined()
    }

    private func fittedWidths(titles: [String], body: [[Cell]], width: Int?) -> [Int] {
        var widths = columns.indices.map { place in
            let cells = body.lazy.map { DisplayWidth.columns(of: $0[place].text) }
            return max(DisplayWidth.columns(of: titles[place]), cells.max() ?? 0)
        }
        guard let width else { return widths }
        for (place, column) in columns.enumerated() where column.alignment != .right {
            if let most = column.maxWidth { widths[place] = min(widths[place], max(most, 1)) }
        }
        var excess = widths.reduce(0, +) + Self.gap.count * (widths.count - 1) - width
        while excess > 0 {
            let yielding = columns.indices.filter {
                columns[$0].alignment != .right && widths[$0] > Self.leastWidth
            }
            // Of equally wide columns the last one gives way.
            guard let widest = yielding.max(by: { widths[$0] <= widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    /// One row as one line or, when cells wrap, several.
    private func layOut(_ row: [Cell], widths: [Int], colors: Bool) -> [String] {
        let cells = row.indices.map { place in
            columns[place].overflow == .wrap
                ? DisplayWidth.wrap(row[place].text, to: widths[place])
                : columns[place].alignment == .right
                    ? [row[place].text]
                    : [DisplayWidth.truncate(row[place].text, to: widths[place])]
        }
        return (0..<(cells.map(\.count).max() ?? 0)).map { number in
            var line = ""
            // Spaces are written only when something follows them.
            var pending = 0
            for place in row.indices {
                let text = number < cells[place].count ? cells[place][number] : ""
                let missing = max(widths[place] - DisplayWidth.columns(of: text), 0)
                let before =
                    switch columns[place].alignment {
                    case .left: 0
                    case .right: missing
                    case .center: missing / 2
                    }
                pending += before
                if !text.isEmpty {
                    let style = row[place].style ?? columns[place].style
                    line += DisplayWidth.spaces(pending) + style.apply(to: text, colors: colors)
                    pending = 0
                }
                pending += missing - before + Self.gap.count
            }
            return line
        }
    }
}

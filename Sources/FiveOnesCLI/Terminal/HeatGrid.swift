/// A board of small cells: units down, checks across.
///
/// ```
///           1  2  3
/// 南山区    ●  ✗  ·
/// 龙华区    ●  ●  ○
///
/// ● satisfied  ✗ violated
/// ```
///
/// The symbol carries the meaning; the color only helps to find it. A grid too wide for its terminal is
/// continued below with the row labels repeated.
struct HeatGrid: Sendable {
    /// What one cell shows.
    struct Cell: Sendable, Hashable {
        var symbol: String
        var style: Style

        init(_ symbol: String, _ style: Style = .plain) {
            self.symbol = symbol
            self.style = style
        }

        /// A cell with nothing to show.
        static let empty = Cell("")
    }

    /// One line of the grid.
    struct Row: Sendable {
        var label: String
        var cells: [Cell]

        init(_ label: String, _ cells: [Cell]) {
            self.label = label
            self.cells = cells
        }
    }

    /// Short names of the columns, such as numbers of measures.
    var columns: [String]
    var rows: [Row]
    /// What the symbols mean, in the order in which to explain them.
    var legend: [(cell: Cell, meaning: String)]

    /// - Precondition: Every row has one cell per column.
    init(columns: [String], rows: [Row], legend: [(cell: Cell, meaning: String)] = []) {
        precondition(
            rows.allSatisfy { $0.cells.count == columns.count }, "a row needs a cell per column")
        self.columns = columns
        self.rows = rows
        self.legend = legend
    }

    func render(for terminal: Terminal) -> String {
        render(width: terminal.width, colors: terminal.colors)
    }

    /// The grid as lines, each ending in a newline and none in a space.
    ///
    /// It is fitted into `width` columns; `nil` lets it be as wide as it is.
    func render(width: Int?, colors: Bool) -> String {
        let titles = columns.map(DisplayWidth.printable)
        let labels = rows.map { DisplayWidth.printable($0.label) }
        let labelWidth = labels.map { DisplayWidth.columns(of: $0) }.max() ?? 0
        let symbolWidths = rows.flatMap(\.cells).map { DisplayWidth.columns(of: $0.symbol) }
        let titleWidths = titles.map { DisplayWidth.columns(of: $0) }
        let cellWidth = max(symbolWidths.max() ?? 1, titleWidths.max() ?? 1, 1)
        // Each cell stands behind two spaces.
        let fitting = width.map { max(($0 - labelWidth) / (cellWidth + 2), 1) } ?? columns.count

        var text = ""
        for first in stride(from: 0, to: columns.count, by: max(fitting, 1)) {
            let band = first..<min(first + fitting, columns.count)
            if first > 0 { text += "\n" }
            text += line(
                label: "", labelWidth, cells: titles[band].map { Cell($0, .dim) }, cellWidth,
                colors: colors)
            for (label, row) in zip(labels, rows) {
                text += line(
                    label: label, labelWidth, cells: Array(row.cells[band]), cellWidth,
                    colors: colors
                )
            }
        }
        return text + legendLines(width: width, colors: colors)
    }

    private func line(
        label: String, _ labelWidth: Int, cells: [Cell], _ cellWidth: Int, colors: Bool
    ) -> String {
        var line = label
        var pending = labelWidth - DisplayWidth.columns(of: label)
        for cell in cells {
            let missing = cellWidth - DisplayWidth.columns(of: cell.symbol)
            pending += 2 + missing
            guard !cell.symbol.isEmpty else {
                continue
            }
            line += DisplayWidth.spaces(pending) + cell.style.apply(to: cell.symbol, colors: colors)
            pending = 0
        }
        return line + "\n"
    }

    private func legendLines(width: Int?, colors: Bool) -> String {
        guard !legend.isEmpty else { return "" }
        var lines = ["", ""]
        var used = 0
        for (cell, meaning) in legend {
            let columns =
                DisplayWidth.columns(of: cell.symbol) + 1 + DisplayWidth.columns(of: meaning)
            if used > 0, let width, used + 2 + columns > width {
                lines.append("")
                used = 0
            }
            let entry = cell.style.apply(to: cell.symbol, colors: colors) + " " + meaning
            lines[lines.count - 1] += (used > 0 ? "  " : "") + entry
            used += (used > 0 ? 2 : 0) + columns
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

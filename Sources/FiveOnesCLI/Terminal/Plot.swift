/// Small pictures made of text.
enum Plot {
    private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    private static let levels = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// A bar for a share from 0 to 1 of a width, exact to an eighth of a column.
    ///
    /// A share above nothing shows at least an eighth, so that little is never taken for none.
    static func bar(_ share: Double, width: Int) -> String {
        guard share > 0, width > 0 else { return "" }
        let exact = min(share, 1) * Double(width) * 8
        let count = max(Int(exact.rounded()), 1)
        return String(repeating: "█", count: count / 8) + eighths[count % 8]
    }

    /// One bar of a chart: its label, its length, and the value in words.
    struct Bar: Sendable {
        var label: String
        var value: Double
        var text: String
        var style: Style

        /// - Precondition: The value is finite and not negative.
        init(_ label: String, _ value: Double, _ text: String, style: Style = .plain) {
            precondition(value.isFinite && value >= 0, "a bar cannot show this value")
            self.label = label
            self.value = value
            self.text = text
            self.style = style
        }
    }

    /// Horizontal bars, the longest filling what labels and values leave of the width.
    ///
    /// ```
    /// 南山区  ████████████  12
    /// 福田区  ██████         6
    /// ```
    ///
    /// The chart takes `width` columns, but labels and values are never cut for it.
    static func barChart(_ bars: [Bar], width: Int = 80, colors: Bool = false) -> String {
        let labels = bars.map { DisplayWidth.printable($0.label) }
        let labelWidth = labels.map { DisplayWidth.columns(of: $0) }.max() ?? 0
        let textWidth = bars.map { DisplayWidth.columns(of: $0.text) }.max() ?? 0
        let barWidth = max(width - labelWidth - textWidth - 4, 1)
        let most = bars.map(\.value).max() ?? 0
        return zip(labels, bars).map { label, entry in
            let bar = bar(most > 0 ? entry.value / most : 0, width: barWidth)
            return DisplayWidth.pad(label, to: labelWidth) + "  "
                + entry.style.apply(to: bar, colors: colors)
                + DisplayWidth.spaces(barWidth - bar.count + 2)
                + DisplayWidth.pad(entry.text, to: textWidth, .right) + "\n"
        }.joined()
    }

    /// One column per value, from the smallest (`▁`) to the largest (`█`); a gap where there is none.
    ///
    /// The scale begins at `from`, or at the smallest value. Where it has no extent, zero is drawn at the
    /// lowest level and anything else in the middle.
    static func sparkline(_ values: [Double?], from: Double? = nil) -> String {
        let known = values.compactMap { $0 }.filter(\.isFinite)
        guard let smallest = known.min(), let largest = known.max() else {
            return DisplayWidth.spaces(values.count)
        }
        let low = min(from ?? smallest, smallest)
        return values.map { value in
            guard let value, value.isFinite else { return " " }
            guard largest > low else { return value == 0 ? levels[0] : levels[3] }
            let level = ((value - low) / (largest - low) * Double(levels.count - 1)).rounded()
            return levels[Int(level)]
        }.joined()
    }
}

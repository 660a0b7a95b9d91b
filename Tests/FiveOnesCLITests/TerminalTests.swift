import Foundation
import Synchronization
import Testing
import ToolTesting

@testable import FiveOnesCLI

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("烈士", 4), ("南山区 12", 9), ("ｆｕｌｌ", 8), ("ﾊﾝｶｸ", 4), ("é", 1),
        ("e\u{301}", 1), ("…", 1), ("¥", 1), ("￥", 2), ("😀", 2), ("👨‍👩‍👧‍👦", 2), ("🇨🇳", 2),
        ("👍🏽", 2), ("❤", 1), ("❤\u{FE0F}", 2), ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2),
        ("「」，。", 8), ("\u{200B}\u{FEFF}", 0), ("─█▏", 3), ("𠀀", 2), ("⌚", 2), ("●✗○·", 4),
    ]) func columnsAreThoseOfATerminal(text: String, columns: Int) {
        #expect(DisplayWidth.columns(of: text) == columns)
    }

    @Test func paddingCountsColumns() {
        #expect(DisplayWidth.pad("烈士", to: 7) == "烈士   ")
        #expect(DisplayWidth.pad("烈士", to: 7, .right) == "   烈士")
        #expect(DisplayWidth.pad("烈士", to: 7, .center) == " 烈士  ")
        #expect(DisplayWidth.pad("烈士", to: 3) == "烈士")
    }

    @Test func truncationNeverSplitsAWideCharacter() {
        #expect(DisplayWidth.truncate("烈士遗属", to: 8) == "烈士遗属")
        #expect(DisplayWidth.truncate("烈士遗属", to: 7) == "烈士遗…")
        #expect(DisplayWidth.truncate("烈士遗属", to: 6) == "烈士…")
        #expect(DisplayWidth.truncate("烈士遗属", to: 1) == "…")
        #expect(DisplayWidth.truncate("烈士遗属", to: 0) == "")
        #expect(DisplayWidth.truncate("family", to: 4) == "fam…")
    }

    @Test func linesBreakAtSpacesAndBetweenWideCharacters() {
        #expect(
            DisplayWidth.wrap("the roof needs repair", to: 9) == ["the roof", "needs", "repair"])
        #expect(DisplayWidth.wrap("屋顶需要修缮，已联系", to: 12) == ["屋顶需要修", "缮，已联系"])
        #expect(DisplayWidth.wrap("屋顶F-0012漏水", to: 6) == ["屋顶", "F-0012", "漏水"])
        #expect(DisplayWidth.wrap("0123456789", to: 4) == ["0123", "4567", "89"])
        #expect(DisplayWidth.wrap("", to: 4) == [""])
        #expect(DisplayWidth.wrap("烈士", to: 1) == ["烈", "士"])
    }

    @Test func recordedTextCannotCommandTheTerminal() {
        #expect(DisplayWidth.printable("plain 文字 😀") == "plain 文字 😀")
        #expect(DisplayWidth.printable("a\r\nb\tc\nd") == "a b c d")
        #expect(
            DisplayWidth.printable("\u{1B}[2Jx\u{9B}y\u{7F}") == "\u{FFFD}[2Jx\u{FFFD}y\u{FFFD}")
        #expect(DisplayWidth.printable("a\u{202E}b\u{2066}") == "a\u{FFFD}b\u{FFFD}")
    }

    /// Every assigned code point that is neither a control nor joins its neighbors.
    @Test(.enabled(if: Program.isInstalled("python3"), "python3 is not installed"))
    func widthsAgreeWithTheUnicodeDatabase() async throws {
        let output = try await Program(
            "python3", "-c",
            """
            import unicodedata as u
            for c in range(0x20, 0x110000):
                kind = u.category(chr(c))
                if kind in ("Cn", "Co", "Cs", "Cc", "Cf", "Zl", "Zp"): continue
                if 0x1160 <= c <= 0x11FF or 0xD7B0 <= c <= 0xD7FF: continue
                if 0x1F1E6 <= c <= 0x1F1FF: continue
                # Symbols that Unicode 16 made wide and terminals mostly have not.
                if 0x4DC0 <= c <= 0x4DFF or 0x2630 <= c <= 0x268F or 0x1D300 <= c <= 0x1D37F: continue
                wide = u.east_asian_width(chr(c)) in "WF"
                print(c, 0 if kind in ("Mn", "Me") else 2 if wide else 1)
            """
        ).run().output
        var compared = 0
        var wrong: [String] = []
        for line in output.split(separator: "\n") {
            let numbers = line.split(separator: " ").compactMap { UInt32($0) }
            guard numbers.count == 2, let scalar = Unicode.Scalar(numbers[0]) else { continue }
            compared += 1
            if DisplayWidth.columns(of: scalar) != Int(numbers[1]) {
                wrong.append("U+\(String(scalar.value, radix: 16)) is \(numbers[1])")
            }
        }
        #expect(compared > 100_000)
        // The two databases may be of different years; more than this is a mistake in the table.
        #expect(wrong.count <= 64, "\(wrong.count) differ: \(wrong.prefix(40))")
    }
}

@Suite struct TerminalTests {
    @Test func colorsNeedATerminalThatWantsThem() {
        func colors(_ isTerminal: Bool, _ environment: [String: String]) -> Bool {
            Terminal(isTerminal: isTerminal, environment: environment, columns: 80).colors
        }
        #expect(colors(true, [:]))
        #expect(colors(true, ["NO_COLOR": "", "TERM": "xterm-256color"]))
        #expect(!colors(true, ["NO_COLOR": "1"]))
        #expect(!colors(true, ["NO_COLOR": "0"]))
        #expect(!colors(true, ["TERM": "dumb"]))
        #expect(!colors(false, ["TERM": "xterm-256color"]))
    }

    @Test func widthIsKnownOnlyForATerminal() {
        func width(_ isTerminal: Bool, _ environment: [String: String], _ columns: Int?) -> Int? {
            Terminal(isTerminal: isTerminal, environment: environment, columns: columns).width
        }
        #expect(width(true, [:], 132) == 132)
        #expect(width(true, ["COLUMNS": "60"], 132) == 60)
        #expect(width(true, ["COLUMNS": "wide"], 132) == 132)
        #expect(width(true, ["COLUMNS": "-1"], 0) == 80)
        #expect(width(true, [:], nil) == 80)
        #expect(width(false, ["COLUMNS": "60"], 132) == nil)
    }

    @Test func stylesAreWrittenOnlyWhenColorsAreOn() {
        #expect(Style.red.apply(to: "x", colors: true) == "\u{1B}[31mx\u{1B}[0m")
        #expect(Style([.bold, .green]).apply(to: "x", colors: true) == "\u{1B}[1;32mx\u{1B}[0m")
        #expect(Style.red.apply(to: "x", colors: false) == "x")
        #expect(Style.plain.apply(to: "x", colors: true) == "x")
        #expect(Style.red.apply(to: "", colors: true) == "")
    }

    @Test func aPipeIsNoTerminal() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let terminal = Terminal(descriptor: ends[1])
        #expect(!terminal.isTerminal && !terminal.colors && terminal.width == nil)
        close(ends[0])
        close(ends[1])
    }

    @Test func aPseudoterminalReportsItsWidth() {
        let descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        guard descriptor >= 0, isatty(descriptor) == 1 else { return }  // Linux has it
        defer { close(descriptor) }
        var size = winsize(ws_row: 24, ws_col: 97, ws_xpixel: 0, ws_ypixel: 0)
        #expect(ioctl(descriptor, UInt(TIOCSWINSZ), &size) == 0)
        let terminal = Terminal(descriptor: descriptor)
        let wanted = ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init)
        #expect(terminal.isTerminal && terminal.width == wanted ?? 97)
    }

    @Test func writesAreGatheredUntilFlushed() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let writer = OutputWriter(descriptor: ends[1], capacity: 1024)
        writer.write("烈士")
        writer.writeLine(" 1")
        #expect(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        var bytes = [UInt8](repeating: 0, count: 100)
        #expect(read(ends[0], &bytes, 100) == -1)
        writer.flush()
        let count = read(ends[0], &bytes, 100)
        #expect(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self) == "烈士 1\n")
        close(ends[0])
        close(ends[1])
    }

    @Test func aReaderThatGoesAwayClosesTheWriterAndNotTheProcess() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let writer = OutputWriter(descriptor: ends[1], capacity: 0)
        close(ends[0])
        #expect(!writer.isClosed)
        writer.write("nobody reads this")
        #expect(writer.isClosed && writer.failure == nil)
        writer.write("nor this")
        close(ends[1])
    }

    @Test func aFailedWriteIsRemembered() {
        let full = open("/dev/full", O_WRONLY)
        guard full >= 0 else { return }  // Linux has it, others need not
        let writer = OutputWriter(descriptor: full, capacity: 0)
        writer.write("x")
        #expect(writer.failure == ENOSPC && writer.isClosed)
        close(full)
    }

    @Test func thousandsAreGrouped() {
        #expect(grouped(999) == "999" && grouped(-1_000) == "-1,000")
    }
}

@Suite struct TableTests {
    private let table = Table(
        columns: [.init("街道"), .init("Families", .right), .init("结果", overflow: .wrap)],
        rows: [
            ["南头街道", "12", Table.Cell("全部走访 all visited", .green)],
            ["Xixiang", "1,204", Table.Cell("缺 3 户", .red)],
            ["", "0", ""],
        ])

    @Test func columnsAreAlignedByWhatIsSeen() {
        #expect(
            table.render(width: nil, colors: false) == """
                街道      Families  结果
                ────────  ────────  ────────────────────
                南头街道        12  全部走访 all visited
                Xixiang      1,204  缺 3 户
                                 0

                """)
    }

    @Test func textGivesWayAndNumbersDoNot() {
        #expect(
            table.render(width: 28, colors: false) == """
                街道      Families  结果
                ────────  ────────  ────────
                南头街道        12  全部走访
                                    all
                                    visited
                Xixiang      1,204  缺 3 户
                                 0

                """)
        #expect(
            table.render(width: 10, colors: false) == """
                街道    Families  结果
                ──────  ────────  ──────
                南头…         12  全部走
                                  访 all
                                  visite
                                  d
                Xixia…     1,204  缺 3
                                  户
                               0

                """)
    }

    @Test func aMaximumWidthHoldsInATerminalOnly() {
        let table = Table(
            columns: [.init("id", maxWidth: 4), .init("n", .right)], rows: [["烈士遗属", "1"]])
        #expect(table.render(width: 80, colors: false) == "id    n\n────  ─\n烈…   1\n")
        #expect(table.render(width: nil, colors: false) == "id        n\n────────  ─\n烈士遗属  1\n")
    }

    @Test func stylesDoNotChangeTheLayout() {
        let colored = table.render(width: 28, colors: true)
        #expect(colored.contains("\u{1B}[32m全部走访\u{1B}[0m"))
        let bare = colored.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(bare == table.render(width: 28, colors: false))
    }

    @Test func aColumnStyleServesCellsWithoutTheirOwn() {
        let table = Table(
            columns: [.init("a", style: .dim)], rows: [["x"], [.init("y", .red)]])
        #expect(
            table.render(width: nil, colors: true)
                == "\u{1B}[1ma\u{1B}[0m\n\u{1B}[2m─\u{1B}[0m\n\u{1B}[2mx\u{1B}[0m\n\u{1B}[31my\u{1B}[0m\n"
        )
    }

    @Test func aCellStaysOnItsLine() {
        let table = Table(columns: [.init("a")], rows: [["1\n2\u{1B}[31m"]])
        #expect(table.render(width: nil, colors: false) == "a\n────────\n1 2\u{FFFD}[31m\n")
    }

    @Test func centeredCellsStandInTheMiddle() {
        let table = Table(columns: [.init("状态", .center), .init("x")], rows: [["✗", "1"]])
        #expect(table.render(width: nil, colors: false) == "状态  x\n────  ─\n ✗    1\n")
    }
}

@Suite struct PlotTests {
    @Test func barsAreExactToAnEighth() {
        #expect(Plot.bar(0, width: 4) == "")
        #expect(Plot.bar(1, width: 4) == "████")
        #expect(Plot.bar(2, width: 4) == "████")
        #expect(Plot.bar(0.5, width: 4) == "██")
        #expect(
            (1...8).map { Plot.bar(Double($0) / 8, width: 1) } == [
                "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█",
            ])
        #expect(Plot.bar(0.000_001, width: 10) == "▏")
    }

    @Test func chartsAlignWideLabels() {
        let chart = Plot.barChart(
            [.init("南山区", 12, "12"), .init("Futian", 5, "5", style: .red), .init("坪山", 0, "0")],
            width: 22)
        #expect(
            chart
                == """
                南山区  ██████████  12
                Futian  ████▏        5
                坪山                 0

                """)
        #expect(Plot.barChart([.init("空", 0, "0")], width: 10) == "空       0\n")
        #expect(Plot.barChart([]) == "")
    }

    @Test func sparklinesSpanSmallestToLargest() {
        #expect(Plot.sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
        #expect(Plot.sparkline([10, nil, 20]) == "▁ █")
        #expect(Plot.sparkline([10, 20], from: 0) == "▅█")
        #expect(Plot.sparkline([3, 3]) == "▄▄")
        #expect(Plot.sparkline([0, 0]) == "▁▁")
        #expect(Plot.sparkline([nil, nil]) == "  ")
        #expect(Plot.sparkline([]) == "")
    }

    private let grid = HeatGrid(
        columns: ["1", "2", "15"],
        rows: [
            .init("南山区", [.init("●", .green), .init("✗", .red), .empty]),
            .init("Futian", [.init("○", .dim), .empty, .init("●", .green)]),
        ],
        legend: [(.init("●", .green), "satisfied"), (.init("✗", .red), "违反")])

    @Test func theGridReadsWithoutColor() {
        #expect(
            grid.render(width: nil, colors: false) == """
                         1   2  15
                南山区   ●   ✗
                Futian   ○       ●

                ● satisfied  ✗ 违反

                """)
    }

    @Test func aGridTooWideIsContinuedBelow() {
        #expect(
            grid.render(width: 14, colors: false) == """
                         1   2
                南山区   ●   ✗
                Futian   ○

                        15
                南山区
                Futian   ●

                ● satisfied
                ✗ 违反

                """)
    }

    @Test func colorsDoNotMoveTheCells() {
        let colored = grid.render(width: nil, colors: true)
        #expect(colored.contains("\u{1B}[31m✗\u{1B}[0m"))
        #expect(
            colored.replacing(/\u{1B}\[[0-9;]*m/, with: "")
                == grid.render(width: nil, colors: false))
    }
}

@Suite struct ProgressTests {
    private func line(_ count: Int, _ total: Int?, _ seconds: Double, width: Int = 80) -> String {
        ProgressLine.line(
            label: "导入", count: count, total: total, elapsed: .seconds(seconds), width: width)
    }

    @Test func theLineTellsCountRateAndRemainingTime() {
        #expect(
            line(500_000, 2_000_000, 2)
                == "导入  ▕█████               ▏  500,000/2,000,000  25%  250,000/s  ≈ 0:06")
        #expect(line(1, 8, 0.1) == "导入  ▕██▌                 ▏  1/8  12%")
        #expect(line(8, 8, 4) == "导入  ▕████████████████████▏  8/8  100%  2/s")
        #expect(line(1_234, nil, 2) == "导入  1,234  617/s")
        #expect(line(0, 0, 9) == "导入  0")
    }

    @Test func theLineNeverFillsTheTerminal() {
        for width in 0...60 {
            #expect(
                DisplayWidth.columns(of: line(500, 2_000, 2, width: width)) <= max(width - 1, 0))
        }
    }

    @Test func timesAreRoundedUpToSeconds() {
        #expect(ProgressLine.clockTime(0.1) == "0:01")
        #expect(ProgressLine.clockTime(61) == "1:01")
        #expect(ProgressLine.clockTime(3_723) == "1:02:03")
        #expect(ProgressLine.clockTime(.infinity) == "99:59:59")
    }

    /// A display on a pretended terminal, whose time is told to it.
    private final class Screen: Sendable {
        let written = Mutex("")
        let milliseconds = Mutex(0)

        func progress(isTerminal: Bool) -> ProgressLine {
            ProgressLine(
                "load", total: 10,
                terminal: Terminal(isTerminal: isTerminal, environment: [:], columns: 60),
                elapsed: { .milliseconds(self.milliseconds.withLock { $0 }) },
                write: { text in self.written.withLock { $0 += text } })
        }

        func take() -> String {
            written.withLock { text in
                defer { text = "" }
                return text
            }
        }
    }

    @Test func theDisplayIsThrottledAndClearedAtTheEnd() {
        let screen = Screen()
        let progress = screen.progress(isTerminal: true)
        progress.advance()
        #expect(screen.take() == "\r\u{1B}[Kload  ▕██                  ▏  1/10  10%")
        progress.advance()
        screen.milliseconds.withLock { $0 = 99 }
        progress.advance()
        #expect(screen.take() == "")
        screen.milliseconds.withLock { $0 = 100 }
        progress.update(to: 5)
        #expect(screen.take() == "\r\u{1B}[Kload  ▕██████████          ▏  5/10  50%")
        progress.finish()
        #expect(screen.take() == "\r\u{1B}[K")
        screen.milliseconds.withLock { $0 = 1_000 }
        progress.advance()
        progress.finish()
        #expect(screen.take() == "")
    }

    @Test func nothingIsDrawnWhereThereIsNoTerminal() {
        let screen = Screen()
        let progress = screen.progress(isTerminal: false)
        progress.advance()
        progress.finish()
        #expect(screen.take() == "")
    }
}

import CaseExchange
import Testing

/// What a cell of somebody else's making can do to whoever opens a table: nothing.
@Suite struct InertCellTests {
    @Test(arguments: [
        ("=HYPERLINK(\"http://x\",\"y\")", "'=HYPERLINK(\"http://x\",\"y\")"),
        ("+1-2", "'+1-2"), ("@u", "'@u"), ("-cmd", "'-cmd"), ("\tx", "'\tx"),
        ("-12.5", "-12.5"), ("+86", "+86"), ("南头, 深圳", "南头, 深圳"), ("", ""),
        ("\u{1B}[2J", "\u{FFFD}[2J"), ("a\u{9B}b", "a\u{FFFD}b"), ("a\u{202E}b", "a\u{FFFD}b"),
        ("a\u{200F}b", "a\u{FFFD}b"), ("a\u{2028}b", "a\u{FFFD}b"), ("line\nline", "line\nline"),
    ])
    func aCellDoesNothing(cell: String, shown: String) {
        #expect(CSVWriter.inert(cell) == shown)
    }
}

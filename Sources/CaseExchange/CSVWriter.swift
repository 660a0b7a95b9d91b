import JSON

/// Writes CSV records as RFC 4180 has them.
///
/// ```swift
/// CSVWriter.row(["F-0012", "said \"yes\"", "南头, 深圳"])
/// // F-0012,"said ""yes""","南头, 深圳"␍␊
/// ```
public enum CSVWriter {
    /// A field that does nothing where people open it.
    ///
    /// A spreadsheet takes what begins with `=`, `+`, `-`, `@`, a tab or a line break for a formula:
    /// such a field gets an apostrophe before it, unless it is a number. Control characters and
    /// marks that turn the direction of writing round, which act on a terminal, become U+FFFD.
    public static func inert(_ field: String) -> String {
        var text = field
        if field.unicodeScalars.contains(where: \.acts) {
            text = String(
                String.UnicodeScalarView(field.unicodeScalars.map { $0.acts ? "\u{FFFD}" : $0 }))
        }
        guard let first = text.utf8.first, "=+-@\t\r\n".utf8.contains(first),
            Double(text) == nil
        else { return text }
        return "'" + text
    }

    /// One record with its line ending.
    ///
    /// A field is quoted only if it must be: when it holds the separator, a quote or a line break, or
    /// when it is the only field and empty, so that its line is not blank.
    public static func row(
        _ fields: [String], separator: UInt8 = UInt8(ascii: ","), lineEnding: String = "\r\n"
    ) -> String {
        var bytes: [UInt8] = []
        for (place, field) in fields.enumerated() {
            if place > 0 { bytes.append(separator) }
            let mustBeQuoted =
                fields.count == 1 && field.isEmpty
                || field.utf8.contains {
                    $0 == separator || $0 == CSVReader.Byte.quote || $0 == CSVReader.Byte.lineFeed
                        || $0 == CSVReader.Byte.carriageReturn
                }
            // A first field that begins with a byte-order mark would else lose it on reading.
            guard mustBeQuoted || field.utf8.starts(with: CSVReader.Byte.byteOrderMark) else {
                bytes.append(contentsOf: field.utf8)
                continue
            }
            bytes.append(CSVReader.Byte.quote)
            for byte in field.utf8 {
                if byte == CSVReader.Byte.quote { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(CSVReader.Byte.quote)
        }
        return String(decoding: bytes, as: UTF8.self) + lineEnding
    }
}

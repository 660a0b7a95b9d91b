import Foundation

/// Reads CSV record by record, from bytes in memory or from a file of any size.
///
/// The format is RFC 4180 with LF accepted beside CRLF, a UTF-8 byte-order mark passed over, and blank
/// lines skipped. The first record names the columns unless `hasHeader` is false; every other record must
/// have as many fields.
///
/// ```swift
/// var reader = try CSVReader(path: "visits.csv")
/// while true {
///     do {
///         guard let record = try reader.next() else { break }
///         accept(family: record["family"], line: record.line)
///     } catch where error.isRecoverable {
///         problems.append(error)
///     }
/// }
/// ```
///
/// **A bad record is an error, not the end.** ``next()`` throws, and the next call goes on. When the end of
/// the bad record is known (wrong number of fields, not UTF-8), it goes on behind it. When it is not (quoting
/// errors, a record too long), it goes on at the line after the one on which the record began; if the
/// record was meant to span lines, its other lines are then judged as records of their own. So a file with
/// a quoting error should be mended and read again before anything in it is believed.
///
/// - Complexity: Memory is bounded by one chunk and one record, whatever the size of the file.
public struct CSVReader {
    /// The largest record accepted unless told otherwise: 1 MiB, as an open quote would else read it all.
    public static let defaultMaximumRecordBytes = 1 << 20

    let separator: UInt8
    let maximumRecordBytes: Int
    private var nextChunk: () throws(CSVError) -> [UInt8]?
    var buffer: [UInt8] = []
    var offset = 0
    private var line = 1
    var sourceIsExhausted = false
    private var isFinished = false
    private var failure: CSVError?
    var isAtStart = true
    private var header: CSVRecord.Header?
    private var awaitsHeader: Bool
    private var fieldCount: Int?

    /// Reads from chunks of bytes of any size; `nil`, an empty chunk or an error ends them.
    public init(
        separator: UInt8 = UInt8(ascii: ","), hasHeader: Bool = true,
        maximumRecordBytes: Int = CSVReader.defaultMaximumRecordBytes,
        chunks nextChunk: @escaping () throws(CSVError) -> [UInt8]?
    ) {
        self.separator = separator
        self.maximumRecordBytes = maximumRecordBytes
        self.nextChunk = nextChunk
        awaitsHeader = hasHeader
    }

    /// Reads from bytes in memory.
    public init(
        _ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ","), hasHeader: Bool = true,
        maximumRecordBytes: Int = CSVReader.defaultMaximumRecordBytes
    ) {
        self.init(
            separator: separator, hasHeader: hasHeader, maximumRecordBytes: maximumRecordBytes,
            chunks: { () throws(CSVError) in nil })
        buffer = bytes
    }

    /// Reads from a file, 256 KiB at a time.
    ///
    /// - Throws: ``CSVError`` with the code `unreadable` when the file cannot be opened.
    public init(
        path: String, separator: UInt8 = UInt8(ascii: ","), hasHeader: Bool = true,
        maximumRecordBytes: Int = CSVReader.defaultMaximumRecordBytes
    ) throws(CSVError) {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CSVError(.unreadable, line: 0, detail: path)
        }
        self.init(
            separator: separator, hasHeader: hasHeader, maximumRecordBytes: maximumRecordBytes
        ) { () throws(CSVError) in
            do {
                return try file.read(upToCount: 256 << 10).map { [UInt8]($0) }
            } catch {
                throw CSVError(.unreadable, line: 0, detail: path)
            }
        }
    }

    /// The names of the columns, in order; empty for a file without any record.
    ///
    /// - Throws: ``CSVError`` when the first record is malformed or names a column twice. The reader is then
    ///   finished, for without a header no record can be understood.
    public mutating func columns() throws(CSVError) -> [String] {
        if awaitsHeader {
            awaitsHeader = false
            do {
                if let names = try readRecord() { header = try CSVRecord.Header(names) }
            } catch {
                isFinished = true
                throw error.asFatal()
            }
        }
        return header?.names ?? []
    }

    /// The next record, or `nil` at the end.
    ///
    /// - Throws: ``CSVError`` for a malformed record. When the error is recoverable, calling again goes on
    ///   with the records behind it; otherwise the reader is finished.
    public mutating func next() throws(CSVError) -> CSVRecord? {
        if awaitsHeader { _ = try columns() }
        return try readRecord()
    }
}

// MARK: - Finding the records

extension CSVReader {
    private mutating func readRecord() throws(CSVError) -> CSVRecord? {
        while !isFinished {
            if let failure {
                isFinished = true
                throw failure
            }
            switch scan() {
            case .needsMore:
                refill()
            case .end:
                isFinished = true
            case .blank(let next):
                (offset, line) = (next, line + 1)
            case .failed(let code, let field):
                let error = CSVError(code, line: line, field: field)
                skipLine()
                throw error
            case .record(let scanned):
                return try finish(scanned)
            }
        }
        return nil
    }

    /// Moves past a record that is well-formed, and checks what it holds.
    private mutating func finish(_ scanned: Scanned) throws(CSVError) -> CSVRecord {
        let start = line
        let expected = fieldCount
        defer { (offset, line) = (scanned.next, start + scanned.lines) }
        guard expected == nil || expected == scanned.fields.count else {
            throw CSVError(
                .wrongFieldCount, line: start,
                detail: "\(scanned.fields.count) instead of \(expected ?? 0)")
        }
        var fields: [String] = []
        fields.reserveCapacity(scanned.fields.count)
        for (place, field) in scanned.fields.enumerated() {
            guard let text = text(of: field) else {
                throw CSVError(.invalidUTF8, line: start, field: place + 1)
            }
            fields.append(text)
        }
        fieldCount = fields.count
        return CSVRecord(line: start, fields: fields, header: header)
    }

    private func text(of field: ScannedField) -> String? {
        let content = buffer[field.range]
        guard field.hasDoubledQuotes else { return String(validating: content, as: UTF8.self) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(content.count)
        var isSecond = false
        for byte in content {
            if byte == Byte.quote, isSecond {
                isSecond = false
                continue
            }
            isSecond = byte == Byte.quote
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Passes the line on which a bad record begins.
    private mutating func skipLine() {
        while true {
            if let end = buffer[offset...].firstIndex(of: Byte.lineFeed) {
                (offset, line) = (end + 1, line + 1)
                return
            }
            offset = buffer.count
            if sourceIsExhausted { return }
            refill()
        }
    }

    private mutating func refill() {
        do {
            if let chunk = try nextChunk(), !chunk.isEmpty {
                buffer.removeSubrange(..<offset)
                offset = 0
                buffer.append(contentsOf: chunk)
            } else {
                sourceIsExhausted = true
            }
        } catch {
            sourceIsExhausted = true
            failure = error
        }
    }
}

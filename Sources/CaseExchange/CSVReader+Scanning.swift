// MARK: - Scanning one record

extension CSVReader {
    enum Byte {
        static let quote = UInt8(ascii: "\"")
        static let lineFeed = UInt8(ascii: "\n")
        static let carriageReturn = UInt8(ascii: "\r")
        static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    }

    struct ScannedField {
        var range: Range<Int>
        var hasDoubledQuotes = false
    }

    struct Scanned {
        var fields: [ScannedField] = []
        var next = 0
        var lines = 0
    }

    enum Scan {
        case record(Scanned)
        case blank(next: Int)
        case failed(CSVError.Code, field: Int)
        case needsMore
        case end
    }

    /// Looks at the record that starts at `offset` without consuming it.
    ///
    /// When the buffer ends first and there is more to come, the record is scanned again from its start.
    mutating func scan() -> Scan {
        if isAtStart {
            if buffer.count < 3, !sourceIsExhausted { return .needsMore }
            if buffer.starts(with: Byte.byteOrderMark) { offset = 3 }
            isAtStart = false
        }
        if offset == buffer.count { return sourceIsExhausted ? .end : .needsMore }
        if let next = lineEnd(at: offset) { return .blank(next: next) }

        // The byte behind the longest record allowed, or the end of the buffer.
        let limit = min(buffer.count, offset + maximumRecordBytes + 1)
        var scanned = Scanned()
        var cursor = offset
        while true {
            let fieldNumber = scanned.fields.count + 1
            if cursor < buffer.count, buffer[cursor] == Byte.quote {
                let quoted = scanQuoted(from: cursor + 1, to: limit, lines: &scanned.lines)
                guard let field = quoted else {
                    if limit < buffer.count { return .failed(.recordTooLong, field: fieldNumber) }
                    if !sourceIsExhausted { return .needsMore }
                    return .failed(.unterminatedQuote, field: fieldNumber)
                }
                scanned.fields.append(field)
                cursor = field.range.upperBound + 1
            } else {
                let start = cursor
                while cursor < limit, !isSpecial(buffer[cursor]) { cursor += 1 }
                scanned.fields.append(ScannedField(range: start..<cursor))
            }

            if cursor == buffer.count {
                if !sourceIsExhausted { return .needsMore }
                scanned.next = cursor
                scanned.lines += 1
                return .record(scanned)
            }
            if cursor >= limit {
                return .failed(.recordTooLong, field: fieldNumber)
            } else if buffer[cursor] == separator {
                cursor += 1
            } else if let next = lineEnd(at: cursor) {
                scanned.next = next
                scanned.lines += 1
                return .record(scanned)
            } else if buffer[cursor] == Byte.carriageReturn {
                if cursor + 1 == buffer.count, !sourceIsExhausted { return .needsMore }
                return .failed(.strayCarriageReturn, field: fieldNumber)
            } else {
                return .failed(.strayQuote, field: fieldNumber)
            }
        }
    }

    /// The content of a quoted field up to its closing quote, or `nil` when none comes before `limit`.
    private func scanQuoted(from start: Int, to limit: Int, lines: inout Int) -> ScannedField? {
        var field = ScannedField(range: start..<start)
        var cursor = start
        var newLines = 0
        while cursor < limit {
            switch buffer[cursor] {
            case Byte.quote:
                if cursor + 1 == buffer.count, !sourceIsExhausted { return nil }
                guard cursor + 1 < buffer.count, buffer[cursor + 1] == Byte.quote else {
                    field.range = start..<cursor
                    lines += newLines
                    return field
                }
                field.hasDoubledQuotes = true
                cursor += 2
            case Byte.lineFeed:
                newLines += 1
                cursor += 1
            default:
                cursor += 1
            }
        }
        return nil
    }

    private func isSpecial(_ byte: UInt8) -> Bool {
        byte == separator || byte == Byte.quote || byte == Byte.lineFeed
            || byte == Byte.carriageReturn
    }

    /// The offset behind the LF or CRLF that stands at `cursor`, if one does.
    private func lineEnd(at cursor: Int) -> Int? {
        if buffer[cursor] == Byte.lineFeed { return cursor + 1 }
        let isCRLF =
            buffer[cursor] == Byte.carriageReturn && cursor + 1 < buffer.count
            && buffer[cursor + 1] == Byte.lineFeed
        return isCRLF ? cursor + 2 : nil
    }
}

// A strict RFC 8259 parser: one pass over the bytes, recursion bounded by `JSONValue.maximumDepth`.
//
//   document = ws value ws end-of-input
//   A byte-order mark, a comment, a trailing comma, NaN, a lone surrogate, a duplicate key, a number
//   beyond Double and bytes that are not UTF-8 are all refused.
//   An integer literal that fits Int64 becomes `.integer` (so does `-0`), every other number `.number`.

extension JSONValue {
    /// Reads one JSON document.
    ///
    /// ```swift
    /// let value = try JSONValue.parse(line)
    /// ```
    ///
    /// - Throws: ``JSONError`` with the byte offset. Nothing of the document is quoted in it.
    /// - Complexity: Linear in the number of bytes.
    public static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes)
        return try parser.document()
    }

    /// Reads one JSON document from an array of bytes.
    ///
    /// - Throws: ``JSONError`` with the byte offset.
    public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try parse(bytes[...])
    }

    /// Reads one JSON document from a slice of bytes, such as one line of a file.
    ///
    /// - Throws: ``JSONError`` with the byte offset from the start of the slice.
    public static func parse(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try parse(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Reads one JSON document from a text.
    ///
    /// - Throws: ``JSONError`` with the offset in the UTF-8 form of the text.
    public static func parse(_ text: String) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8))
    }
}

struct JSONParser {
    let bytes: UnsafeRawBufferPointer
    let end: Int
    var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        end = bytes.count
    }

    mutating func document() throws(JSONError) -> JSONValue {
        skipWhiteSpace()
        let result = try value(depth: 0)
        skipWhiteSpace()
        guard offset == end else { throw JSONError(.trailingContent, at: offset) }
        return result
    }

    /// Reads the value that starts at `offset`, which is enclosed by `depth` arrays and objects.
    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        switch try peek() {
        case 0x22: return .string(try string())
        case 0x7B: return try object(depth: depth + 1)
        case 0x5B: return try array(depth: depth + 1)
        case 0x2D, 0x30...0x39: return try number()
        case 0x74: return try literal("true", .bool(true))
        case 0x66: return try literal("false", .bool(false))
        case 0x6E: return try literal("null", .null)
        default: throw JSONError(.unexpectedByte, at: offset)
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONValue.maximumDepth else { throw JSONError(.tooDeep, at: offset) }
        offset += 1
        skipWhiteSpace()
        var object = JSONObject()
        if try peek() == 0x7D {
            offset += 1
            return .object(object)
        }
        object.reserveCapacity(8)  // most have more than one member and few have more than eight
        while true {
            let start = offset
            guard try peek() == 0x22 else { throw JSONError(.unexpectedByte, at: offset) }
            let key = try string()
            skipWhiteSpace()
            guard try peek() == 0x3A else { throw JSONError(.unexpectedByte, at: offset) }
            offset += 1
            skipWhiteSpace()
            let value = try value(depth: depth)
            guard object.insert(value, forKey: key) else {
                throw JSONError(.duplicateKey, at: start)
            }
            if try endsAfterElement(closing: 0x7D) { return .object(object) }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONValue.maximumDepth else { throw JSONError(.tooDeep, at: offset) }
        offset += 1
        skipWhiteSpace()
        var elements: [JSONValue] = []
        if try peek() == 0x5D {
            offset += 1
            return .array(elements)
        }
        while true {
            elements.append(try value(depth: depth))
            if try endsAfterElement(closing: 0x5D) { return .array(elements) }
        }
    }

    /// Passes a comma (and returns false) or the closing bracket (and returns true).
    private mutating func endsAfterElement(closing: UInt8) throws(JSONError) -> Bool {
        skipWhiteSpace()
        let byte = try peek()
        guard byte == 0x2C || byte == closing else { throw JSONError(.unexpectedByte, at: offset) }
        offset += 1
        if byte == closing { return true }
        skipWhiteSpace()
        return false
    }

    private mutating func literal(
        _ name: StaticString, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        for place in 0..<name.utf8CodeUnitCount {
            guard offset + place < end else { throw JSONError(.unexpectedEnd, at: end) }
            guard bytes[offset + place] == name.utf8Start[place] else {
                throw JSONError(.unexpectedByte, at: offset + place)
            }
        }
        offset += name.utf8CodeUnitCount
        return value
    }

    private mutating func skipWhiteSpace() {
        while offset < end {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard offset < end else { throw JSONError(.unexpectedEnd, at: end) }
        return bytes[offset]
    }
}

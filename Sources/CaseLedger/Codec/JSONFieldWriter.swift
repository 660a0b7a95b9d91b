import SegmentLog

/// Writes fields as the named members of a JSON object.
///
/// Blank text, empty lists and absent values are left out; codes, numbers and times are always
/// written, so that a reader need not know which word is the blank one.
struct JSONFieldWriter: FieldVisitor {
    private(set) var object = JSONObject()
    private var element: JSONValue?
    private var takesElement = false
    private let payloads: (any PayloadCodecs)?

    init(payloads: (any PayloadCodecs)? = nil) { self.payloads = payloads }

    static func encode(_ value: some FieldGroup, payloads: (any PayloadCodecs)? = nil)
        throws(CodecError) -> JSONValue
    {
        var writer = JSONFieldWriter(payloads: payloads)
        var value = value
        try value.fields(&writer)
        return .object(writer.object)
    }

    private mutating func put(_ name: StaticString, _ value: JSONValue, isBlank: Bool = false) {
        if takesElement {
            element = value
            takesElement = false
        } else if !isBlank {
            object["\(name)"] = value
        }
    }

    mutating func unsigned(_ number: Int, _ name: StaticString, _ value: inout UInt64)
        throws(CodecError)
    {
        // As protobuf's JSON has it, but only where a number would not do.
        put(name, Int64(exactly: value).map { .integer($0) } ?? .string("\(value)"))
    }

    mutating func integer(_ number: Int, _ name: StaticString, _ value: inout Int64)
        throws(CodecError)
    { put(name, .integer(value)) }

    mutating func flag(_ number: Int, _ name: StaticString, _ value: inout Bool)
        throws(CodecError)
    { put(name, .bool(value)) }

    mutating func text(_ number: Int, _ name: StaticString, _ value: inout String)
        throws(CodecError)
    { put(name, .string(value), isBlank: value.isEmpty) }

    mutating func code<T: FieldCode>(_ number: Int, _ name: StaticString, _ value: inout T)
        throws(CodecError)
    { put(name, .string(value.rawValue)) }

    mutating func bytes(_ number: Int, _ name: StaticString, _ value: inout [UInt8])
        throws(CodecError)
    { put(name, .string(Base64.encode(value)), isBlank: value.isEmpty) }

    mutating func day(_ number: Int, _ name: StaticString, _ value: inout Day) throws(CodecError) {
        put(name, .string(value.description))
    }

    mutating func instant(_ number: Int, _ name: StaticString, _ value: inout Instant)
        throws(CodecError)
    { put(name, .string(value.description)) }

    mutating func moment(_ number: Int, _ name: StaticString, _ value: inout Moment)
        throws(CodecError)
    { put(name, .string(value.description)) }

    mutating func money(_ number: Int, _ name: StaticString, _ value: inout Money)
        throws(CodecError)
    { put(name, .integer(value.fen)) }

    mutating func sealed(
        _ number: Int, _ name: StaticString, _ value: inout Personal,
        of subject: @autoclosure () -> Tag
    ) throws(CodecError) { put(name, value.json, isBlank: value.isBlank) }

    mutating func embedded(
        _ number: Int, _ name: StaticString, of type: EventType, _ value: inout [UInt8]
    ) throws(CodecError) {
        guard let codec = payloads?.codec(of: type) else {
            put(name, .string(Base64.encode(value)), isBlank: value.isEmpty)
            return
        }
        put(name, try codec.json(of: value))
    }

    mutating func optional<T: FieldValue>(
        _ number: Int, _ name: StaticString, _ value: inout T?
    ) throws(CodecError) {
        guard var present = value else { return }
        try present.visit(number, name, &self)
    }

    mutating func list<T: FieldValue>(_ number: Int, _ name: StaticString, _ value: inout [T])
        throws(CodecError)
    {
        var array: [JSONValue] = []
        array.reserveCapacity(value.count)
        for index in value.indices {
            var item = value[index]
            element = nil
            takesElement = true
            try item.visit(number, name, &self)
            takesElement = false
            array.append(element ?? .null)
        }
        put(name, .array(array), isBlank: array.isEmpty)
    }

    mutating func group<T: FieldGroup>(_ number: Int, _ name: StaticString, _ value: inout T)
        throws(CodecError)
    { put(name, try JSONFieldWriter.encode(value, payloads: payloads)) }
}

extension FieldGroup {
    /// The named fields as JSON.
    ///
    /// - Throws: ``CodecError`` if a field has no form in JSON.
    package func json() throws(CodecError) -> JSONValue { try JSONFieldWriter.encode(self) }
}

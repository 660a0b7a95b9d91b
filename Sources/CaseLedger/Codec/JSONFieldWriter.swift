import SegmentLog

/// Writes fields as the named members of a JSON object.
///
/// Blank text, empty lists and absent values are left out; codes, numbers and times are always
/// written, so that a reader need not know which word is the blank one.
struct JSONFieldWriter: LeafVisitor {
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

    private mutating func put(_ name: StaticString, _ bytes: [UInt8]) {
        put(name, .string(Base64.encode(bytes)), isBlank: bytes.isEmpty)
    }

    mutating func look(at leaf: FieldLeaf, _ number: Int, _ name: StaticString)
        throws(CodecError)
    {
        switch leaf {
        case .unsigned(let value):
            // As protobuf's JSON has it, but only where a number would not do.
            put(name, Int64(exactly: value).map { .integer($0) } ?? .string("\(value)"))
        case .integer(let value): put(name, .integer(value))
        case .flag(let value): put(name, .bool(value))
        case .text(let value): put(name, .string(value), isBlank: value.isEmpty)
        case .code(let value): put(name, .string(value.rawValue))
        case .bytes(let value): put(name, value)
        case .day(let value): put(name, .string(value.description))
        case .instant(let value): put(name, .string(value.description))
        case .moment(let value): put(name, .string(value.description))
        case .money(let value): put(name, .integer(value.fen))
        case .personal(let value): put(name, value.json, isBlank: value.isBlank)
        case .embedded(let type, let value):
            guard let codec = payloads?.codec(of: type) else { return put(name, value) }
            put(name, try codec.json(of: value))
        }
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

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

    mutating func look(at leaf: FieldLeaf, _ field: FieldKey) throws(CodecError) {
        switch leaf {
        case .unsigned(let value):
            // As protobuf's JSON has it, but only where a number would not do.
            put(field.name, Int64(exactly: value).map { .integer($0) } ?? .string("\(value)"))
        case .integer(let value): put(field.name, .integer(value))
        case .flag(let value): put(field.name, .bool(value))
        case .text(let value): put(field.name, .string(value), isBlank: value.isEmpty)
        case .code(let value): put(field.name, .string(value.rawValue))
        case .bytes(let value): put(field.name, value)
        case .day(let value): put(field.name, .string(value.description))
        case .instant(let value): put(field.name, .string(value.description))
        case .moment(let value): put(field.name, .string(value.description))
        case .money(let value): put(field.name, .integer(value.fen))
        case .personal(let value): put(field.name, value.json, isBlank: value.isBlank)
        case .embedded(let type, let value):
            guard let codec = payloads?.codec(of: type) else { return put(field.name, value) }
            put(field.name, try codec.json(of: value))
        }
    }

    mutating func list<T: FieldValue>(_ field: FieldKey, _ value: inout [T]) throws(CodecError) {
        var array: [JSONValue] = []
        array.reserveCapacity(value.count)
        for index in value.indices {
            var item = value[index]
            element = nil
            takesElement = true
            try item.visit(field, &self)
            takesElement = false
            array.append(element ?? .null)
        }
        put(field.name, .array(array), isBlank: array.isEmpty)
    }

    mutating func group<T: FieldGroup>(_ field: FieldKey, _ value: inout T) throws(CodecError) {
        put(field.name, try JSONFieldWriter.encode(value, payloads: payloads))
    }
}

extension FieldGroup {
    /// The named fields as JSON.
    ///
    /// - Throws: ``CodecError`` if a field has no form in JSON.
    package func json() throws(CodecError) -> JSONValue { try JSONFieldWriter.encode(self) }
}

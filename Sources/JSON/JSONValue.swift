/// A JSON document, or a part of one, that keeps what RFC 8259 can tell apart.
///
/// Booleans, integers and other numbers stay different things, integers that fit `Int64` stay exact,
/// and an object keeps the order of its keys:
///
/// ```swift
/// let event = try JSONValue.parse(#"{"type":"visit.made/1","position":17}"#)
/// event["position"]?.integerValue  // 17
/// ```
///
/// Equality is exact: `.integer(1)` is not `.number(1.0)`, and two objects are equal when they hold
/// equal members in the same order.
public enum JSONValue: Sendable, Hashable {
    /// The literal `null`.
    case null
    /// The literals `true` and `false`.
    case bool(Bool)
    /// A number written without fraction or exponent that fits 64 bits.
    case integer(Int64)
    /// Every other number. It is always finite in a parsed document.
    case number(Double)
    /// A text, its escapes already resolved.
    case string(String)
    /// A list of values.
    case array([JSONValue])
    /// Keys and their values, in the order in which they were written.
    case object(JSONObject)

    /// How many arrays and objects may enclose each other: 64.
    public static let maximumDepth = 64
}

// MARK: - Asking a value what it is

extension JSONValue {
    /// Whether this is the literal `null`.
    public var isNull: Bool { self == .null }

    /// The boolean, or `nil` when this is anything else.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The exact integer, or `nil` when this is anything else.
    ///
    /// `1.0` and `1e0` are not integers here: what was written with a fraction stays a number.
    public var integerValue: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The number as a `Double`, be it an integer or not, or `nil` when this is anything else.
    ///
    /// Integers beyond 2⁵³ are rounded; use ``integerValue`` where every digit counts.
    public var numberValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The text, or `nil` when this is anything else.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements, or `nil` when this is anything else.
    public var arrayValue: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, or `nil` when this is anything else.
    public var objectValue: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The value under a key, or `nil` when this is no object or has no such key.
    public subscript(key: String) -> JSONValue? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    /// The element at an index, or `nil` when this is no array or has no such element.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let array) = self, array.indices.contains(index) else { return nil }
        return array[index]
    }
}

// MARK: - Writing a value in Swift

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Makes `null`.
    public init(nilLiteral: ()) { self = .null }
    /// Makes a boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Makes an integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// Makes a number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// Makes a text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Makes an array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// Makes an object.
    ///
    /// A key written twice is a programming error.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        object.reserveCapacity(elements.count)
        for (key, value) in elements {
            let isNew = object.insert(value, forKey: key)
            precondition(isNew, "a JSON object literal has the same key twice")
        }
        self = .object(object)
    }
}

extension JSONValue: CustomStringConvertible {
    /// The compact JSON text.
    public var description: String {
        String(decoding: JSONWriter.compact(self), as: UTF8.self)
    }
}

import Foundation
import SegmentLog

/// Reads fields from the named members of a JSON object.
///
/// A code or a time that is not there is an error, because its blank value would be a guess; so is
/// a member that the type does not have. `null` is the same as not being there.
struct JSONFieldReader: FieldVisitor {
    private let object: JSONObject
    private var used = 0
    private var element: JSONValue?
    private let payloads: (any PayloadCodecs)?

    init(_ value: JSONValue, payloads: (any PayloadCodecs)? = nil) throws(CodecError) {
        guard case .object(let object) = value else {
            throw CodecError(.malformed, "is not a JSON object")
        }
        self.object = object
        self.payloads = payloads
    }

    static func decode<T: FieldGroup>(
        _ type: T.Type, from value: JSONValue, payloads: (any PayloadCodecs)? = nil
    ) throws(CodecError) -> T {
        var reader = try JSONFieldReader(value, payloads: payloads)
        var result = T()
        try result.fields(&reader)
        guard reader.used == reader.object.count else {
            let known = try FieldDescription.list(of: T.self).map(\.name)
            let extra = reader.object.keys.first { !known.contains($0) } ?? ""
            let shown = extra.count <= 40 && extra.allSatisfy { $0.isASCII } ? extra : "?"
            throw CodecError(
                .unknownField, field: shown,
                "is not a field of this type; its fields are \(known.joined(separator: ", "))")
        }
        return result
    }

    private mutating func take(_ name: StaticString) -> JSONValue? {
        if let element {
            self.element = nil
            return element
        }
        guard let value = object.value(of: name) else { return nil }
        used += 1
        return value.isNull ? nil : value
    }

    private func wrong(_ name: StaticString, _ expected: String) -> CodecError {
        CodecError(.malformed, field: "\(name)", "is not \(expected)")
    }

    /// The parsed form of a member, if it is there.
    private mutating func given<T>(
        _ name: StaticString, _ expected: String, _ parse: (JSONValue) -> T?
    ) throws(CodecError) -> T? {
        guard let value = take(name) else { return nil }
        guard let result = parse(value) else { throw wrong(name, expected) }
        return result
    }

    /// The parsed form of a text member that must be there.
    private mutating func parsed<T>(
        _ name: StaticString, _ expected: @autoclosure () -> String, _ parse: (String) -> T?
    ) throws(CodecError) -> T {
        guard let value = take(name) else {
            throw CodecError(
                .missingField, field: "\(name)", "is missing; it must be \(expected())")
        }
        guard case .string(let text) = value, let result = parse(text) else {
            throw wrong(name, expected())
        }
        return result
    }

    mutating func unsigned(_ field: FieldKey, _ value: inout UInt64) throws(CodecError) {
        guard let read = take(field.name) else { return }
        switch read {
        case .integer(let integer) where integer >= 0: value = UInt64(integer)
        case .string(let text):
            guard let large = UInt64(text), large > Int64.max, "\(large)" == text else {
                fallthrough
            }
            value = large
        default: throw wrong(field.name, "a whole number from 0")
        }
    }

    mutating func integer(_ field: FieldKey, _ value: inout Int64) throws(CodecError) {
        value = try given(field.name, "a whole number") { $0.integerValue } ?? value
    }

    mutating func flag(_ field: FieldKey, _ value: inout Bool) throws(CodecError) {
        value = try given(field.name, "true or false") { $0.boolValue } ?? value
    }

    mutating func text(_ field: FieldKey, _ value: inout String) throws(CodecError) {
        value = try given(field.name, "text") { $0.stringValue } ?? value
    }

    mutating func code<T: FieldCode>(_ field: FieldKey, _ value: inout T) throws(CodecError) {
        value = try parsed(
            field.name, "one of \(T.allCases.map(\.rawValue).joined(separator: ", "))"
        ) { T(rawValue: $0) }
    }

    mutating func bytes(_ field: FieldKey, _ value: inout [UInt8]) throws(CodecError) {
        value =
            try given(field.name, "base64") { $0.stringValue.flatMap { Base64.decode($0.utf8) } }
            ?? value
    }

    mutating func day(_ field: FieldKey, _ value: inout Day) throws(CodecError) {
        value = try parsed(field.name, "a day such as 2025-09-30") { Day($0) }
    }

    mutating func instant(_ field: FieldKey, _ value: inout Instant) throws(CodecError) {
        value = try parsed(field.name, "an instant such as 2025-09-30T10:00:00+08:00") {
            Instant($0)
        }
    }

    mutating func moment(_ field: FieldKey, _ value: inout Moment) throws(CodecError) {
        value = try parsed(field.name, "a year, a month, a day or an instant (ISO 8601)") {
            Moment($0)
        }
    }

    mutating func money(_ field: FieldKey, _ value: inout Money) throws(CodecError) {
        value =
            try given(field.name, "money as a whole number of fen") {
                $0.integerValue.map(Money.init(fen:))
            } ?? value
    }

    mutating func sealed(
        _ field: FieldKey, _ value: inout Personal, of subject: @autoclosure () -> Tag
    ) throws(CodecError) {
        let expected = "text, or what a redacted export has in its place"
        value = try given(field.name, expected) { Personal(json: $0) } ?? value
    }

    mutating func embedded(_ field: FieldKey, of type: EventType, _ value: inout [UInt8])
        throws(CodecError)
    {
        guard let codec = payloads?.codec(of: type) else {
            throw CodecError(.unknownType, field: "\(field.name)", "is of an unknown event type")
        }
        guard let read = take(field.name) else {
            throw CodecError(.missingField, field: "\(field.name)", "is missing")
        }
        do throws(CodecError) { value = try codec.payload(of: read) } catch {
            throw error.inside(field.name)
        }
    }

    mutating func optional<T: FieldValue>(_ field: FieldKey, _ value: inout T?) throws(CodecError) {
        guard let read = object.value(of: field.name) else { return }
        guard !read.isNull else {
            used += 1
            return
        }
        var present = T.blank
        try present.visit(field, &self)
        value = present
    }

    mutating func list<T: FieldValue>(_ field: FieldKey, _ value: inout [T]) throws(CodecError) {
        guard let read = take(field.name) else { return }
        guard case .array(let items) = read else { throw wrong(field.name, "a list") }
        value.removeAll()
        for (index, item) in items.enumerated() {
            guard !item.isNull else { throw wrong(field.name, "a list without null") }
            var entry = T.blank
            element = item
            do throws(CodecError) { try entry.visit(field, &self) } catch {
                var located = error
                located.field = error.field.replacing(
                    "\(field.name)", with: "\(field.name).\(index)")
                throw located
            }
            value.append(entry)
        }
    }

    mutating func group<T: FieldGroup>(_ field: FieldKey, _ value: inout T) throws(CodecError) {
        guard let read = take(field.name) else { return }
        do throws(CodecError) {
            value = try JSONFieldReader.decode(T.self, from: read, payloads: payloads)
        } catch { throw error.inside(field.name) }
    }
}

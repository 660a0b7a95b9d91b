import CaseExchange
public import CaseLedger
import Foundation

/// Holds the event types of a catalog to files that say what each was when it was first recorded.
///
/// There is one file for each type and version, `visit.made-1.json`: its fields by number, name
/// and kind, one example with every field set, and the bytes of that example. A name, a number or
/// a meaning that drifts makes ``problems()`` speak, and so does a type without a file. A file is
/// written once, when its type is new, and never again:
///
/// ```swift
/// @Test func noEventTypeDrifts() throws {
///     let golden = GoldenEvents(.library, in: "fixtures/events")
///     if ProcessInfo.processInfo.environment["WRITE_GOLDEN"] != nil { try golden.writeMissing() }
///     #expect(try golden.problems() == [])
/// }
/// ```
public struct GoldenEvents {
    /// The event types.
    public let catalog: EventCatalog
    /// The folder of the files.
    public let directory: String

    /// The files of a catalog in a folder.
    public init(_ catalog: EventCatalog, in directory: String) {
        self.catalog = catalog
        self.directory = directory
    }

    /// What differs between the event types and their files; empty if nothing does.
    ///
    /// - Throws: What reading the folder throws.
    public func problems() throws -> [String] {
        var found: [String] = []
        let types = Set(catalog.definitions.map { Self.fileName($0.type) })
        for name in try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        where name.hasSuffix(".json") && !types.contains(name) {
            found.append("\(name): its event type is gone; a name on disk never is")
        }
        for definition in catalog.definitions {
            let name = Self.fileName(definition.type)
            guard let bytes = FileManager.default.contents(atPath: "\(directory)/\(name)") else {
                found.append("\(name): is missing; a new event type needs its file")
                continue
            }
            found += try drift(of: definition, from: JSONValue.parse(Array(bytes)))
                .map { "\(name): \($0)" }
        }
        return found
    }

    /// Writes the files that are missing, and touches no other.
    ///
    /// - Returns: The names of the files written.
    /// - Throws: What encoding or writing throws.
    @discardableResult
    public func writeMissing() throws -> [String] {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        var written: [String] = []
        for definition in catalog.definitions {
            let name = Self.fileName(definition.type)
            let path = "\(directory)/\(name)"
            guard !FileManager.default.fileExists(atPath: path) else { continue }
            let text = JSONWriter.pretty(try json(definition))
            try Data(text).write(to: URL(filePath: path), options: .withoutOverwriting)
            written.append(name)
        }
        return written
    }

    /// The file of a type.
    public static func fileName(_ type: EventType) -> String {
        "\(type.name)-\(type.version).json"
    }

    private func json(_ definition: EventDefinition) throws -> JSONValue {
        let bytes = try FieldFiller.exampleBytes(definition.payload, in: catalog)
        return [
            "type": .string(definition.type.description),
            "message": .string(ProtoSchema.messageName(of: definition.type)),
            "fields": .array(definition.fields.map(\.golden)),
            "example": try definition.json(bytes, catalog: catalog),
            "bytes": .string(bytes.map { padded(String($0, radix: 16)) }.joined()),
        ]
    }

    private func drift(of definition: EventDefinition, from golden: JSONValue) throws -> [String] {
        var found: [String] = []
        if golden["type"]?.stringValue != definition.type.description {
            found.append("is of type \(golden["type"] ?? .null)")
        }
        found += Self.drift(definition.fields, golden["fields"]?.arrayValue ?? [], inside: "")
        let bytes = Self.bytes(golden["bytes"]?.stringValue ?? "")
        let example = golden["example"] ?? .null
        do {
            let read = try definition.json(bytes, catalog: catalog)
            if read != example { found.append("its bytes now mean \(read)") }
        } catch { found.append("its bytes cannot be read any more: \(error)") }
        do {
            let written = try definition.payload(from: example, catalog: catalog)
            if written != bytes { found.append("its example is now written in other bytes") }
        } catch { found.append("its example cannot be read any more: \(error)") }
        return found
    }

    private static func drift(
        _ fields: [FieldDescription], _ golden: [JSONValue], inside path: String
    ) -> [String] {
        var found: [String] = []
        let now = Dictionary(uniqueKeysWithValues: fields.map { (Int64($0.number), $0) })
        for was in golden {
            let number = was["number"]?.integerValue ?? 0
            let name = "field \(number) (\(path)\(was["name"]?.stringValue ?? ""))"
            guard let field = now[number] else {
                found.append("\(name) is gone")
                continue
            }
            for key in ["name", "kind", "optional", "repeated"]
            where field.golden[key] != was[key] {
                found.append(
                    "\(name): '\(key)' was \(was[key] ?? .null), is \(field.golden[key] ?? .null)")
            }
            let words = Set(field.golden["words"]?.arrayValue ?? [])
            for word in was["words"]?.arrayValue ?? [] where !words.contains(word) {
                found.append("\(name): the word \(word) is gone")
            }
            if case .group(let inner) = field.kind {
                found += drift(
                    inner, was["fields"]?.arrayValue ?? [], inside: "\(path)\(field.name).")
            }
        }
        let known = Set(golden.compactMap { $0["number"]?.integerValue })
        let last = known.max() ?? 0
        for field in fields where !known.contains(Int64(field.number)) {
            // What may be absent changes nothing that was recorded without it.
            if field.isOptional, !field.isRepeated, Int64(field.number) > last { continue }
            found.append(
                "field \(field.number) (\(path)\(field.name)) is new; make it a new version")
        }
        return found
    }

    private func padded(_ digits: String) -> String { digits.count == 1 ? "0\(digits)" : digits }

    private static func bytes(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}

extension FieldDescription {
    /// The field as a golden file has it.
    fileprivate var golden: JSONValue {
        var object = JSONObject()
        object["number"] = .integer(Int64(number))
        object["name"] = .string(name)
        object["optional"] = .bool(isOptional)
        object["repeated"] = .bool(isRepeated)
        switch kind {
        case .integer: object["kind"] = "sint64"
        case .unsigned: object["kind"] = "uint64"
        case .flag: object["kind"] = "bool"
        case .text: object["kind"] = "string"
        case .bytes: object["kind"] = "bytes"
        case .day: object["kind"] = "sint64, days since 1970-01-01"
        case .instant: object["kind"] = "sint64, microseconds since 1970-01-01T00:00:00Z"
        case .moment: object["kind"] = "Moment"
        case .money: object["kind"] = "sint64, fen"
        case .personal: object["kind"] = "Personal"
        case .embedded: object["kind"] = "bytes, another event's payload"
        case .code(let words):
            object["kind"] = "string, one of these words"
            object["words"] = .array(words.map { .string($0) })
        case .group(let fields):
            object["kind"] = "message"
            object["fields"] = .array(fields.map(\.golden))
        }
        return .object(object)
    }
}

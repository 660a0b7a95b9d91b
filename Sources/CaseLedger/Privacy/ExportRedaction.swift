import Crypto
import Foundation

/// Writes an export of CloudEvents anew without the personal data of subjects.
enum ExportRedaction {
    enum Outcome { case outOfReach, unaffected, rewritten([UInt8]), notRewritten(String) }

    /// Whether an event is on record as of a type.
    typealias IsOurs = (EventID, EventType) throws -> Bool

    /// Whether a file is there as it was written, and can be written anew.
    static func isInReach(_ path: String, _ digest: [UInt8]) -> Bool {
        guard let data = contents(of: path), !data.starts(with: SealedKeys.magic) else {
            return false
        }
        return Array(SHA256.hash(data: data)) == digest
    }

    /// The bytes of a regular file; nobody waits for a pipe.
    private static func contents(of path: String) -> Data? {
        let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type]
        guard kind as? FileAttributeType == .typeRegular else { return nil }
        return FileManager.default.contents(atPath: path)
    }

    static func run(
        _ path: String, _ digest: [UInt8], _ subjects: Set<Tag>, _ catalog: EventCatalog,
        _ isOurs: IsOurs
    ) throws -> Outcome {
        guard let data = contents(of: path),
            Array(SHA256.hash(data: data)) == digest
        else { return .outOfReach }
        guard !data.starts(with: SealedKeys.magic) else {
            return .notRewritten("a sealed copy of keys; make it anew, and destroy older ones")
        }
        var text: [UInt8] = []
        text.reserveCapacity(data.count)
        var isAffected = false
        for (number, line) in [UInt8](data).split(separator: 0x0A).enumerated() {
            guard let (object, definition) = try event(in: line, catalog, isOurs) else {
                return .notRewritten("line \(number + 1) is no event of this ledger")
            }
            if let redacted = try redact(object, definition, subjects, catalog) {
                isAffected = true
                text += redacted
            } else {
                text += line
            }
            text.append(0x0A)
        }
        guard isAffected else { return .unaffected }
        try Data(text).write(to: URL(fileURLWithPath: path), options: .atomic)
        if let handle = FileHandle(forUpdatingAtPath: path) {
            try handle.synchronize()
            try handle.close()
        }
        return .rewritten(Array(SHA256.hash(data: text)))
    }

    /// The event of this ledger that a line holds; `nil` if it holds anything else.
    private static func event(
        in line: ArraySlice<UInt8>, _ catalog: EventCatalog, _ isOurs: IsOurs
    ) throws -> (JSONObject, EventDefinition)? {
        guard case .object(let object)? = try? JSONValue.parse(line),
            let id = object["id"]?.stringValue.flatMap({ EventID($0) }),
            let definition = object["type"]?.stringValue.flatMap({ catalog.definition(written: $0) }
            ),
            try isOurs(id, definition.type)
        else { return nil }
        return (object, definition)
    }

    /// The line without the subjects' data; `nil` if it has none.
    private static func redact(
        _ object: JSONObject, _ definition: EventDefinition, _ subjects: Set<Tag>,
        _ catalog: EventCatalog
    ) throws -> [UInt8]? {
        guard definition.mayHoldPersonal, let data = object["data"] else { return nil }
        var object = object
        var isAffected = false
        let walk = PersonalWalk(catalog, .none) { value, _, subject in
            guard value.text != nil, subjects.contains(subject) else { return }
            value = Personal(.erased)
            isAffected = true
        }
        let payload = try definition.walk(
            try definition.payload(from: data, catalog: catalog), walk)
        guard isAffected else { return nil }
        object["data"] = try definition.json(payload, catalog: catalog)
        return JSONWriter.compact(.object(object))
    }
}

import Crypto
import Foundation

/// Writes an export of CloudEvents anew without the personal data of subjects.
enum ExportRedaction {
    enum Outcome { case outOfReach, unaffected, rewritten([UInt8]) }

    static func run(
        _ path: String, _ digest: [UInt8], _ subjects: Set<Tag>, _ catalog: EventCatalog
    ) throws -> Outcome {
        guard let data = FileManager.default.contents(atPath: path),
            Array(SHA256.hash(data: data)) == digest
        else { return .outOfReach }
        var text: [UInt8] = []
        text.reserveCapacity(data.count)
        var isAffected = false
        for line in [UInt8](data).split(separator: 0x0A) {
            if let redacted = try redact(line, subjects, catalog) {
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

    /// The line without the subjects' data; `nil` if it has none.
    private static func redact(
        _ line: ArraySlice<UInt8>, _ subjects: Set<Tag>, _ catalog: EventCatalog
    ) throws -> [UInt8]? {
        guard case .object(var object) = try JSONValue.parse(line),
            let type = object["type"]?.stringValue, let data = object["data"],
            let definition = catalog.definition(written: type), definition.mayHoldPersonal
        else { return nil }
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

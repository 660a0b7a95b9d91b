import Crypto
import Foundation

extension Ledger {
    /// Enters a file into the register of exports, so that an erasure reaches it.
    ///
    /// - Parameters:
    ///   - file: The file's absolute path; empty if it is not in a file of this machine.
    ///   - digest: SHA-256 of all that was written; empty before it is.
    ///   - purpose: What for.
    ///   - about: What it was narrowed to; everything, if empty.
    ///   - actor: Who made it.
    /// - Throws: ``LedgerError`` if it cannot be recorded.
    public func registerExport(
        file: String, digest: [UInt8], for purpose: Purpose, about: [Tag], by actor: Actor
    ) throws(LedgerError) {
        var made = ExportMade()
        made.file = file
        made.digest = digest
        made.purpose = purpose.id
        made.about = about.map(\.text)
        try leave([Draft(NewEvent(made, occurred: .instant(now), id: .next(at: now)), by: actor)])
    }

    /// Takes subjects out of every registered export that can be reached.
    func eraseExports(of subjects: Set<Tag>, by actor: Actor) async throws(LedgerError)
        -> [(file: String, digest: [UInt8], fate: Erasure.ExportFate)]
    {
        guard try knows(.exports) else { return [] }
        // Of a file that was written more than once, what was written last counts.
        var latest: [String: ExportMade] = [:]
        var lost: [ExportMade] = []
        try history(HistoryFilter(tags: [.exports])) { event in
            let made = try event.payload(ExportMade.self)
            if made.file.isEmpty { lost.append(made) } else { latest[made.file] = made }
        }
        var fates = lost.map { ($0.file, $0.digest, Erasure.ExportFate.outOfReach) }
        var drafts: [Draft] = []
        for (path, made) in latest.sorted(by: { $0.key < $1.key }) {
            let redaction = try ledgerErrors {
                try ExportRedaction.run(path, made.digest, subjects, catalog)
            }
            switch redaction {
            case .outOfReach: fates.append((path, made.digest, .outOfReach))
            case .unaffected: continue
            case .rewritten(let digest):
                fates.append((path, made.digest, .rewritten(digest)))
                var again = made
                again.digest = digest
                drafts.append(Draft(NewEvent(again), by: actor))
            }
        }
        if !drafts.isEmpty { try await append(drafts) }
        return fates
    }
}

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

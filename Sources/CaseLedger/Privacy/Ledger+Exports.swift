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
    /// - Throws: ``LedgerError``: `refused` if the actor may not take that out; what recording
    ///   throws.
    public func registerExport(
        file: String, digest: [UInt8], for purpose: Purpose, about: [Tag], by actor: Actor
    ) throws(LedgerError) {
        try require(.export, of: about, for: purpose, by: actor)
        var made = ExportMade()
        made.file = file
        made.digest = digest
        made.purpose = purpose.id
        made.about = about.map(\.text)
        try leave([Draft(NewEvent(made, occurred: .instant(now), id: .next(at: now)), by: actor)])
    }

    /// An export on record that may show somebody.
    typealias RegisteredExport = (made: ExportMade, position: UInt64, isOurs: Bool)

    /// The exports that show subjects, in the order of recording: what each was narrowed to names an
    /// entry before it in which something of theirs is sealed.
    ///
    /// Of a file that was written more than once, what was written last counts. One that waits to be
    /// taken in stands at the end.
    func exports(showing subjects: [Tag]) throws(LedgerError) -> [RegisteredExport] {
        let entries = try sealedEntries(of: subjects)
        var found: [RegisteredExport] = []
        func take(_ made: ExportMade, at position: UInt64, isOurs: Bool) {
            if isOurs, !made.file.isEmpty {
                found.removeAll { $0.isOurs && $0.made.file == made.file }
            }
            let about = Set(made.about)
            if entries.contains(where: { $0.position < position && about.isSubset(of: $0.tags) }) {
                found.append((made, position, isOurs))
            }
        }
        if try knows(.exports) {
            try history(of: .tag(.exports)) { event in
                take(
                    try event.payload(ExportMade.self), at: event.position,
                    isOurs: event.isDecidedHere)
            }
        }
        for draft in try waiting() where draft.event.type == ExportMade.type {
            guard try position(of: draft.event.id ?? .next()) == nil else { continue }
            let made = try ledgerErrors {
                try WireDecoder.decode(ExportMade.self, from: draft.event.payload)
            }
            take(made, at: size, isOurs: true)
        }
        return found
    }

    /// Takes subjects out of every export that this ledger wrote and still finds as it wrote it.
    ///
    /// Whatever else the register names is left as it is, and said to be if it shows them.
    func eraseExports(of subjects: [Tag], by actor: Actor) async throws(LedgerError)
        -> [(file: String, digest: [UInt8], fate: Erasure.ExportFate)]
    {
        var fates: [(String, [UInt8], Erasure.ExportFate)] = []
        var drafts: [Draft] = []
        let exports = try exports(showing: subjects).sorted { one, other in
            (one.isOurs ? 1 : 0, one.made.file) < (other.isOurs ? 1 : 0, other.made.file)
        }
        for (made, _, isOurs) in exports {
            guard isOurs else {
                fates.append((made.file, made.digest, .notRewritten("another ledger wrote it")))
                continue
            }
            switch redaction(of: made.file, made.digest, Set(subjects)) {
            case .outOfReach: fates.append((made.file, made.digest, .outOfReach))
            case .unaffected: continue
            case .notRewritten(let reason):
                fates.append((made.file, made.digest, .notRewritten(reason)))
            case .rewritten(let digest):
                fates.append((made.file, made.digest, .rewritten(digest)))
                var again = made
                again.digest = digest
                drafts.append(Draft(NewEvent(again), by: actor))
            }
        }
        if !drafts.isEmpty { try await append(drafts) }
        return fates
    }

    /// Rewrites a file that holds events of this ledger and nothing else.
    private func redaction(of path: String, _ digest: [UInt8], _ subjects: Set<Tag>)
        -> ExportRedaction.Outcome
    {
        do {
            return try ExportRedaction.run(path, digest, subjects, catalog) { id, type in
                guard let position = try self.position(of: id) else { return false }
                return try self.event(at: position).type == type
            }
        } catch let error as LedgerError {
            return .notRewritten(error.message)
        } catch { return .notRewritten("it cannot be written") }
    }
}

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

    /// Takes subjects out of every export that this ledger wrote and still finds as it wrote it.
    ///
    /// Whatever else the register names is left as it is and said to be.
    func eraseExports(of subjects: Set<Tag>, by actor: Actor) async throws(LedgerError)
        -> [(file: String, digest: [UInt8], fate: Erasure.ExportFate)]
    {
        guard try knows(.exports) else { return [] }
        // Of a file that was written more than once, what was written last counts.
        var latest: [String: ExportMade] = [:]
        var fates: [(String, [UInt8], Erasure.ExportFate)] = []
        try history(of: .tag(.exports)) { event in
            let made = try event.payload(ExportMade.self)
            if !event.isDecidedHere {
                fates.append((made.file, made.digest, .notRewritten("another ledger wrote it")))
            } else if made.file.isEmpty {
                fates.append((made.file, made.digest, .outOfReach))
            } else {
                latest[made.file] = made
            }
        }
        var drafts: [Draft] = []
        for (path, made) in latest.sorted(by: { $0.key < $1.key }) {
            switch redaction(of: path, made.digest, subjects) {
            case .outOfReach: fates.append((path, made.digest, .outOfReach))
            case .unaffected: continue
            case .notRewritten(let reason):
                fates.append((path, made.digest, .notRewritten(reason)))
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

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
        try history(of: .tag(.exports)) { event in
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

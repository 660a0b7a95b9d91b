import ArgumentParser
import FiveOnes

/// `fiveones export LEDGER --proof`.
extension ExportCommand {
    func validateProof() throws {
        guard proof else {
            if under.key != nil || under.checkpoint != nil {
                throw ValidationError("--key and --checkpoint belong to --proof.")
            }
            return
        }
        guard tag.count + (family == nil ? 0 : 1) == 1, period.since == nil, period.until == nil,
            times.frame == .everything, format == .cloudevents
        else { throw ValidationError("--proof takes one family or one tag, and all of its time.") }
        _ = try by.actor()
        if under.key == nil, under.checkpoint == nil {
            throw ValidationError("--proof takes --key, or the --checkpoint of an earlier file.")
        }
    }

    /// A family with what belongs to it, or just the tag that was asked for.
    private func subject(in ledger: Ledger) throws -> [Tag] {
        try family.map { try ledger.familyTags($0) } ?? tag
    }

    /// Writes one subject's file.
    func writeFile() async throws {
        let file: SubjectFile
        if let key = under.key {
            let signer = try openSigner(key)
            file = try await recording(in: ledger.path, say, clock: clock) { opened in
                try await opened.stateFile(
                    of: try subject(in: opened), signedBy: signer, by: try by.actor())
            }
        } else {
            let opened = try ReadableLedger(ledger.path, say)
            let note = try about(under.checkpoint ?? "") {
                try SignedNote(try contents(of: under.checkpoint ?? ""))
            }
            file = try about(ledger.path) {
                try opened.ledger.subjectFile(
                    of: subject(in: opened.ledger), under: note, by: try by.actor())
            }
        }
        let sink = try ExportSink(output)
        try sink.write(line: String(decoding: file.encoded, as: UTF8.self))
        try sink.finish()
    }
}

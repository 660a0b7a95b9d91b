import ArgumentParser
import FiveOnes
import Foundation

extension KeyCommand {
    /// Retires the key and records the decision in the ledger; doing it again changes nothing.
    func acceptRollback(of path: String) async throws {
        let signer = try openSigner(file)
        let note = try about(file) {
            if let note = try signer.retirement() { return note }
            let last = try signer.last()
            let prover = try about(path) { try Office(at: path).prover() }
            if (try? prover.requireGrowth(from: last.head, in: file)) != nil {
                throw Failure(
                    .badData,
                    "\(path): holds all that the key signed; there is no rollback to accept")
            }
            return try signer.retire(kept: prover.head, reason: reason ?? "")
        }
        guard let event = Self.event(of: note) else {
            throw Failure(.badData, "\(file).retired: is no note of a retired key")
        }
        let id = EventID.named(Data(note.encoded).base64EncodedString(), in: "fiveones.key-retired")
        let receipt = try await recording(in: path, say, clock: clock) { opened in
            try await opened.append([Draft(NewEvent(event, id: id), by: try by.actor())])
        }
        for position in receipt.positions {
            try write(
                line: say(
                    "已记入位置 \(position)；密钥 \(event.origin) 停用。",
                    "recorded at position \(position); the key \(event.origin) is retired."))
        }
    }

    /// What a retirement note says, as an event.
    private static func event(of note: SignedNote) -> RollbackAccepted? {
        let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 5 else { return nil }
        let signed = lines[2].split(separator: " ")
        let kept = lines[3].split(separator: " ")
        guard signed.count == 3, kept.count == 3, let signedSize = UInt64(signed[1]),
            let keptSize = UInt64(kept[1])
        else { return nil }
        var event = RollbackAccepted()
        event.origin = String(lines[1])
        event.signedSize = signedSize
        event.signedRoot = String(signed[2])
        event.keptSize = keptSize
        event.keptRoot = String(kept[2])
        event.reason = lines[4...].filter { !$0.isEmpty }.joined(separator: "\n")
        return event
    }
}

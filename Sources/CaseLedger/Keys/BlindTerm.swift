import Crypto
import Foundation

/// Personal data by which the same person is found again without anybody reading it.
///
/// The ledger tags the event with an HMAC of the term under a key of its own: equal terms give
/// equal tags, and without that key a tag tells nothing. Two subjects with one ID number are thus
/// found by their tags alone.
///
/// ```swift
/// func tag(_ tags: inout TagSet) {
///     tags.found(.member(member))
///     tags.alike(.number("id-number", idNumber))
/// }
/// ```
public struct BlindTerm: Hashable, Sendable {
    /// What kind of term it is, such as `id-number`; terms of two kinds are never alike.
    public let kind: String
    let text: String

    /// A term of plain text that has been normalized already; `nil` if it is empty.
    public init?(_ kind: String, _ text: String) {
        guard !text.isEmpty else { return nil }
        self.kind = kind
        self.text = text
    }

    /// A number such as GB 11643's: spaces, dots and hyphens do not count, nor does width or case.
    public static func number(_ kind: String, _ number: Personal) -> BlindTerm? {
        let text = (number.text ?? "").precomposedStringWithCompatibilityMapping.uppercased()
        return BlindTerm(kind, text.filter { !$0.isWhitespace && !"-.·".contains($0) })
    }

    /// A name with a day of birth: spaces and middle dots do not count, nor does width or case.
    public static func name(_ kind: String, _ name: Personal, _ born: Moment?) -> BlindTerm? {
        guard let born, born.precision == .day else { return nil }
        let text = (name.text ?? "").precomposedStringWithCompatibilityMapping.uppercased()
            .filter { !$0.isWhitespace && !"·•・".contains($0) }
        return text.isEmpty ? nil : BlindTerm(kind, "\(text) \(born)")
    }

    /// The tag under one of the secrets.
    func tag(_ secret: [UInt8]) -> Tag {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(kind)\u{0}\(text)".utf8), using: SymmetricKey(data: secret))
        return Tag("blind", "\(kind).\(hex(Array(code).prefix(16)))")
    }
}

extension Ledger {
    /// The tags of a payload's blind terms; none without keys.
    func blindTags(of tags: TagSet) throws(LedgerError) -> [Tag] {
        guard !tags.alike.isEmpty, let secret = try sealing.store?.blindSecrets().last else {
            return []
        }
        return tags.alike.map { $0.tag(secret) }
    }

    /// The same for a draft; a live one is refused if they are another subject's.
    ///
    /// What is brought in from elsewhere is recorded all the same, and found by its tags.
    func blindTags(of draft: Draft, _ core: borrowing Core) throws(LedgerError) -> [Tag] {
        let tags = draft.event.tags
        guard !tags.alike.isEmpty, let store = sealing.store else { return [] }
        let secrets = try store.blindSecrets()
        if draft.attestation == nil, let subject = tags.all.first {
            for term in tags.alike {
                for secret in secrets {
                    guard let position = try index.head(of: term.tag(secret)) else { continue }
                    let other = try subjectTag(at: position, core)
                    guard let other, other != subject else { continue }
                    throw LedgerError(Self.alike(term, other, at: position))
                }
            }
        }
        return secrets.last.map { secret in tags.alike.map { $0.tag(secret) } } ?? []
    }

    private static func alike(_ term: BlindTerm, _ other: Tag, at position: UInt64)
        -> RuleViolation
    {
        RuleViolation(
            "I3",
            Phrase(
                "\(other) 已以相同的 \(term.kind) 在案（位置 \(position)）。",
                "\(other) is on record with the same \(term.kind) (position \(position))."),
            advice: Phrase(
                "核对是否同一人；若是，用其编号。",
                "See whether it is the same person; if so, use that identifier."))
    }

    private func subjectTag(at position: UInt64, _ core: borrowing Core) throws(LedgerError) -> Tag?
    {
        let bytes =
            if let bytes = core.inFlight[position] { bytes } else {
                try entryBytes(at: position)
            }
        return try ledgerErrors(at: position) {
            try WireDecoder.decode(Envelope.self, from: bytes).subjects.first
        }
    }
}

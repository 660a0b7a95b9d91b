import Crypto
import Foundation
import SegmentLog

extension TagSet {
    /// Personal data by which the same person is found again without anybody reading it.
    ///
    /// The ledger tags the event with an HMAC of the term under a key of its own: equal terms give
    /// equal tags, and without that key a tag tells nothing. Two subjects with one ID number are
    /// thus found by their tags alone.
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

        /// A number such as GB 11643's: spaces, dots and hyphens do not count, nor does width or
        /// case.
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
            return Tag("blind", "\(kind).\(String(hex: Array(code).prefix(16)))")
        }
    }
}

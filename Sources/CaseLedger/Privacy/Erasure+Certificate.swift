import Foundation
public import SegmentLog

extension Erasure {
    /// The certificate: a C2SP signed note that says what was destroyed, what is kept and on what
    /// ground, and what stays provable.
    ///
    /// ```
    /// fiveones/erasure/v1
    /// log 5f1c…
    /// subject member:M-0031
    /// ground PIPL article 47
    /// proposed 4702 by he.min cityStaff city:double-support
    /// by chen.jie districtStaff district:nanshan
    /// at 2025-09-30T10:00:00+08:00
    /// position 4711
    /// destroyed 2 keys; 9 sealed fields in 7 entries can never be opened again
    /// purged search index: 3
    /// export 9a0f… rewritten 77be… /srv/out/family.jsonl
    /// export 51c2… not rewritten: another ledger wrote it: /srv/in/all.jsonl
    /// kept …
    /// tree 4712 uWk…=
    /// ```
    ///
    /// - Throws: `malformed` if a text of it can be none of a note.
    public func certificate(by key: SigningKey) throws(LogError) -> SignedNote {
        try key.sign(text)
    }

    /// The certificate's text, one fact a line.
    public var text: String {
        var lines = ["fiveones/erasure/v1", "log \(log?.description ?? "unknown")"]
        lines += subjects.map { "subject \($0.text)" }
        lines += [
            "ground \(ground)"
        ]
        if let proposal {
            let by = proposal.actor
            lines.append("proposed \(proposal.position) by \(by.id) \(by.role) \(by.unit)")
        }
        lines += [
            "by \(actor.id) \(actor.role) \(actor.unit)", "at \(at)",
            "position \(positions.map(String.init).joined(separator: " "))",
            "destroyed \(keysDestroyed) keys; \(fields) sealed fields in \(entries) entries can "
                + "never be opened again",
        ]
        lines += purged.map { "purged \($0.name): \($0.count)" }
        lines += exports.map { export in
            let fate =
                switch export.fate {
                case .rewritten(let digest): "rewritten \(String(hex: digest))"
                case .outOfReach: "out-of-reach"
                case .notRewritten(let reason): "not rewritten: \(reason):"
                }
            return "export \(String(hex: export.digest)) \(fate) \(export.file)"
        }
        lines += kept.map { "kept \($0)" }
        lines.append("tree \(size) \(root)")
        return lines.map { line in
            String(line.map { $0.isNewline || ($0.asciiValue ?? 32) < 32 ? " " : $0 }) + "\n"
        }.joined()
    }
}

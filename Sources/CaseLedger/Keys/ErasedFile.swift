import Crypto
import SegmentLog

/// The file `erased` of a key store, as far as it was read.
///
/// It has one JSON object a line: `subject`, `event`, `at`, and `check`, the front of
/// HMAC-SHA-256 over the line before's check and these three, each ended by a zero byte, under a key
/// that only the store's wrapping key opens. So no line can be changed, made up or taken out of the
/// middle. Lines without a check, of an earlier version, stand before all others; they keep a subject
/// from being opened, and destroy nothing unless the ledger says the same.
struct ErasedFile {
    /// The bytes of whole lines that were read.
    private(set) var bytes: UInt64 = 0
    /// The subjects of lines without a check.
    private(set) var unchecked: Set<Tag> = []
    private var check: [UInt8] = []

    private static let maximumLine = 1 << 20

    /// The line to append for a tombstone.
    func line(_ tombstone: LedgerKeys.Tombstone, _ secrets: KeyStoreSecrets) -> [UInt8] {
        let line: JSONValue = [
            "subject": .string(tombstone.subject.text), "event": .string("\(tombstone.event)"),
            "at": .string("\(tombstone.at)"),
            "check": .string(String(hex: next(tombstone, secrets))),
        ]
        return Array((line.description + "\n").utf8)
    }

    private func next(
        _ tombstone: LedgerKeys.Tombstone, _ secrets: KeyStoreSecrets
    ) -> [UInt8] {
        let said = [tombstone.subject.text, "\(tombstone.event)", "\(tombstone.at)"]
        let text = check + said.flatMap { Array($0.utf8) + [0] }
        return Array(
            HMAC<SHA256>.authenticationCode(for: text, using: secrets.erasedKey).prefix(16))
    }

    /// Reads the whole lines that were appended since, a piece at a time.
    ///
    /// - Throws: ``LedgerError/Code/keysLost`` at a line that is not as it was written.
    mutating func read(
        _ file: any StorageFile, _ secrets: KeyStoreSecrets,
        _ body: (LedgerKeys.Tombstone) -> Void
    ) throws(LedgerError) {
        let size = try ledgerErrors { try file.size() }
        while bytes < size {
            let piece = try ledgerErrors { [bytes] in
                try file.read(
                    at: bytes, count: Int(min(UInt64(Self.maximumLine), size - bytes)))
            }
            guard let end = piece.lastIndex(of: 0x0A) else {
                // What follows the last whole line is of an erasure that was interrupted.
                guard piece.count == Self.maximumLine else { return }
                throw Self.damaged(at: bytes)
            }
            for line in piece[...end].split(separator: 0x0A, omittingEmptySubsequences: false)
                .dropLast()
            {
                body(try take(line, secrets))
                bytes += UInt64(line.count + 1)
            }
        }
    }

    private mutating func take(
        _ line: ArraySlice<UInt8>, _ secrets: KeyStoreSecrets
    ) throws(LedgerError) -> LedgerKeys.Tombstone {
        guard case .object(let object)? = try? JSONValue.parse(line),
            let subject = object["subject"]?.stringValue.flatMap({ Tag(parsing: $0) }),
            let event = object["event"]?.stringValue.flatMap({ EventID($0) }),
            let at = object["at"]?.stringValue.flatMap({ Instant($0) })
        else { throw Self.damaged(at: bytes) }
        let tombstone = LedgerKeys.Tombstone(subject: subject, event: event, at: at)
        if let said = object["check"] {
            let check = next(tombstone, secrets)
            guard object.count == 4, said.stringValue == String(hex: check) else {
                throw Self.damaged(at: bytes)
            }
            self.check = check
            unchecked.remove(subject)
        } else {
            guard object.count == 3, check.isEmpty else { throw Self.damaged(at: bytes) }
            unchecked.insert(subject)
        }
        return tombstone
    }

    /// Goes on behind a line that was appended.
    mutating func appended(
        _ line: [UInt8], _ tombstone: LedgerKeys.Tombstone, _ secrets: KeyStoreSecrets
    ) {
        check = next(tombstone, secrets)
        bytes += UInt64(line.count)
        unchecked.remove(tombstone.subject)
    }

    private static func damaged(at offset: UInt64) -> LedgerError {
        .keysLost("file erased, offset \(offset): a line is damaged")
    }
}

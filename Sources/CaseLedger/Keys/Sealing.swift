import SegmentLog

/// What a ledger seals and opens personal data with.
struct Sealing: Sendable {
    /// The keys; `nil` without any.
    let store: (any KeyStore)?
    /// Whether the ledger opened the store itself.
    private let isOpened: Bool
    /// Whether personal data is recorded as it is.
    let isClear: Bool
    /// The log's identity, as it is bound into what is sealed.
    let log: [UInt8]

    init(_ keys: LedgerKeys, log: LogID?, for access: LedgerAccess) throws(LedgerError) {
        store = try keys.open(for: access)
        isOpened = keys.isOpened
        isClear = keys.isClear
        self.log = log.map { Array($0.description.utf8) } ?? []
        guard let store else { return }
        guard let log else {
            throw .keys("the log does not say which it is, so nothing in it can be opened")
        }
        try store.bind(to: log)
    }

    /// Lets go of a store that was opened here.
    func close() {
        if isOpened, let store = store as? FileKeyStore { store.close() }
    }
}

/// Personal data in a payload: what it is, where it stands, whose it is.
struct FoundPersonal {
    let value: Personal
    let origin: SealOrigin
    let subject: Tag
}

extension Sealing {
    /// Seals a value; `false` if it is sealed or erased already, though its subject is not.
    ///
    /// Before a key is made, `isNew` is asked and throws if one of that epoch was made before.
    func seal(
        _ value: inout Personal, _ origin: SealOrigin, _ subject: Tag, isLive: Bool,
        isNew: (UInt32) throws(LedgerError) -> Void
    ) throws(LedgerError) -> Bool {
        guard let store else { throw .keysNeeded }
        guard let text = value.text else {
            if value.isErased, try store.tombstones()[subject] != nil { return true }
            return false
        }
        if let epoch = try store.missing(for: subject) { try isNew(epoch) }
        let key: LedgerKeys.SubjectKey
        do throws(LedgerError) { key = try store.current(for: subject) } catch {
            guard error.code == .erased, !isLive else { throw error }
            value = Personal(.erased)
            return true
        }
        let bytes = try ledgerErrors {
            try SealedText.seal(text, origin, of: subject, with: key, in: log)
        }
        value = Personal(.sealed(origin.bytes + bytes))
        return true
    }

    /// Whether what is on record says what is said again.
    func isSame(_ stored: FoundPersonal, _ said: Personal) throws(LedgerError) -> Bool {
        if let one = stored.value.text { return one == said.text }
        if let one = stored.value.sealedText, let other = said.sealedText {
            return one.bytes == other.bytes
        }
        if try store?.tombstones()[stored.subject] != nil { return true }
        guard stored.value.sealedText != nil, let text = said.text else {
            return stored.value.isErased
        }
        return try open(stored.value, of: stored.subject) == text
    }

    /// The text of sealed data; `nil` if it was altered or moved.
    ///
    /// - Throws: ``LedgerError/Code/keysLost`` if its key is not there, `keys` without keys.
    func open(_ value: Personal, of subject: Tag?) throws(LedgerError) -> String? {
        if let text = value.text { return text }
        guard let (origin, bytes) = value.sealedText, let sealed = SealedText(bytes) else {
            return nil
        }
        if let subject, subject != sealed.subject { return nil }
        guard let store else {
            throw .keys("the ledger was opened without keys; open it with them to read this")
        }
        guard let key = try store.key(for: sealed.subject, epoch: sealed.epoch) else {
            throw .keysLost(
                "the key of this \(sealed.subject.kind) is not in the key store, which may be an "
                    + "older copy")
        }
        return sealed.open(origin, with: key, in: log)
    }
}

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

    init(_ keys: LedgerKeys, log: LogID?, for access: Ledger.Access) throws(LedgerError) {
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

extension Ledger {
    /// The drafts with their personal data sealed, and every key for that on disk.
    func sealed(_ drafts: [Draft]) throws(LedgerError) -> [Draft] {
        guard !sealing.isClear else { return drafts }
        var result = drafts
        for place in drafts.indices where mayHoldPersonal(drafts[place].event.type) {
            try seal(&result[place])
        }
        try sealing.store?.synchronize()
        return result
    }

    /// The same, each draft for itself; those that cannot be sealed are refused, by their places.
    func sealedOrRefused(
        _ drafts: [Draft]
    ) throws(LedgerError) -> (drafts: [Draft], refused: [Int: LedgerError]) {
        guard !sealing.isClear else { return (drafts, [:]) }
        var result = drafts
        var refused: [Int: LedgerError] = [:]
        for place in drafts.indices where mayHoldPersonal(drafts[place].event.type) {
            do throws(LedgerError) { try seal(&result[place]) } catch {
                guard error.code != .log else { throw error }
                refused[place] = error
            }
        }
        try sealing.store?.synchronize()
        return (result, refused)
    }

    private func mayHoldPersonal(_ type: EventType) -> Bool {
        catalog.index(of: type).map { catalog.definitions[$0].mayHoldPersonal } ?? false
    }

    /// Seals what is personal in a draft.
    ///
    /// Of a subject that was erased nothing is sealed again: what is brought in from elsewhere is
    /// recorded without it, and a live event is refused.
    private func seal(_ draft: inout Draft) throws(LedgerError) {
        guard let definition = catalog.definition(of: draft.event.type),
            definition.mayHoldPersonal
        else { return }
        let id = draft.event.id ?? newID(now)
        let isLive = draft.attestation == nil
        var failure: LedgerError?
        var redacted: SealOrigin?
        var found = false
        let walk = PersonalWalk(catalog, SealOrigin(id)) { [sealing] value, origin, subject in
            found = true
            do throws(LedgerError) {
                let isSealed = try sealing.seal(&value, origin, subject, isLive: isLive)
                if !isSealed { redacted = redacted ?? origin }
            } catch { failure = failure ?? error }
        }
        let sealed = try ledgerErrors { try definition.walk(draft.event.payload, walk) }
        if let failure { throw failure }
        guard found else { return }
        draft.event.id = id
        draft.event.sealed = sealed
        draft.event.redacted = redacted.map {
            FieldDescription.name($0.numbers, in: definition.fields) ?? "?"
        }
    }

    /// Whether a draft says what an entry says, the personal data in both compared in the clear.
    ///
    /// What was erased since cannot be compared any more and counts as the same.
    func saysTheSame(_ first: Envelope, as second: inout Envelope, by draft: Draft) throws -> Bool {
        second.payload = draft.event.payload
        let type = EventType(first.type, version: UInt32(truncatingIfNeeded: first.version))
        guard let definition = catalog.definition(of: type), definition.mayHoldPersonal,
            first.type == second.type, first.version == second.version,
            let id = EventID(bytes: first.id)
        else { return try first.content() == second.content() }
        let stored = try Self.personal(in: first.payload, definition, catalog, SealOrigin(id))
        let said = try Self.personal(in: second.payload, definition, catalog, SealOrigin(id))
        var bare = first
        bare.payload = stored.rest
        second.payload = said.rest
        guard try bare.content() == second.content(), stored.values.count == said.values.count
        else { return false }
        for (one, other) in zip(stored.values, said.values) {
            guard try sealing.isSame(one, other.value) else { return false }
        }
        return true
    }

    /// What is personal in a payload, in order, and the payload with all of it alike.
    private static func personal(
        in payload: [UInt8], _ definition: EventDefinition, _ catalog: EventCatalog,
        _ origin: SealOrigin
    ) throws -> (values: [FoundPersonal], rest: [UInt8]) {
        var values: [FoundPersonal] = []
        let walk = PersonalWalk(catalog, origin) { value, origin, subject in
            values.append(FoundPersonal(value: value, origin: origin, subject: subject))
            value = Personal(.erased)
        }
        let rest = try definition.walk(payload, walk)
        return (values, rest)
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
    func seal(
        _ value: inout Personal, _ origin: SealOrigin, _ subject: Tag, isLive: Bool
    ) throws(LedgerError) -> Bool {
        guard let store else { throw .keysNeeded }
        guard let text = value.text else {
            if value.isErased, try store.tombstones()[subject] != nil { return true }
            return false
        }
        let key: SubjectKey
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
    /// - Throws: ``LedgerError/Code/keys`` if its key is not there.
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
            throw .keys(
                "the key of this \(sealed.subject.kind) is not in the key store; it may be an older "
                    + "copy")
        }
        return sealed.open(origin, with: key, in: log)
    }
}

extension Ledger {
    /// Whether an event on record says what a payload in the clear says.
    ///
    /// - Throws: ``LedgerError/Code/keys`` if that takes keys that are not there.
    public func says(_ event: RecordedEvent, _ type: EventType, _ payload: [UInt8])
        throws(LedgerError) -> Bool
    {
        guard event.type == type else { return false }
        var same = event.envelope
        let new = NewEvent(
            id: event.id, type: type,
            payload: ReadPayload(bytes: payload, tags: TagSet(), problem: nil),
            occurred: event.envelope.occurred)
        return try ledgerErrors(at: event.position) {
            try saysTheSame(event.envelope, as: &same, by: Draft(new, by: event.actor))
        }
    }
}

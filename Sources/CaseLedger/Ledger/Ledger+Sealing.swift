import SegmentLog

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
                guard ![.log, .keysLost].contains(error.code) else { throw error }
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
            definition.mayHoldPersonal, draft.event.sealed == nil
        else { return }
        let id = draft.event.id ?? newID(now)
        let isLive = draft.attestation == nil
        var failure: LedgerError?
        var redacted: SealOrigin?
        var found = false
        let walk = PersonalWalk(catalog, SealOrigin(id)) { [sealing] value, origin, subject in
            found = true
            do throws(LedgerError) {
                let isSealed = try sealing.seal(&value, origin, subject, isLive: isLive) {
                    (epoch) throws(LedgerError) in try self.requireUnused(subject, epoch)
                }
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

    /// Refuses to make a key again under which an entry is sealed: it was lost, and may come back.
    private func requireUnused(_ subject: Tag, _ epoch: UInt32) throws(LedgerError) {
        guard try knows(subject) else { return }
        for position in try entries(of: .tags([subject]), below: size).positions {
            for found in try sealedTexts(of: try event(at: position))
            where found.text.subject == subject && found.text.epoch == epoch {
                throw .keysLost(
                    "entry \(position) is sealed under a key of this \(subject.kind) that is not in "
                        + "the key store, so none is made in its place")
            }
        }
    }

    /// What is sealed in an event, in order, each with its place.
    func sealedTexts(of event: RecordedEvent) throws(LedgerError)
        -> [(origin: SealOrigin, text: SealedText)]
    {
        guard let definition = catalog.definition(of: event.type), definition.mayHoldPersonal
        else { return [] }
        var found: [(SealOrigin, SealedText)] = []
        let walk = PersonalWalk(catalog, SealOrigin(event.id)) { value, _, _ in
            guard let (origin, bytes) = value.sealedText, let text = SealedText(bytes) else {
                return
            }
            found.append((origin, text))
        }
        _ = try ledgerErrors(at: event.position) {
            try definition.walk(event.envelope.payload, walk)
        }
        return found
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

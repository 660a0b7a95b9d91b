import Synchronization

/// What a decision refers to must be on record still.
extension Ledger {
    /// Refuses events that refer to a subject of which every founding event was retracted, or
    /// corrected to be another's.
    ///
    /// The log refuses what was never founded (``LedgerError/Code/unknownReference``); what was
    /// founded once has its place there for ever, whatever became of it. Only a subject with
    /// amendments is looked up.
    ///
    /// - Complexity: O(references) look-ups; O(founding events) for a subject with amendments.
    func requireOnRecord(_ drafts: [Draft]) throws(LedgerError) {
        let founded = drafts.flatMap(\.event.tags.founded)
        for draft in drafts {
            let references = try references(of: draft).filter {
                catalog.foundedKinds.contains(String($0.kind)) && !founded.contains($0)
            }
            for tag in try index.withNews(references, Self.amendments.codes, from: 0) {
                guard try !isFounded(tag),
                    try !core.withLock({ (core) throws(LedgerError) in try isKnown(drafts, core) })
                else { continue }
                throw LedgerError(
                    .unknownReference,
                    "it refers to a \(tag.kind) whose record was retracted or corrected away; record "
                        + "it anew, or mend the reference")
            }
        }
    }

    private static let amendments: Query.Types = [EventCorrected.type, EventRetracted.type]

    /// What an event refers to; of a correction, what the corrected event did not.
    private func references(of draft: Draft) throws(LedgerError) -> [Tag] {
        guard draft.isAmendment else { return draft.event.tags.all }
        return try ledgerErrors {
            guard draft.event.type == EventCorrected.type else { return [] }
            let correction = try WireDecoder.decode(EventCorrected.self, from: draft.event.payload)
            guard let type = EventType(parsing: correction.targetType),
                let definition = catalog.definition(of: type),
                let target = EventID(correction.target)
            else { return [] }
            let before = try amendedEvent(target)?.subjects ?? []
            return try definition.tags(of: correction.replacement).all.filter {
                !before.contains($0)
            }
        }
    }

    /// Whether an event on record founds a subject, amendments considered.
    private func isFounded(_ tag: Tag) throws(LedgerError) -> Bool {
        let founders = catalog.definitions.filter { $0.founds.contains(String(tag.kind)) }
        let query = Query([.init(types: Query.Types(founders.map(\.type)), tags: [tag])])
        let end = index.end
        let found = try entries(of: query, below: end)
        let amendments = try amendments(knownAt: nil, below: end)
        return try ledgerErrors {
            var isFounded = false
            for position in found.positions where !isFounded {
                try bytes(at: position, of: found).withUnsafeBytes { bytes in
                    let entry = try EntryView(bytes)
                    guard !entry.isAmendment,
                        let type = types.index(types.name(entry.typeName), version: entry.version)
                    else { return }
                    try show(entry, type, .everything, amendments) { type, context in
                        let tags = try catalog.definitions[type].tags(of: Array(context.payload))
                        isFounded = tags.founded.contains(tag)
                    }
                }
            }
            return isFounded
        }
    }
}

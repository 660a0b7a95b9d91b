/// A decision of the past, taken again on what it had seen then.
///
/// ```swift
/// let again = try await ledger.redecide(LendBook(book: "B-7", reader: "R-1"), at: 0)
/// for difference in again.differences { print(difference) }
/// ```
public struct Redecision: Sendable {
    /// Something in which the record and the decision taken again do not agree.
    public struct Difference: Hashable, Sendable, CustomStringConvertible {
        /// The entry.
        public let position: UInt64
        /// What of it: `rule`, `count`, `type`, `id`, `data`, `tags`, `occurred`, `observed`, `news`.
        public let what: String
        /// What is on record and what the decision gives, without personal data.
        public let message: Phrase

        /// Place and difference, on one line.
        public var description: String { "entry \(position), \(what): \(message.english)" }
    }

    /// The event that the decision recorded first, as it is on record.
    public let recorded: RecordedEvent
    /// How many entries it had seen: it knew what stands below this position.
    public let observed: UInt64
    /// What it records when it is taken again; nothing, if it is refused.
    public let decided: [NewEvent]
    /// The rule that refuses it now.
    public let refusal: RuleViolation?
    /// The version of the policy that it goes by when it is taken again; `nil` if it is refused.
    ///
    /// Where it is not the recorded one (``Envelope/policy``), the program knows another policy now
    /// than it did then. That alone makes no difference.
    public let policy: String?
    /// In what the record and the decision do not agree; empty if they do.
    public let differences: [Difference]

    /// Whether the decision taken again gives the events on record, and no other.
    public var isSame: Bool { differences.isEmpty }
}

extension Ledger {
    /// Takes a decision of the past again, on what it had seen then, and compares.
    ///
    /// The state is folded from the entries below the position that the entry says the decision had
    /// observed, authority included. The present moment is when the event is said to have happened,
    /// if that lies between the last entry seen and the recording, or before both where the clock was
    /// behind the last entry, else the recording itself.
    /// Compared are the events from `position` on: type, identity if the decision names one,
    /// content, tags, when it happened; and whether the decision can have seen what it says: nothing
    /// that it read about may have been recorded between that and its own entry.
    ///
    /// Whoever kept the ledger may have bypassed the rules by recording an event as if it had been
    /// decided. This finds it out; hashes do not. Events that were brought in from elsewhere
    /// (``Envelope/attestation``) were not decided here, and asking about them says nothing.
    /// Personal data is compared where the decision has it sealed too.
    ///
    /// - Parameters:
    ///   - decision: The decision, made anew from what it was about.
    ///   - position: Where its first event stands.
    /// - Returns: What it gives, and the differences.
    /// - Throws: ``LedgerError``: `log` or `damaged` if an entry cannot be read.
    /// - Complexity: O(entries about what the decision reads), as taking it was.
    public func redecide<D: Decision>(
        _ decision: D, at position: UInt64
    ) async throws(LedgerError) -> Redecision {
        let first = try event(at: position)
        let envelope = first.envelope
        var comparison = Comparison(at: position)
        let claimed = envelope.observed ?? position
        if claimed > position {
            comparison.differ(
                "observed", "称已见 \(claimed) 条，其时只有 \(position) 条",
                "it says that it had seen \(claimed) entries; there were \(position)")
        }
        let observed = min(claimed, position)
        let context = DecisionContext(
            actor: first.actor, now: try present(envelope, seen: observed), observed: observed,
            onBehalfOf: envelope.onBehalfOf, occurred: decision.occurred ?? envelope.occurred,
            amended: try amendedEvent(by: decision))
        let taken: Taken
        do throws(LedgerError) { taken = try await take(decision, context) } catch {
            guard let violation = error.violation else { throw error }
            comparison.differ("rule", violation.text(in: .chinese), violation.text(in: .english))
            return Redecision(
                recorded: first, observed: context.observed, decided: [], refusal: violation,
                policy: nil, differences: comparison.differences)
        }
        try compareNews(taken, context, &comparison)
        if taken.events.isEmpty {
            comparison.differ("count", "重新决定不产生事件", "taken again, it records nothing")
        }
        for (index, event) in taken.events.enumerated() {
            comparison.position = position + UInt64(index)
            guard comparison.position < size else {
                comparison.differ(
                    "count", "重新决定产生 \(taken.events.count) 个事件，此处已无记录",
                    "taken again, it records \(taken.events.count) events; nothing stands here")
                break
            }
            let recorded = try self.event(at: comparison.position)
            try compare(recorded, event, decision.occurred, &comparison)
        }
        return Redecision(
            recorded: first, observed: context.observed, decided: taken.events, refusal: nil,
            policy: taken.policy, differences: comparison.differences)
    }

    /// Whether something stands between what the decision says it had seen and its own entry.
    private func compareNews(
        _ taken: Taken, _ context: DecisionContext, _ comparison: inout Comparison
    ) throws(LedgerError) {
        let query = taken.query
        let found = try entries(of: query, from: context.observed, below: comparison.position)
        for position in found.positions where position >= context.observed {
            let bytes = try bytes(at: position, of: found)
            let event = try event(at: position)
            let isNews = try ledgerErrors(at: position) {
                try bytes.withEntry { (entry) throws(CodecError) in
                    try query.names(entry, amending: true)
                }
            }
            guard isNews else { continue }
            comparison.differ(
                "news", "第 \(position) 条（\(event.type)）在其前已记录，却未被看到",
                "\(event.type) at \(position) was recorded before, and it had not seen that")
        }
    }

    /// Compares one event on record with what the decision gives.
    private func compare(
        _ recorded: RecordedEvent, _ decided: NewEvent, _ occurred: Moment?,
        _ comparison: inout Comparison
    ) throws(LedgerError) {
        let envelope = recorded.envelope
        guard recorded.type.name == decided.type.name else {
            return comparison.differ(
                "type", "\(recorded.type)", "\(decided.type)", "类型", "the type")
        }
        if let id = decided.id, id != recorded.id {
            comparison.differ("id", "\(recorded.id)", "\(id)", "标识", "the identity")
        }
        let then = decided.occurred ?? occurred ?? envelope.occurred
        if then != envelope.occurred {
            comparison.differ(
                "occurred", "\(envelope.occurred)", "\(then)", "发生时间", "when it happened")
        }
        try compareContent(recorded, decided, &comparison)
        try compareTags(recorded, decided, &comparison)
    }

    /// The moment of deciding: when it is said to have happened, if that lies between the last entry
    /// that was seen and the recording; else the recording itself.
    private func present(_ envelope: Envelope, seen: UInt64) throws(LedgerError) -> Instant {
        guard envelope.occurred.precision == .instant,
            envelope.occurred.first <= envelope.recorded
        else { return envelope.recorded }
        let said = envelope.occurred.first
        guard seen > 0 else { return said }
        let last = try event(at: seen - 1).envelope.recorded
        // Who records under a clock that is behind the last event is on record at that event's time.
        let wasBehind =
            last == envelope.recorded && said.adding(seconds: Self.clockTolerance) < last
        return said < last && !wasBehind ? envelope.recorded : said
    }

    private func compareContent(
        _ recorded: RecordedEvent, _ decided: NewEvent, _ comparison: inout Comparison
    ) throws(LedgerError) {
        guard let definition = catalog.definition(of: decided.type) else { return }
        let payloads = try ledgerErrors(at: recorded.position) {
            let old = try catalog.upcast(
                recorded.envelope.payload, from: recorded.type, to: decided.type)
            let corrected = try raised(old, to: decided)
            var isClear = false
            _ = try definition.walk(
                decided.payload,
                PersonalWalk(catalog, SealOrigin(recorded.id)) { value, _, _ in
                    isClear = isClear || value.text != nil
                })
            guard isClear else { return [corrected, decided.payload] }
            let walk = PersonalWalk(catalog, SealOrigin(recorded.id)) { value, _, _ in
                value = Personal(.erased)
            }
            return [
                try definition.walk(corrected, walk), try definition.walk(decided.payload, walk),
            ]
        }
        guard payloads[0] != payloads[1] else { return }
        let fields = try ledgerErrors(at: recorded.position) {
            let old = try definition.json(payloads[0], catalog: catalog)
            let new = try definition.json(payloads[1], catalog: catalog)
            return definition.fields.map(\.name).filter { old[$0] != new[$0] }
        }
        comparison.differ(
            "data", "字段 \(fields.joined(separator: "、")) 与记录不同",
            "the record says something else in \(fields.joined(separator: ", "))")
    }

    /// A correction on record as it says the same in the version in which it is decided now.
    private func raised(_ payload: [UInt8], to decided: NewEvent) throws(CodecError) -> [UInt8] {
        guard decided.type == EventCorrected.type else { return payload }
        var then = try WireDecoder.decode(EventCorrected.self, from: payload)
        let now = try WireDecoder.decode(EventCorrected.self, from: decided.payload)
        guard let old = EventType(parsing: then.targetType),
            let new = EventType(parsing: now.targetType), old.name == new.name,
            old.version < new.version
        else { return payload }
        then.replacement = try catalog.upcast(then.replacement, from: old, to: new)
        then.targetType = now.targetType
        return try WireEncoder.encode(then)
    }

    private func compareTags(
        _ recorded: RecordedEvent, _ decided: NewEvent, _ comparison: inout Comparison
    ) throws(LedgerError) {
        let onRecord = Set(recorded.tags)
        var due = Set(decided.tags.all + [.actor(recorded.actor.id), .unit(recorded.actor.unit)])
        if decided.type.isAmendment {
            try indexed { _ in }
            due.formUnion(
                try surveyed { (core) throws(LedgerError) in
                    try tagsOfTarget(decided, founded: [], core)
                }.filter(onRecord.contains))
        }
        for tag in due.subtracting(onRecord).sorted() {
            comparison.differ("tags", "缺少 \(tag)", "\(tag) is missing on record")
        }
        for tag in onRecord.subtracting(due).sorted() where tag.kind != "blind" {
            comparison.differ("tags", "多出 \(tag)", "\(tag) is on record without reason")
        }
    }
}

/// The differences found so far, and the entry that is being looked at.
private struct Comparison {
    var position: UInt64
    var differences: [Redecision.Difference] = []

    init(at position: UInt64) { self.position = position }

    mutating func differ(_ what: String, _ chinese: String, _ english: String) {
        differences.append(
            Redecision.Difference(
                position: position, what: what, message: Phrase(chinese, english)))
    }

    mutating func differ(
        _ what: String, _ recorded: String, _ decided: String, _ chinese: String, _ english: String
    ) {
        differ(
            what, "\(chinese)：记录为 \(recorded)，重新决定为 \(decided)",
            "\(english) is \(recorded) on record, and \(decided) when taken again")
    }
}

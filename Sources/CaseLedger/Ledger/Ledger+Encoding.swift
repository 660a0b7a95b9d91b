import SegmentLog

/// From drafts to numbered entries, while nobody else can record.
extension Ledger {
    /// Entries that are numbered and encoded and go to the log together.
    struct Batch {
        let first: UInt64
        var entries: [[UInt8]] = []
        var next: UInt64 { first + UInt64(entries.count) }
    }

    /// Checks, numbers and encodes drafts as one unit; all of them join the batch, or none.
    func prepare(_ drafts: [Draft], _ core: inout Core, _ batch: inout Batch)
        throws(LedgerError) -> [UInt64]
    {
        var positions: [UInt64] = []
        var entries: [[UInt8]] = []
        var stamp: Stamp?
        // What is alone has nothing before it.
        var before = drafts.count > 1 ? Unentered() : nil
        var ids: Set<EventID> = []
        for draft in drafts {
            if drafts.count > 1, let id = draft.event.id, !ids.insert(id).inserted {
                throw LedgerError(.idTaken, "two events of one append have the id \(id)")
            }
            if let known = try position(ofSame: draft, core) {
                positions.append(known)
                continue
            }
            let position = batch.next + UInt64(entries.count)
            // Who records only what is on record needs no clock.
            let times = if let stamp { stamp } else { try self.stamp(core) }
            stamp = times
            entries.append(try encoded(draft, at: position, times, &before, core))
            positions.append(position)
        }
        // Last of all: who is told no more than this by a refusal has said what they would record.
        for draft in drafts where draft.attestation == nil {
            try requireUnlike(draft, core)
        }
        for bytes in entries { enter(bytes, in: &core, &batch) }
        return positions
    }

    /// What the drafts before bring, which the index does not have yet.
    struct Unentered {
        var founded: Set<Tag> = []
        var heads: [Tag: UInt64] = [:]
    }

    /// Checks a draft and encodes it for its position, after those `before` it in its unit.
    func encoded(
        _ draft: Draft, at position: UInt64, _ stamp: Stamp, _ before: inout Unentered?,
        _ core: borrowing Core
    ) throws(LedgerError) -> [UInt8] {
        let tags = try check(draft, founded: before?.founded ?? [], core)
        before?.founded.formUnion(draft.event.tags.founded)
        let envelope = envelope(draft, tags, at: position, stamp, &before)
        let bytes: [UInt8]
        do throws(CodecError) { bytes = try WireEncoder.encode(envelope) } catch {
            throw LedgerError(error)
        }
        guard bytes.count <= LogLimits.entryBytes else {
            throw LedgerError(
                .tooLarge,
                "the event takes \(bytes.count) bytes; an entry has at most "
                    + "\(LogLimits.entryBytes); record large things by their digest")
        }
        // Nothing joins the index before it is known to be readable.
        try ledgerErrors { try bytes.withEntry { (_) throws(CodecError) in } }
        return bytes
    }

    /// Adds an entry to the batch and to the index.
    func enter(_ bytes: [UInt8], in core: inout Core, _ batch: inout Batch) {
        core.inFlight.append(bytes, at: batch.next)
        batch.entries.append(bytes)
        do throws(CodecError) {
            try bytes.withEntry { (view) throws(CodecError) in try note(view, in: &core) }
        } catch { preconditionFailure("an entry that this ledger wrote and cannot read") }
    }

    /// Hands a batch to the log.
    ///
    /// A log that refuses it has failed for good, so that the index may be ahead of it. The writer
    /// leaves what it was told to expect to the caller, who waits for it at once.
    func submit(_ batch: Batch, _ core: inout Core, expected isExpected: Bool = false)
        throws(LedgerError)
    {
        guard !batch.entries.isEmpty else { return }
        let writer = try recordingWriter()
        try ledgerErrors {
            _ = try writer.submit(
                batch.entries, at: Position(batch.first), starting: !isExpected,
                expected: isExpected)
        }
    }

    /// The position of the same event, if it is on record.
    func position(ofSame draft: Draft, _ core: borrowing Core) throws(LedgerError)
        -> UInt64?
    {
        guard let id = draft.event.id, let known = try index.position(of: id) else { return nil }
        let bytes = try bytes(at: known, core)
        let isSame = try ledgerErrors(at: known) {
            let first = try WireDecoder.decode(Envelope.self, from: bytes)
            var second = Envelope(
                draft, tags: first.tags.map { Envelope.Link(tag: $0.tag, back: 0) })
            if draft.event.occurred == nil { second.occurred = first.occurred }
            return try saysTheSame(first, as: &second, by: draft)
        }
        if isSame { return known }
        throw LedgerError(
            .idTaken,
            "event \(id) is on record at position \(known) with other content; "
                + "correct it there, or give this event an id of its own", position: known)
    }

    /// A tag and the last position that the index has for it.
    typealias PlacedTag = (tag: Tag, head: UInt64?)

    /// Refuses what makes no sense, and completes the tags.
    func check(_ draft: Draft, founded: Set<Tag>, _ core: borrowing Core)
        throws(LedgerError) -> [PlacedTag]
    {
        let event = draft.event
        if let name = draft.actor.missing {
            throw LedgerError(.malformed, "field '\(name)': is missing; say who acted")
        }
        guard event.occurred?.isStorable ?? true,
            draft.attestation?.recorded.map({ Moment.instant($0).isStorable }) ?? true
        else { throw LedgerError(.malformed, "a time lies outside the years 1 to 9999") }
        if catalog.index(of: event.type) == nil {
            _ = try ledgerErrors { try catalog.require(event.type) }
        }
        try catalog.requireNewest(draft)
        if let problem = event.problem { throw LedgerError(.malformed, problem.description) }
        if let field = event.redacted { throw .redacted(field) }
        var tags = try placed(event.tags, founded: founded)
        func add(_ tag: Tag) throws(LedgerError) {
            guard !tags.contains(where: { $0.tag == tag }) else { return }
            tags.append((tag, try index.head(of: tag)))
        }
        if event.type.isAmendment {
            for tag in try tagsOfTarget(event, founded: founded, core) { try add(tag) }
        }
        try requireForce(of: draft, core)
        for tag in try blindTags(of: draft) { try add(tag) }
        try add(.actor(draft.actor.id))
        try add(.unit(draft.actor.unit))
        return tags
    }

    /// Looks tags up; refuses a reference to nothing.
    func placed(_ tags: TagSet, founded: Set<Tag>) throws(LedgerError) -> [PlacedTag] {
        if let nameless = tags.nameless {
            throw LedgerError(
                .malformed, "it founds a \(nameless.kind) without an identifier; give it one")
        }
        var placed: [PlacedTag] = []
        placed.reserveCapacity(tags.all.count + 2)
        for (tag, head) in zip(tags.all, try index.heads(of: tags.all)) {
            if head == nil, catalog.foundedKinds.contains(String(tag.kind)),
                !tags.founded.contains(tag), !founded.contains(tag)
            {
                throw LedgerError(
                    .unknownReference,
                    "it refers to an unknown \(tag.kind); record that first, or mend the reference")
            }
            placed.append((tag, head))
        }
        return placed
    }

    /// The tags of the event that an amendment is about, and of what it puts in its place.
    func tagsOfTarget(
        _ event: NewEvent, founded: Set<Tag>, _ core: borrowing Core
    ) throws(LedgerError) -> [Tag] {
        guard let text = event.tags.all.first(where: { $0.kind == "event" })?.id,
            let id = EventID(text), let position = try index.position(of: id)
        else {
            throw LedgerError(
                .unknownReference, "field 'target': no event with this id is in the ledger")
        }
        let bytes = try bytes(at: position, core)
        return try ledgerErrors {
            let target = try WireDecoder.decode(Envelope.self, from: bytes)
            var tags = target.subjects
            for amendment in core.amendments[id] ?? [] {
                let earlier = try WireDecoder.decode(
                    Envelope.self, from: self.bytes(at: amendment.position, core))
                tags += earlier.subjects.filter { !tags.contains($0) }
            }
            guard event.type == EventCorrected.type else { return tags }
            let correction = try WireDecoder.decode(EventCorrected.self, from: event.payload)
            let type = EventType(target.type, version: UInt32(truncatingIfNeeded: target.version))
            guard !type.isAmendment else {
                throw LedgerError(
                    .malformed, "field 'target': is an amendment; retract it and amend anew")
            }
            guard let corrected = EventType(parsing: correction.targetType),
                corrected.name == type.name, corrected.version >= type.version,
                let definition = catalog.definition(of: corrected)
            else {
                throw LedgerError(
                    .malformed,
                    "field 'type': the target is of type \(type); "
                        + "correct it to that or a later version"
                )
            }
            if let problem = try definition.problem(in: correction.replacement) {
                throw LedgerError(.malformed, "replacement, \(problem)")
            }
            let replaced = try definition.tags(of: correction.replacement)
            _ = try placed(replaced, founded: founded)
            return tags + replaced.all.filter { !tags.contains($0) }
                + (try blindTags(of: replaced))
        }
    }

    func envelope(
        _ draft: Draft, _ tags: [PlacedTag], at position: UInt64, _ stamp: Stamp,
        _ before: inout Unentered?
    ) -> Envelope {
        var links: [Envelope.Link] = []
        links.reserveCapacity(tags.count)
        for (tag, head) in tags {
            let last = before?.heads[tag] ?? head
            links.append(Envelope.Link(tag: tag.text, back: last.map { position - $0 } ?? 0))
            before?.heads[tag] = position
        }
        var envelope = Envelope(draft, tags: links)
        envelope.position = position
        envelope.recorded = stamp.recorded
        if draft.event.id == nil { envelope.id = newID(stamp.present).bytes }
        if draft.event.occurred == nil { envelope.occurred = .instant(stamp.present) }
        return envelope
    }
}

extension Envelope {
    /// The entry as far as the draft determines it.
    init(_ draft: Draft, tags: [Envelope.Link]) {
        self.init()
        id = draft.event.id?.bytes ?? []
        type = draft.event.type.name
        version = UInt64(draft.event.type.version)
        occurred = draft.event.occurred ?? .blank
        actor = draft.actor.id
        role = draft.actor.role.rawValue
        unit = draft.actor.unit
        onBehalfOf = draft.onBehalfOf
        channel = draft.channel
        self.tags = tags
        causation = draft.event.causation?.bytes ?? []
        correlation = draft.correlation?.bytes ?? []
        observed = draft.observed
        policy = draft.policy
        evidence = draft.event.evidence
        payload = draft.event.sealed ?? draft.event.payload
        attestation = draft.attestation
        signature = draft.signature
    }
}

extension Draft {
    var isAmendment: Bool {
        event.type.isAmendment
    }
}

extension Actor {
    /// What is not said about who acts.
    fileprivate var missing: String? {
        id.isEmpty ? "actor" : role.rawValue.isEmpty ? "role" : unit.isEmpty ? "unit" : nil
    }
}

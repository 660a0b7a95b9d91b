public import SegmentLog
import Synchronization

extension Ledger {
    /// Records drafts as one unit, if a condition holds, and returns when they are synced.
    ///
    /// An event whose id is on record with the same content is not recorded again; the receipt
    /// then gives its first position.
    ///
    /// - Throws: ``LedgerError``: `readOnly`, `conflict` if the condition does not hold,
    ///   `malformed`, `unknownReference`, `idTaken`, `tooLarge`; nothing is recorded then. `log` if
    ///   the disk failed: whether the entries are on record is known after the next opening.
    /// - Complexity: O(drafts × tags) and one sync, shared with whoever appends meanwhile.
    @discardableResult
    public func append(_ drafts: [Draft], if condition: AppendCondition? = nil)
        async throws(LedgerError) -> Receipt
    {
        let start = ContinuousClock.now
        do throws(LedgerError) {
            let receipt = try await appended(drafts, if: condition)
            instruments.appended(drafts.count, size: receipt.size, since: start)
            return receipt
        } catch {
            instruments.rejected(error)
            throw error
        }
    }

    private func appended(_ drafts: [Draft], if condition: AppendCondition?)
        async throws(LedgerError) -> Receipt
    {
        let writer = try recordingWriter()
        let drafts = try sealed(drafts)
        // A log that has failed says so where something is to be written.
        try? await writer.room()
        index.throttle()
        let positions = try core.withLock { (core) throws(LedgerError) -> [UInt64] in
            if drafts.contains(where: \.isAmendment) { try readAmendments(&core) }
            if let condition, try !isKnown(drafts, core), try isStale(condition, core) {
                throw LedgerError(
                    .conflict, "something new was recorded about the same subjects; decide again")
            }
            var batch = Batch(first: writer.next.rawValue)
            let positions = try prepare(drafts, &core, &batch)
            try submit(batch, &core)
            return positions
        }
        let head = try await synced(through: positions.max().map { $0 + 1 } ?? 0)
        return Receipt(positions: positions, size: head.size, root: head.root.base64)
    }

    /// Records each draft that makes sense and refuses the others one by one.
    ///
    /// This is the door for what happened elsewhere. It keeps the calling thread while more than
    /// ``LogLimits/pendingBytes`` wait for the disk. The outcomes are in the order of the drafts;
    /// the entries are synced when ``synced(through:)`` has returned for their positions.
    public func admit(_ drafts: [Draft]) throws(LedgerError) -> [Admission] {
        let writer = try recordingWriter()
        let (drafts, refused) = try sealedOrRefused(drafts)
        writer.throttle()
        index.throttle()
        return try core.withLock { (core) throws(LedgerError) in
            if drafts.contains(where: \.isAmendment) { try readAmendments(&core) }
            var outcomes: [Admission] = []
            outcomes.reserveCapacity(drafts.count)
            var batch = Batch(first: writer.next.rawValue)
            for place in drafts.indices {
                do throws(LedgerError) {
                    if let error = refused[place] { throw error }
                    if let known = try position(ofSame: drafts.span[place], core) {
                        outcomes.append(.known(known))
                    } else {
                        let position = batch.next
                        var alone: Unentered?
                        let bytes = try encoded(
                            drafts.span[place], at: position, max(now, core.lastRecorded), &alone,
                            core)
                        enter(bytes, in: &core, &batch)
                        outcomes.append(.recorded(position))
                    }
                } catch {
                    guard error.code != .log else {
                        // What precedes is sound and stands in the index: it must reach the log.
                        try submit(batch, &core)
                        throw error
                    }
                    instruments.rejected(error)
                    outcomes.append(.refused(error))
                }
            }
            try submit(batch, &core)
            return outcomes
        }
    }

    /// Waits until everything is synced that was recorded before, such as who read personal data.
    ///
    /// A ledger opened for reading records nothing that has not been synced; it returns at once.
    public func synced() async throws(LedgerError) {
        guard let writer else { return }
        try await synced(through: writer.next.rawValue)
    }

    /// Waits until every entry below `end` is synced.
    @discardableResult
    public func synced(through end: UInt64) async throws(LedgerError) -> TreeHead {
        let writer = try recordingWriter()
        let head: TreeHead
        do throws(LogError) { head = try await writer.durable(through: Position(end)) } catch {
            throw LedgerError(error)
        }
        core.withLock { core in core.inFlight.drop(below: head.size) }
        index.flush(durable: head.size)
        return head
    }

    private func recordingWriter() throws(LedgerError) -> LogWriter {
        if let writer { return writer }
        throw LedgerError(.readOnly, "the ledger is open for reading; open it for recording")
    }

    // MARK: - Under the lock

    /// Whether every draft is on record already: then appending it again changes nothing, whatever
    /// else has been recorded since.
    private func isKnown(_ drafts: [Draft], _ core: borrowing Core) throws(LedgerError) -> Bool {
        for draft in drafts where try position(ofSame: draft, core) == nil { return false }
        return !drafts.isEmpty
    }

    /// Whether something new stands after what a decision has seen.
    ///
    /// Entries are read only where the index says that all tags of an item have news of its types.
    private func isStale(_ condition: AppendCondition, _ core: borrowing Core) throws(LedgerError)
        -> Bool
    {
        for item in condition.query.items where try isStale(item, condition.after, core) {
            return true
        }
        return false
    }

    private func isStale(
        _ item: Query.Item, _ after: UInt64, _ core: borrowing Core
    ) throws(LedgerError) -> Bool {
        guard let first = item.tags.first else {
            for position in after..<max(after, index.end)
            where try isOne(position, of: item, core).isOne { return true }
            return false
        }
        let codes = item.codes
        for tag in item.tags where try !index.hasNews(of: tag, codes, from: after) { return false }
        var next = try index.head(of: first)
        while let position = next, position >= after {
            let (isOne, previous) = try isOne(position, of: item, core)
            if isOne { return true }
            next = previous
        }
        return false
    }

    /// Whether an entry is one of an item or amends one, and the position of the entry before it
    /// with the item's first tag.
    private func isOne(
        _ position: UInt64, of item: Query.Item, _ core: borrowing Core
    ) throws(LedgerError) -> (isOne: Bool, previous: UInt64?) {
        let bytes = try bytes(at: position, core)
        return try ledgerErrors(at: position) {
            try bytes.withEntry { (view) throws(CodecError) in
                (try item.includes(view, amending: true), item.tags.first.flatMap(view.previous))
            }
        }
    }

    /// An entry that is synced or on its way.
    private func bytes(at position: UInt64, _ core: borrowing Core) throws(LedgerError) -> [UInt8] {
        if let bytes = core.inFlight[position] { return bytes }
        return try entryBytes(at: position)
    }

    func entryBytes(at position: UInt64) throws(LedgerError) -> [UInt8] {
        try ledgerErrors {
            if position >= reader.size { _ = try reader.refresh() }
            do { return try reader.entry(at: Position(position)) } catch let error as LogError {
                guard error.code == .damaged, writer == nil else { throw error }
                // The batch is damaged, but the entry may have been spared.
                var spared: [UInt8]?
                let range = Position(position)..<Position(position + 1)
                try reader.forEachReadable(in: range, damaged: { _ in }) { spared = Array($1) }
                guard let spared else { throw error }
                return spared
            }
        }
    }

    /// Entries that are numbered and encoded and go to the log together.
    private struct Batch {
        let first: UInt64
        var entries: [[UInt8]] = []
        var next: UInt64 { first + UInt64(entries.count) }
    }

    /// Checks, numbers and encodes drafts as one unit; all of them join the batch, or none.
    private func prepare(_ drafts: [Draft], _ core: inout Core, _ batch: inout Batch)
        throws(LedgerError) -> [UInt64]
    {
        var positions: [UInt64] = []
        var entries: [[UInt8]] = []
        let recorded = max(now, core.lastRecorded)
        var before: Unentered? = Unentered()
        var ids: Set<EventID> = []
        for draft in drafts {
            if let id = draft.event.id, !ids.insert(id).inserted {
                throw LedgerError(.idTaken, "two events of one append have the id \(id)")
            }
            if let known = try position(ofSame: draft, core) {
                positions.append(known)
                continue
            }
            let position = batch.next + UInt64(entries.count)
            entries.append(try encoded(draft, at: position, recorded, &before, core))
            positions.append(position)
        }
        for bytes in entries { enter(bytes, in: &core, &batch) }
        return positions
    }

    /// What the drafts before bring, which the index does not have yet.
    private struct Unentered {
        var founded: Set<Tag> = []
        var heads: [Tag: UInt64] = [:]
    }

    /// Checks a draft and encodes it for its position, after those `before` it in its unit.
    private func encoded(
        _ draft: Draft, at position: UInt64, _ recorded: Instant, _ before: inout Unentered?,
        _ core: borrowing Core
    ) throws(LedgerError) -> [UInt8] {
        let tags = try check(draft, founded: before?.founded ?? [], core)
        before?.founded.formUnion(draft.event.tags.founded)
        let envelope = envelope(draft, tags, at: position, recorded, &before)
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
    private func enter(_ bytes: [UInt8], in core: inout Core, _ batch: inout Batch) {
        core.inFlight.append(bytes, at: batch.next)
        batch.entries.append(bytes)
        do throws(CodecError) {
            try bytes.withEntry { (view) throws(CodecError) in try note(view, in: &core) }
        } catch { preconditionFailure("an entry that this ledger wrote and cannot read") }
    }

    /// Hands a batch to the log.
    ///
    /// A log that refuses it has failed for good, so that the index may be ahead of it.
    private func submit(_ batch: Batch, _ core: inout Core) throws(LedgerError) {
        guard !batch.entries.isEmpty else { return }
        let writer = try recordingWriter()
        try ledgerErrors { _ = try writer.submit(batch.entries, at: Position(batch.first)) }
    }

    /// The position of the same event, if it is on record.
    private func position(ofSame draft: Draft, _ core: borrowing Core) throws(LedgerError)
        -> UInt64?
    {
        guard let id = draft.event.id, let known = try index.position(of: id) else { return nil }
        let bytes = try bytes(at: known, core)
        let isSame = try ledgerErrors(at: known) {
            let first = try WireDecoder.decode(Envelope.self, from: bytes)
            var second = Envelope(draft, tags: first.tags.map { TagLink(tag: $0.tag, back: 0) })
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
    private typealias PlacedTag = (tag: Tag, head: UInt64?)

    /// Refuses what makes no sense, and completes the tags.
    private func check(_ draft: Draft, founded: Set<Tag>, _ core: borrowing Core)
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
        for tag in try blindTags(of: draft, core) { try add(tag) }
        try add(.actor(draft.actor.id))
        try add(.unit(draft.actor.unit))
        return tags
    }

    /// Looks tags up; refuses a reference to nothing.
    private func placed(_ tags: TagSet, founded: Set<Tag>) throws(LedgerError) -> [PlacedTag] {
        if let nameless = tags.nameless {
            throw LedgerError(
                .malformed, "it founds a \(nameless.kind) without an identifier; give it one")
        }
        var placed: [PlacedTag] = []
        placed.reserveCapacity(tags.all.count + 2)
        for tag in tags.all {
            let head = try index.head(of: tag)
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

    private func envelope(
        _ draft: Draft, _ tags: [PlacedTag], at position: UInt64, _ recorded: Instant,
        _ before: inout Unentered?
    ) -> Envelope {
        var links: [TagLink] = []
        links.reserveCapacity(tags.count)
        for (tag, head) in tags {
            let last = before?.heads[tag] ?? head
            links.append(TagLink(tag: tag.text, back: last.map { position - $0 } ?? 0))
            before?.heads[tag] = position
        }
        var envelope = Envelope(draft, tags: links)
        envelope.position = position
        envelope.recorded = recorded
        if draft.event.id == nil { envelope.id = newID(recorded).bytes }
        if draft.event.occurred == nil { envelope.occurred = .instant(recorded) }
        return envelope
    }
}

extension Envelope {
    /// The entry as far as the draft determines it.
    fileprivate init(_ draft: Draft, tags: [TagLink]) {
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
    }
}

extension Draft {
    fileprivate var isAmendment: Bool {
        event.type.isAmendment
    }
}

extension Actor {
    /// What is not said about who acts.
    fileprivate var missing: String? {
        id.isEmpty ? "actor" : role.rawValue.isEmpty ? "role" : unit.isEmpty ? "unit" : nil
    }
}

extension [UInt8] {
    /// Reads the entry that these bytes hold.
    func withEntry<T>(_ body: (EntryView) throws(CodecError) -> T) throws(CodecError) -> T {
        let result = withUnsafeBytes { buffer -> Result<T, CodecError> in
            do throws(CodecError) { return .success(try body(EntryView(buffer))) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

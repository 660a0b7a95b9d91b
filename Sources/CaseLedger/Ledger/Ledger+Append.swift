public import SegmentLog
import Synchronization

extension Ledger {
    /// Records drafts as one unit, if a condition holds, and returns when they are synced.
    ///
    /// An event whose id is on record with the same content is not recorded again; the receipt
    /// then gives its first position.
    ///
    /// What gives or ends authority is recorded by a decision (``perform(_:by:onBehalfOf:channel:evidence:occurred:signedBy:)``),
    /// once there is any; a hold by who may place it (``require(_:of:for:by:)``).
    ///
    /// - Throws: ``LedgerError``: `readOnly`, `conflict` if the condition does not hold, `refused`,
    ///   `malformed`, `unknownReference`, `idTaken`, `tooLarge`; nothing is recorded then. `log` if
    ///   the disk failed: whether the entries are on record is known after the next opening.
    /// - Complexity: O(drafts × tags) and one sync, shared with whoever appends meanwhile.
    @discardableResult
    public func append(_ drafts: [Draft], if condition: AppendCondition? = nil)
        async throws(LedgerError) -> Receipt
    {
        try requireDecided(drafts)
        let writer = try recordingWriter()
        let observed = writer.durable.size
        let reads = try requireGranted(drafts)
        var condition = condition
        if !reads.items.isEmpty {
            guard condition.map({ $0.after <= observed }) ?? true else {
                throw LedgerError(
                    .conflict, "what is decided on is not on record yet; decide again")
            }
            condition = condition ?? AppendCondition([], after: observed)
            condition?.query.add(reads)
        }
        writer.expect()
        return try await appendExpected(drafts, if: condition)
    }

    /// The same for who has told the writer that they are coming.
    func appendExpected(_ drafts: [Draft], if condition: AppendCondition?)
        async throws(LedgerError) -> Receipt
    {
        let start = ContinuousClock.now
        do throws(LedgerError) {
            let receipt = try await appended(drafts, if: condition)
            instruments.appended(drafts.count, size: receipt.size, since: start)
            return receipt
        } catch {
            instruments.rejected(error)
            if let actor = drafts.first?.actor { try await tell(of: error, to: actor) }
            throw error
        }
    }

    private func appended(_ drafts: [Draft], if condition: AppendCondition?)
        async throws(LedgerError) -> Receipt
    {
        let writer = try recordingWriter()
        var isExpected = true
        defer { if isExpected { writer.unexpect() } }
        let drafts = try sealed(drafts)
        // A log that has failed says so where something is to be written.
        try? await writer.room()
        index.throttle()
        let positions = try core.withLock { (core) throws(LedgerError) -> [UInt64] in
            if drafts.contains(where: \.isAmendment) { try readAmendments(&core) }
            if let condition, try isStale(condition, core), try !isKnown(drafts, core) {
                throw LedgerError(
                    .conflict, "something new was recorded about the same subjects; decide again")
            }
            var batch = Batch(first: writer.next.rawValue)
            let positions = try prepare(drafts, &core, &batch)
            // Nobody waits for what is refused here, nor for what is on record already.
            isExpected = batch.entries.isEmpty
            try submit(batch, &core, expected: true)
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
    ///
    /// - Throws: ``LedgerError``: `readOnly`; `refused` if the clock is thought wrong
    ///   (``LedgerOptions/clockLeap``); `log` if the disk failed.
    public func admit(_ drafts: [Draft]) throws(LedgerError) -> [Admission] {
        try requireDecided(drafts)
        _ = try requireGranted(drafts)
        return try admitted(drafts)
    }

    /// The same for what the ledger records by itself.
    func admitted(_ drafts: [Draft]) throws(LedgerError) -> [Admission] {
        let writer = try recordingWriter()
        let (drafts, refused) = try sealedOrRefused(drafts)
        writer.throttle()
        index.throttle()
        return try core.withLock { (core) throws(LedgerError) in
            if drafts.contains(where: \.isAmendment) { try readAmendments(&core) }
            var outcomes: [Admission] = []
            outcomes.reserveCapacity(drafts.count)
            var batch = Batch(first: writer.next.rawValue)
            var stamp: Stamp?
            for place in drafts.indices {
                do throws(LedgerError) {
                    if let error = refused[place] { throw error }
                    if let known = try position(ofSame: drafts.span[place], core) {
                        outcomes.append(.known(known))
                    } else {
                        let position = batch.next
                        var alone: Unentered?
                        let times = if let stamp { stamp } else { try self.stamp(core) }
                        stamp = times
                        let bytes = try encoded(
                            drafts.span[place], at: position, times, &alone, core)
                        enter(bytes, in: &core, &batch)
                        outcomes.append(.recorded(position))
                    }
                } catch {
                    guard ![.log, .keysLost].contains(error.code),
                        error.violation?.rule != Self.clockRule
                    else {
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
        // Of all who waited for one sync, the first tidies up.
        guard landed.max(head.size, ordering: .relaxed).oldValue < head.size else { return head }
        core.withLock { core in core.inFlight.drop(below: head.size) }
        index.flush(durable: head.size)
        return head
    }

    func recordingWriter() throws(LedgerError) -> LogWriter {
        if let writer { return writer }
        throw LedgerError(.readOnly, "the ledger is open for reading; open it for recording")
    }
}

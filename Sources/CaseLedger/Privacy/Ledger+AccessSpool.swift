import SegmentLog
import Synchronization

/// Events that processes which only read leave for the next one that records.
///
/// Each is a file `accesses/NUMBER` in the ledger's directory: an ``Envelope`` without position,
/// tags and times of recording, chained to the one before (``AccessChain``), written whole, synced,
/// and only then given its name. It is recorded under its own identity, so that taking it in twice
/// changes nothing. Earlier versions named it by that, and left it unchained.
///
/// Who reads must be able to write here, so nothing is taken in but what readers leave: readings and
/// exports. Any other file stays where it is, is named by ``strayAccesses()``, and stops nobody.
extension Ledger {
    package static let spool = "accesses"

    /// Records drafts that say who read what.
    func leave(_ drafts: [Draft]) throws(LedgerError) {
        guard !drafts.isEmpty else { return }
        guard writer == nil else {
            for case .refused(let error) in try admitted(drafts) { throw error }
            return
        }
        do throws(LedgerError) {
            try ledgerErrors {
                try storage.makeDirectory(Self.spool)
                for draft in drafts {
                    try AccessChain(in: storage).append(Envelope(leaving: draft, at: now))
                }
            }
        } catch {
            throw LedgerError(
                .refused,
                "personal data is disclosed only where the access can be recorded, and it cannot: "
                    + error.message, cause: error.cause)
        }
    }

    /// What waits to be taken in, in the order of the identities, which is that of time.
    func waiting() throws(LedgerError) -> [Draft] {
        try waitingFiles().readings.map(\.draft)
    }

    /// The files in `accesses/` that are no reading and no export, each by its path in the ledger;
    /// they are left where they are.
    ///
    /// - Throws: ``LedgerError/Code/log`` if the folder cannot be read.
    public func strayAccesses() throws(LedgerError) -> [String] { try waitingFiles().strays }

    private func waitingFiles() throws(LedgerError)
        -> (readings: [(name: String, draft: Draft)], strays: [String])
    {
        let items = try ledgerErrors { try storage.listIfPresent(Self.spool) }
        var readings: [(String, Draft)] = []
        var strays: [String] = []
        for item in items.sorted(by: { $0.name < $1.name }).prefix(2 * AccessChain.mostWaiting)
        where !item.name.hasSuffix(StorageItem.temporarySuffix) && item.name != AccessChain.head {
            let name = "\(Self.spool)/\(item.name)"
            do {
                // Whoever records may have taken it in since it was listed.
                let most = LogLimits.entryBytes + 1
                guard let bytes = try storage.readIfPresent(name, atMost: most) else { continue }
                if let draft = try reading(bytes, item.name) {
                    readings.append((name, draft))
                    continue
                }
            } catch let error as LedgerError { throw error } catch {}
            strays.append(name)
        }
        return (readings, strays)
    }

    /// The types of event that readers leave.
    static let left = [PersonalAccessed.type, ExportMade.type]

    /// The reading or export that a file holds; `nil` if it holds anything else.
    private func reading(_ bytes: [UInt8], _ name: String) throws(LedgerError) -> Draft? {
        guard bytes.count <= LogLimits.entryBytes,
            let envelope = try? WireDecoder.decode(Envelope.self, from: bytes),
            let id = EventID(bytes: envelope.id),
            envelope.accessLink.map({ AccessChain.name($0.number) == name })
                ?? (envelope.evidence.isEmpty && EventID(name) == id),
            let draft = try? draft(envelope, id), Self.left.contains(draft.event.type)
        else { return nil }
        try indexed { _ in }
        return try core.withLock { (core) throws(LedgerError) in
            do throws(LedgerError) {
                // Another event may be on record by this name.
                if try position(ofSame: draft, core) == nil {
                    var alone: Unentered?
                    let stamp = Stamp(present: now, recorded: now)
                    _ = try encoded(draft, at: index.end, stamp, &alone, core)
                }
                return draft
            } catch {
                guard error.code != .log, error.code != .damaged else { throw error }
                return nil
            }
        }
    }

    private func draft(_ envelope: Envelope, _ id: EventID) throws(LedgerError) -> Draft {
        let type = EventType(envelope.type, version: UInt32(truncatingIfNeeded: envelope.version))
        let definition = try ledgerErrors { try catalog.require(type) }
        let payload = ReadPayload(
            bytes: envelope.payload,
            tags: try ledgerErrors { try definition.tags(of: envelope.payload) },
            problem: try ledgerErrors { try definition.problem(in: envelope.payload) })
        var event = NewEvent(id: id, type: type, payload: payload, occurred: envelope.occurred)
        event.evidence = envelope.evidence
        let actor = Actor(
            envelope.actor, role: Role(rawValue: envelope.role), unit: envelope.unit)
        return Draft(event, by: actor)
    }

    /// Records what processes that only read have left.
    ///
    /// Their files stay until it is synced, which is known when the ledger is closed or when
    /// ``takeInAccesses()`` returns. A process that records for long may call that now and then.
    func takeInWaiting() throws(LedgerError) {
        let files = try waitingFiles().readings
        guard !files.isEmpty else { return }
        for (file, outcome) in zip(files, try admitted(files.map(\.draft))) {
            if case .refused = outcome { continue }
            taken.withLock { $0.append(file.name) }
        }
    }

    /// Records what processes that only read have left, and removes their files once it is synced.
    public func takeInAccesses() async throws(LedgerError) {
        try takeInWaiting()
        guard let writer else { return }
        try await synced(through: writer.next.rawValue)
        try removeTaken()
    }

    /// Removes the files of what is recorded and synced.
    func removeTaken() throws(LedgerError) {
        let names = taken.withLock { names in
            defer { names = [] }
            return names
        }
        guard !names.isEmpty else { return }
        try ledgerErrors {
            for name in names { try storage.remove(name) }
            try storage.syncDirectory(Self.spool)
        }
    }
}

import Crypto
import SegmentLog

/// The chain of the readings that processes which only read leave in the folder `accesses`.
///
/// Reading N is the file `accesses/N`, twenty digits, from 1 on. Its evidence of the kind
/// `access-chain` says N and the SHA-256 of reading N − 1 as it was left; it keeps that evidence in
/// the log. The file `accesses/head`, an ``Evidence`` too, says the
/// number and SHA-256 of the newest one. So of the
/// numbers up to the newest each is in the log or waits, and one that was taken away, altered or
/// begun anew is named (``Ledger/accessFaults()``), for good once others follow it.
///
/// Who may write here can still take away the newest and write `head` as it was before. To add a
/// reading takes these calls, and again from the second on if another reader was faster:
///
///     open(accesses/ID.tmp, O_EXCL)  pwrite  fdatasync
///     link(accesses/ID.tmp, accesses/N)  unlink  fsync(accesses)
///     replace(accesses/head)
struct AccessChain {
    /// How many readings wait at most; nothing is disclosed beyond.
    static let mostWaiting = 10_000
    /// The name of the file that says which is the newest.
    static let head = "head"
    /// What the evidence is called.
    static let kind = "access-chain"

    let storage: any Storage

    init(in storage: any Storage) { self.storage = storage }

    /// The number of a reading and the hash of the one before.
    struct Link: Hashable {
        let number: UInt64
        let before: [UInt8]
    }

    /// The newest reading, by its number and its hash.
    struct Newest: Hashable {
        var number: UInt64 = 0
        var digest = [UInt8](repeating: 0, count: 32)
    }

    /// The file of a reading.
    static func name(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    }

    /// Whether a file of this name can be a reading, or says which is the newest.
    static func isName(_ name: String) -> Bool {
        name == head || EventID(name) != nil || UInt64(name).map { self.name($0) == name } ?? false
    }

    /// SHA-256 of a reading as it is left.
    static func digest(_ bytes: [UInt8]) -> [UInt8] { [UInt8](SHA256.hash(data: bytes)) }

    /// What `head` says; `nil` if it is not there or says nothing of the kind.
    func newest() throws(LogError) -> Newest? {
        let path = "\(Ledger.spool)/\(Self.head)"
        guard let bytes = try storage.readIfPresent(path, atMost: 128),
            let said = try? WireDecoder.decode(Evidence.self, from: bytes),
            let number = UInt64(said.kept), said.digest.count == 32
        else { return nil }
        return Newest(number: number, digest: said.digest)
    }

    /// The numbers of the readings that wait.
    func numbers() throws(LogError) -> [UInt64] {
        try storage.listIfPresent(Ledger.spool).compactMap { item in
            item.name.utf8.count == 20 ? UInt64(item.name) : nil
        }.sorted()
    }

    /// Leaves a reading, synced, behind the newest.
    ///
    /// - Throws: `refused` while too many wait; what the disk throws.
    func append(_ envelope: Envelope) throws {
        let id = EventID(bytes: envelope.id) ?? .next()
        let temporary = "\(Ledger.spool)/\(id)"
        while true {
            let waiting = try numbers()
            guard waiting.count < Self.mostWaiting else {
                throw LedgerError(
                    .refused,
                    "\(waiting.count) readings wait to be taken in; open the ledger for recording.")
            }
            var newest = try newest() ?? Newest()
            if let last = waiting.last, last > newest.number,
                let bytes = try storage.readIfPresent(
                    "\(Ledger.spool)/\(Self.name(last))", atMost: LogLimits.entryBytes)
            {
                newest = Newest(number: last, digest: Self.digest(bytes))
            }
            let number = newest.number + 1
            var envelope = envelope
            envelope.evidence = [
                Evidence(digest: newest.digest, kind: Self.kind, kept: "\(number)")
            ]
            let bytes = try WireEncoder.encode(envelope)
            let file = try storage.openTemporary(for: temporary)
            try file.write(bytes, at: 0)
            try file.sync()
            do throws(LogError) {
                try storage.rename(
                    temporary + StorageItem.temporarySuffix,
                    to: "\(Ledger.spool)/\(Self.name(number))", replacing: false)
            } catch {
                guard error.code == .alreadyExists else { throw error }
                continue
            }
            try storage.syncDirectory(Ledger.spool)
            try setNewest(Newest(number: number, digest: Self.digest(bytes)), id)
            return
        }
    }

    private func setNewest(_ newest: Newest, _ id: EventID) throws {
        let mine = "\(Ledger.spool)/\(id)"
        let said = Evidence(digest: newest.digest, kind: Self.kind, kept: "\(newest.number)")
        let file = try storage.openTemporary(for: mine)
        try file.write(try WireEncoder.encode(said), at: 0)
        try file.sync()
        // A slower reader may set it back; whoever looks for the newest looks at the files too.
        try storage.rename(
            mine + StorageItem.temporarySuffix, to: "\(Ledger.spool)/\(Self.head)",
            replacing: true)
        try storage.syncDirectory(Ledger.spool)
    }
}

extension Envelope {
    /// A reading as it is left.
    init(leaving draft: Draft, at now: Instant) {
        self.init()
        id = (draft.event.id ?? .next(at: now)).bytes
        type = draft.event.type.name
        version = UInt64(draft.event.type.version)
        occurred = draft.event.occurred ?? .instant(now)
        actor = draft.actor.id
        role = draft.actor.role.rawValue
        unit = draft.actor.unit
        payload = draft.event.payload
    }

    /// Its place among the readings that were left; `nil` if it is none of them.
    var accessLink: AccessChain.Link? {
        guard evidence.count == 1, evidence[0].kind == AccessChain.kind,
            let number = UInt64(evidence[0].kept), number > 0, evidence[0].digest.count == 32
        else { return nil }
        return AccessChain.Link(number: number, before: evidence[0].digest)
    }

    /// The bytes in which a reading was left, of what is on record of it.
    func asLeft() throws(CodecError) -> [UInt8] {
        var left = Envelope()
        (left.id, left.type, left.version) = (id, type, version)
        (left.occurred, left.actor, left.role, left.unit) = (occurred, actor, role, unit)
        (left.evidence, left.payload) = (evidence, payload)
        return try WireEncoder.encode(left)
    }
}

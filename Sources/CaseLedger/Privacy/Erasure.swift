public import SegmentLog

/// What an erasure came to.
public struct Erasure: Sendable {
    /// What became of one export.
    public enum ExportFate: Hashable, Sendable {
        /// It was written anew without the subjects, and has this SHA-256 now.
        case rewritten([UInt8])
        /// It is not where it was written to, or is another file by now; whoever has it must erase
        /// it.
        case outOfReach
        /// It is there and stays as it is, for this reason.
        case notRewritten(String)
    }

    /// Whose data.
    public let subjects: [Tag]
    /// What allowed it, such as an article of law.
    public let ground: String
    /// Who asked for it; `nil` where one person may erase.
    public let proposal: Erasure.Proposal?
    /// Who erased it.
    public let actor: Actor
    /// When the first of its events was recorded.
    public let at: Instant
    /// The events that recorded it, by subject.
    public let positions: [UInt64]
    /// How many keys were destroyed; none if that was done before.
    public let keysDestroyed: Int
    /// How many fields in how many entries can never be opened again.
    public let fields: Int
    /// The number of entries that those fields stand in.
    public let entries: Int
    /// What other holders of the data removed, by name.
    public let purged: [(name: String, count: Int)]
    /// The exports that showed the subjects, by path.
    public let exports: [(file: String, digest: [UInt8], fate: ExportFate)]
    /// What is kept all the same, with its legal ground.
    public let kept: [String]
    /// The log, and its tree when all was done.
    public let log: LogID?
    /// The size of that tree.
    public let size: UInt64
    /// Its RFC 6962 root, in base64.
    public let root: String
}

extension Erasure {
    /// Something that keeps what it took from a ledger: a cache, a search index, snapshots elsewhere.
    ///
    /// Views of this library hold only sealed text, and an erasure deletes their snapshots. What you
    /// disclose and keep is yours to purge:
    ///
    /// ```swift
    /// struct SearchIndex: Erasure.Target {
    ///     let name = "search index"
    ///     func purge(_ subject: Tag) throws -> Int { try removeDocuments(of: subject) }
    /// }
    /// ```
    public protocol Target: Sendable {
        /// What the certificate calls it.
        var name: String { get }
        /// Removes all that it holds of a subject, and returns how many things that were. Doing it again
        /// changes nothing.
        func purge(_ subject: Tag) throws -> Int
    }
}

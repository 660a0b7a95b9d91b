public import SegmentLog

/// Everything that a ledger holds about one subject, with the proof that it is everything.
///
///     fiveones-subject-file@v1
///     tag <the subject's tag>
///     tag <the tag of something that belongs to it>     as many as there are
///     entry <position> <the entry, in base64>     ⎫
///     <hashes of its inclusion proof, in base64>  ⎬ for each event, oldest first
///                                                 ⎭ an empty line
///     checkpoint
///     <the signed checkpoint, verbatim>
///
/// A file is whole if and only if
///
///  1. the checkpoint is signed by the log's key;
///  2. each entry stands, by its proof, at its position of the checkpoint's tree, and says itself
///     that it stands there;
///  3. each entry carries at least one of the tags, and none twice; the back-link of each of them
///     leads to the entry before it in the file that carries it too, that of the first nowhere;
///  4. the last entry is the last of the tree and carries all of the tags. So nothing in the tree
///     is later.
///
/// **What that proves, and against whom.** Nobody can alter, drop, add or reorder an event of the
/// file without the log's key and a second history: entries and back-links are hashed into the tree
/// that was signed. That the back-links were right when they were written is the writer's word. It
/// can be checked by whoever may read the whole ledger (``Ledger/verifyEntries(progress:)``,
/// `fiveones verify`), and a wrong one stays in the signed tree for good.
///
/// The file shows nothing of any other entry but hashes of entries, each of which holds an identity
/// of 62 random bits, so that it cannot be guessed.
public struct SubjectFile: Hashable, Sendable {
    /// An event with its proof.
    public struct Item: Hashable, Sendable {
        /// The bytes of the entry.
        public var entry: [UInt8]
        /// The way to the root of the checkpoint's tree.
        public var proof: InclusionProof

        /// An event with its proof, which `verify` judges.
        public init(entry: [UInt8], proof: InclusionProof) {
            self.entry = entry
            self.proof = proof
        }
    }

    /// The subject, and what belongs to it: a family, its members, its tickets.
    public var tags: [Tag]
    /// The events, oldest first.
    public var items: [Item]
    /// The signed checkpoint.
    public var checkpoint: SignedNote

    private static let header = "fiveones-subject-file@v1"

    /// A file from its parts, which `verify` judges.
    public init(tags: [Tag], items: [Item], checkpoint: SignedNote) {
        self.tags = tags
        self.items = items
        self.checkpoint = checkpoint
    }

    /// Reads a file.
    ///
    /// - Throws: `malformed`, saying what is wrong. Nothing is verified yet.
    public init(_ bytes: [UInt8]) throws(LogError) {
        var lines = ProofLines(bytes)
        guard lines.next().elementsEqual(Self.header.utf8) else {
            throw LogError(.malformed, "a subject's file begins with \(Self.header).")
        }
        tags = []
        items = []
        while true {
            let line = lines.next()
            if line.elementsEqual("checkpoint".utf8) { break }
            if items.isEmpty, line.starts(with: "tag ".utf8) {
                guard let text = String(validating: line.dropFirst(4), as: UTF8.self),
                    let tag = Tag(parsing: text)
                else { throw LogError(.malformed, "a tag of the file is none.") }
                tags.append(tag)
                continue
            }
            let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0].elementsEqual("entry".utf8),
                let position = UInt64(decimal: parts[1]),
                let entry = Base64.decode(parts[2]),
                entry.count <= LogLimits.entryBytes
            else { throw LogError(.malformed, "event \(items.count + 1) is not written right.") }
            let proof = InclusionProof(index: position, size: 0, hashes: try lines.hashes())
            items.append(Item(entry: entry, proof: proof))
        }
        guard !tags.isEmpty else { throw LogError(.malformed, "the file names no subject.") }
        checkpoint = try SignedNote(Array(lines.rest))
        let size = try LogCheckpoint(checkpoint.text).head.size
        for index in items.indices { items[index].proof.size = size }
    }

    /// The file as it is handed out.
    public var encoded: [UInt8] {
        var text = "\(Self.header)\n" + tags.map { "tag \($0)\n" }.joined()
        for item in items {
            text += "entry \(item.proof.index) \(Base64.encode(item.entry))\n"
            for hash in item.proof.hashes { text += hash.base64 + "\n" }
            text += "\n"
        }
        return Array((text + "checkpoint\n").utf8) + checkpoint.encoded
    }
}

extension SubjectFile {
    /// What a file was found to prove.
    public struct Verified: Sendable {
        /// Whose tree it is.
        public let checkpoint: SignedCheckpoint
        /// The events, oldest first.
        public let events: [RecordedEvent]
    }

    /// Verifies that nothing was altered and nothing left out, without a ledger.
    ///
    /// - Parameters:
    ///   - log: the log's key, from its owner and not from where the file came from.
    ///   - witnesses: keys whose cosignatures are wanted.
    ///   - quorum: how many of them must have signed.
    ///   - catalog: the event types, to read the events with.
    /// - Returns: the events and the checkpoint.
    /// - Throws: `badProof`, saying which event is at fault and how; `badSignature`, `unverified`,
    ///   `malformed`.
    public func verify(
        by log: VerifierKey, witnesses: [VerifierKey] = [], quorum: Int = 0,
        in catalog: EventCatalog
    ) throws(LogError) -> Verified {
        let signed = try SignedCheckpoint(
            checkpoint.encoded, by: log, witnesses: witnesses, quorum: quorum)
        var chains = try Chains(tags)
        var events: [RecordedEvent] = []
        for item in items {
            let event = try verify(item, signed.head, catalog)
            try chains.extend(with: event)
            events.append(event)
        }
        guard let last = events.last else {
            throw SubjectFile.fault("the file holds no event", at: 0)
        }
        guard last.position + 1 == signed.head.size, chains.allEnd(at: last.position) else {
            throw SubjectFile.fault(
                "it is the last event in the file, but the checkpoint covers "
                    + "\(signed.head.size) entries: nothing shows that no later one is left out",
                at: last.position + 1 == signed.head.size ? chains.firstEnd ?? 0 : last.position)
        }
        return Verified(checkpoint: signed, events: events)
    }

    private func verify(
        _ item: Item, _ head: TreeHead, _ catalog: EventCatalog
    ) throws(LogError) -> RecordedEvent {
        let position = item.proof.index
        guard item.proof.size == head.size,
            (try? item.proof.verify(MerkleTree.leafHash(item.entry), in: head.root)) != nil
        else {
            throw SubjectFile.fault(
                "it is not what the checkpoint covers there: it was altered", at: position)
        }
        guard let event = try? RecordedEvent(entry: item.entry, in: catalog) else {
            throw SubjectFile.fault("it is no event", at: position)
        }
        guard event.position == position else {
            throw SubjectFile.fault("it says that it stands at \(event.position)", at: position)
        }
        return event
    }

    /// The way that each tag takes through the file.
    private struct Chains {
        private var indexes: [[UInt8]: Int] = [:]
        private var ends: [UInt64?]
        private var last: UInt64?

        init(_ tags: [Tag]) throws(LogError) {
            guard !tags.isEmpty else { throw LogError(.malformed, "the file names no subject.") }
            ends = Array(repeating: nil, count: tags.count)
            for (index, tag) in tags.enumerated() {
                guard indexes.updateValue(index, forKey: Array(tag.text.utf8)) == nil else {
                    throw LogError(.malformed, "the file names a tag twice.")
                }
            }
        }

        mutating func extend(with event: RecordedEvent) throws(LogError) {
            let position = event.position
            if let last, position <= last {
                throw SubjectFile.fault(
                    "it stands behind the event at \(last): the order was changed", at: position)
            }
            last = position
            var met: Set<Int> = []
            for link in event.envelope.tags {
                guard let index = indexes[Array(link.tag.utf8)] else { continue }
                guard met.insert(index).inserted, link.back <= position else {
                    throw SubjectFile.fault(
                        "it carries a tag twice, or one that leads nowhere", at: position)
                }
                let said = link.back == 0 ? nil : position - link.back
                let before = ends[index]
                guard said == before else {
                    let needed = said.map { "the event before it stands at \($0)" }
                    let found = before.map { "the file has \($0)" } ?? "the file has none"
                    let isMissing = (said ?? 0) > (before ?? 0) || before == nil
                    throw SubjectFile.fault(
                        "it says that \(needed ?? "none is before it"); \(found): events were "
                            + (isMissing ? "left out" : "added"), at: position)
                }
                ends[index] = position
            }
            if met.isEmpty {
                throw SubjectFile.fault("it is not about the file's subject", at: position)
            }
        }

        /// The position at which the first of the chains ends; nil if one has no event at all.
        var firstEnd: UInt64? { ends.contains(nil) ? nil : ends.compactMap { $0 }.min() }

        func allEnd(at position: UInt64) -> Bool { ends.allSatisfy { $0 == position } }
    }

    private static func fault(_ message: String, at position: UInt64) -> LogError {
        LogError(
            .badProof, "the event at position \(position): \(message).",
            positions: Position(position)..<Position(position).advanced(by: 1),
            advice: "Do not rely on the file; ask for a new one.")
    }
}

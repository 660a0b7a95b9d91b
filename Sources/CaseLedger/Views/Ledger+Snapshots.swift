import Crypto
import SegmentLog

extension Ledger {
    /// A view of all that is on record, from its snapshot where a sound one is kept.
    ///
    /// It is what ``view(_:of:in:)`` gives. A snapshot that is damaged, of another version, another
    /// log or another history, ahead of the log, or older than an amendment of what it holds is as
    /// good as none: everything is folded anew. Where entries below a snapshot have since become
    /// unreadable, it still knows what they said.
    ///
    /// - Throws: As ``view(_:of:in:)``; never because of a snapshot.
    /// - Complexity: O(state + entries since), once the tree is cached; see ``prover()``.
    public func latest<P: SnapshotProjection>(
        _ projection: P.Type, of query: Query = .all
    ) throws(LedgerError) -> P {
        try continued(projection, of: query).state
    }

    /// Keeps the state of a view, in place of what was kept of it before.
    ///
    /// The file lies in the log's `cache/` and may be deleted at any time. Personal data in it is
    /// sealed, as it is in the log; ``erase(_:ground:by:kept:purging:)`` deletes it all the same.
    ///
    /// - Returns: How many entries the state accounts for.
    /// - Throws: ``LedgerError/Code/readOnly``; `malformed` if the state cannot be kept, as where
    ///   personal data in it is not sealed; as ``view(_:of:in:)``.
    @discardableResult
    public func keepSnapshot<P: SnapshotProjection>(
        of projection: P.Type, selecting query: Query = .all
    ) throws(LedgerError) -> UInt64 {
        guard let head = writer?.durable else {
            throw LedgerError(
                .readOnly, "snapshots are kept by a ledger that is open for recording")
        }
        var view = try continued(projection, of: query, to: head.size)
        if view.position > head.size {
            view = LiveState(of: query)
            _ = try view.advance(self, to: head.size)
        }
        let kept = view
        try ledgerErrors {
            let file = SnapshotFile(
                stamp: stamp(of: projection, query), head: head,
                state: try kept.state.canonicalBytes(allowsClearText: sealing.isClear))
            let name = Self.snapshotName(of: projection, query)
            guard let sum = try file.write(as: name, in: storage) else { return }
            index.sums.change(adding: [name: sum])
        }
        // Whoever reads the snapshot asks for the root, which is quick with the tree in the cache.
        _ = try? prover()
        return head.size
    }

    /// Deletes every snapshot.
    ///
    /// - Returns: How many there were.
    /// - Throws: ``LedgerError/Code/log`` if one cannot be deleted.
    @discardableResult
    public func removeSnapshots() throws(LedgerError) -> Int {
        try ledgerErrors {
            do {
                let names = try storage.list(SnapshotFile.directory).map(\.name)
                    .filter { $0.hasPrefix(SnapshotFile.prefix) }
                for name in names { try storage.remove("\(SnapshotFile.directory)/\(name)") }
                index.sums.change {
                    $0.hasPrefix("\(SnapshotFile.directory)/\(SnapshotFile.prefix)")
                }
                if !names.isEmpty { try storage.syncDirectory(SnapshotFile.directory) }
                return names.count
            } catch let error as LogError where error.code == .notFound { return 0 }
        }
    }

    /// A view that was continued from its snapshot, or folded from the first event.
    func continued<P: SnapshotProjection>(
        _ projection: P.Type, of query: Query, to end: UInt64? = nil
    ) throws(LedgerError) -> LiveState<P> {
        var view = kept(projection, of: query) ?? LiveState(of: query)
        _ = try view.advance(self, to: end)
        return view
    }

    /// What is kept of a view; `nil` unless it is surely what the log gives up to its position.
    private func kept<P: SnapshotProjection>(
        _ projection: P.Type, of query: Query
    ) -> LiveState<P>? {
        let name = Self.snapshotName(of: projection, query)
        index.sums.refresh()
        guard let sum = index.sums[name],
            let file = SnapshotFile(reading: name, in: storage, knownBy: sum, of: size),
            file.stamp == stamp(of: projection, query), file.head.size <= size,
            isRoot(file.head),
            let state = try? P(canonical: file.state)
        else { return nil }
        return LiveState(state, at: file.head.size, of: query)
    }

    /// Whether the log began with this tree.
    private func isRoot(_ head: TreeHead) -> Bool {
        if self.head == head { return true }
        return (try? prover().head(at: head.size)) == head
    }

    private static func snapshotName<P: Projection>(
        of projection: P.Type, _ query: Query
    ) -> String {
        var digest = StampDigest()
        digest.add(P.name)
        digest.add(query)
        return "\(SnapshotFile.directory)/\(SnapshotFile.prefix)\(digest.hex.prefix(32))"
    }

    /// What must be the same for a snapshot to count: log, view, version, query, and every
    /// event type the view consumes, field by field.
    private func stamp<P: Projection>(
        of projection: P.Type, _ query: Query
    ) -> [UInt8] {
        let fold = fold(projection)
        var digest = StampDigest()
        digest.add(String(decoding: sealing.log, as: UTF8.self))
        digest.add(reader.id?.description ?? "")
        digest.add(P.name)
        digest.add(P.version)
        digest.add(query)
        for (index, definition) in catalog.definitions.enumerated() where fold.consumes(index) {
            digest.add("\(definition.type)")
            digest.add(definition.fields)
        }
        return Array(digest.hex.utf8)
    }
}

extension StampDigest {
    fileprivate mutating func add(_ query: Query) {
        guard query != .all else { return add("all") }
        add("tags")
        let parts = query.items.map { item in
            let types = item.types.map { "\($0.names.sorted().joined(separator: ",")) of " } ?? ""
            return types + item.tags.sorted().map(\.text).joined(separator: " ")
        }
        for part in Set(parts).sorted() { add(part) }
    }

    fileprivate mutating func add(_ fields: [FieldDescription]) {
        add(fields.count)
        for field in fields {
            add(field.number)
            add(field.name)
            add(field.isOptional ? 1 : 0)
            add(field.isRepeated ? 1 : 0)
            if case .group(let inner) = field.kind { add(inner) } else { add("\(field.kind)") }
        }
    }
}

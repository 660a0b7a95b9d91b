extension Log {
    /// Derives every hash of a log anew and compares all of its bytes with the format's rules.
    ///
    /// Any changed byte in any segment or in `head` is reported, with the file and the positions
    /// concerned. A single wrong byte among the compressed entries of a batch is reported exactly: its
    /// own offset, what it is and was, and the entries that it takes part in storing (one, or those
    /// that share the LZ4 sequence; all of the batch or block if it belongs to the framing). It is
    /// found by trial: the batch must have its SHA-256 again. So is a wrong header, length or checksum
    /// of the LZ4 frame. Nothing is written, so it may run beside a writer.
    ///
    /// - Parameters:
    ///   - storage: the log.
    ///   - describer: what made the indexes of sealed segments, which are then derived anew from the
    ///     entries too; without it, or if another one made them, only their checksums are compared.
    ///   - progress: called now and then with the bytes read and the bytes in all.
    /// - Returns: the size, the root, and every damaged place.
    /// - Throws: `notALog`, `unsupportedVersion`, `io`. Damage is reported, not thrown.
    /// - Complexity: reads, decompresses and hashes the whole log once, in bounded memory; a damaged
    ///   batch may take about a second more, all of them together a quarter of a minute.
    public static func verify(
        _ storage: any Storage, describer: (any EntryDescriber)? = nil,
        progress: ((UInt64, UInt64) -> Void)? = nil
    ) throws(LogError) -> Log.Report {
        let writer = try storage.lockHolder(Format.lockName)
        let heads = try HeadState.read(from: storage)
        let inventory = try Inventory.take(of: storage)
        try inventory.requireLog(in: storage)
        let limit = writer == nil ? nil : heads.newest?.tree.size
        var scan = LogScan(
            storage, inventory, heads, depth: .everything, limit: limit, progress: progress)
        scan.describer = describer
        try scan.run()
        if writer == nil, try storage.lockHolder(Format.lockName) != nil {
            // A writer came meanwhile: begin again, and leave it what is its own.
            return try verify(storage, describer: describer, progress: progress)
        }

        var damage = scan.damage + scan.heads.damage
        for name in inventory.unknown {
            damage.append(
                Log.Damage(
                    file: name, offset: 0, positions: nil, message: "the file is no part of a log.")
            )
        }
        let found = scan.chain.position
        let end = Position(found)
        if let tail = scan.tail {
            damage.append(
                Log.Damage(
                    file: tail.file, offset: tail.offset, positions: tail.positions ?? end..<end,
                    message: tail.reason + " It was not acknowledged; a writable open removes it."))
        }
        if let last = scan.last, scan.hasLooseFiller {
            damage.append(
                Log.Damage(
                    file: last.segment.name, offset: last.end, positions: end..<end,
                    message: "the free space is not covered by filler; a writable open removes it.")
            )
        }
        let acknowledged = scan.heads.newest?.tree
        let head = acknowledged ?? TreeHead(size: found, root: scan.chain.root ?? .zero)
        return Log.Report(
            size: head.size, root: head.root, damage: damage,
            unacknowledged: found > head.size ? Position(head.size)..<end : nil,
            doubt: scan.heads.doubt.map { reason in
                let size = acknowledged?.size
                return .init(
                    reason: reason, acknowledged: size, behind: max(found, size ?? 0) - (size ?? 0))
            },
            quarantined: try quarantined(inventory, storage), writer: writer)
    }

    private static func quarantined(
        _ inventory: Inventory, _ storage: any Storage
    ) throws(LogError) -> [String] {
        guard inventory.hasQuarantine else { return [] }
        return try storage.list(Format.quarantineName).map(\.name).sorted()
    }
}

/// Makes a new log: the first segment, then `head`, each under its name only when complete.
///
/// `head` is the commit point. A crash before it leaves at most a segment without batches, which
/// the next attempt removes; a directory without `head` is no log.
enum Creation {
    static func create(
        in storage: any Storage, limits: LogLimits, logID: LogID = .random()
    ) throws(LogError) -> Committer {
        try check(try Inventory.take(of: storage), storage)
        try storage.makeDirectory("")
        let lock = try storage.lock(Format.lockName)
        let inventory = try Inventory.take(of: storage)
        try check(inventory, storage)
        for name in inventory.leftovers + inventory.segments.map(\.name) {
            try storage.remove(name)
        }
        let header = SegmentHeader(
            logID: logID, number: 0, tree: MerkleTree(), previous: .zero)
        let name = Format.segmentName(0)
        let segment = try storage.replace(name, with: header.encoded(), replacing: false)
        let slots = (0..<2).map { sequence in
            HeadSlot(
                logID: header.logID, sequence: UInt64(sequence), tree: MerkleTree().head,
                segment: 0, end: UInt64(SegmentHeader.byteCount), digest: .zero)
        }
        let head = try storage.replace(
            Format.headName, with: slots.flatMap { $0.encoded() }, replacing: false)
        return try Committer(
            storage, limits, lock,
            Committer.Start(
                logID: header.logID, tree: MerkleTree(), batchNumber: 0, digest: .zero,
                segmentNumber: 0, segmentName: name, segment: segment,
                end: UInt64(SegmentHeader.byteCount), slot: slots[1], head: head))
    }

    /// Refuses a directory that holds a log, or anything else that is not a failed attempt's
    /// leftover.
    private static func check(
        _ inventory: Inventory, _ storage: any Storage
    ) throws(LogError) {
        try inventory.requireNothingUnknown()
        guard try inventory.isLog(in: storage) else { return }
        throw LogError(
            .alreadyExists, "there is a log in this place already.",
            file: inventory.hasHead ? Format.headName : inventory.segments.first?.name,
            advice: "Open it, or choose another directory.")
    }
}

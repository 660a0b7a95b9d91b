/// Opens a log for writing after whatever happened to it.
///
/// What it reads is a choice (`LogLimits.opening`); what it does about it is not:
/// only this may be removed: the last batch, if it lies above every size that `head` acknowledges
/// and both of its slots are sound. It is copied to `quarantine/` first. Everything else that is
/// not as it was written refuses the opening, names the place, and changes nothing.
struct Recovery {
    private let storage: any Storage
    private let limits: LogLimits
    private var report = LogWriter.RecoveryReport()

    static func open(
        _ storage: any Storage, limits: LogLimits
    ) throws(LogError) -> (Committer, LogWriter.RecoveryReport) {
        var recovery = Recovery(storage: storage, limits: limits)
        try recovery.requireLog()
        let lock = try storage.lock(Format.lockName)
        let committer = try recovery.open(lock)
        return (committer, recovery.report)
    }

    private init(storage: any Storage, limits: LogLimits) {
        self.storage = storage
        self.limits = limits
    }

    private func requireLog() throws(LogError) {
        let inventory = try Inventory.take(of: storage)
        if inventory.hasHead { return }
        guard try inventory.isUnfinished(in: storage) else {
            throw LogError(
                .damaged, "the file that states the acknowledged size is missing.",
                file: Format.headName,
                advice: "Restore it from a copy; LogReader can still read the segments.")
        }
        throw .notALog
    }

    private mutating func open(_ lock: any StorageLock) throws(LogError) -> Committer {
        let inventory = try Inventory.take(of: storage)
        try inventory.requireNothingUnknown()
        try dropCached(inventory)
        let heads = try HeadState.read(from: storage)
        guard let newest = heads.newest else {
            throw LogError(
                .damaged, "both slots are damaged, so the acknowledged size is unknown.",
                file: Format.headName, offset: 0,
                advice: "Restore the file from a copy; LogReader can still read the segments.")
        }
        let depth: LogScan.Depth =
            switch limits.opening {
            case .tail: .unvouched
            case .everything: .recovery
            }
        var scan = LogScan(storage, inventory, heads, depth: depth)
        try scan.run()
        try refuse(scan.damage)
        let chain = scan.chain
        guard let last = scan.last, let tree = chain.tree, let digest = chain.digest,
            let batchNumber = chain.batchNumber
        else {
            throw LogError(
                .damaged, "there is no segment.", file: Format.segmentName(0), offset: 0)
        }
        if let tail = scan.tail, let slot = heads.damaged.first { try refuse(tail, slot) }

        try remove(inventory.leftovers)
        // An earlier process may have died between giving a file its name and syncing the directory.
        // What is acknowledged from now on must not depend on that name.
        try storage.syncDirectory("")
        let segment = try storage.open(last.segment.name, .readWrite)
        let isSealed = scan.headers.last??.seal != nil
        if let tail = scan.tail { try quarantine(tail, segment) }
        if chain.position > newest.tree.size {
            report.accepted = Position(newest.tree.size)..<Position(chain.position)
            let isSame = newest.segment == last.number
            let start = isSame ? newest.end : UInt64(SegmentHeader.byteCount)
            try rewrite(segment, min(start, last.end)..<last.end)
        }
        if !isSealed, try segment.size() > last.end {
            try segment.truncate(to: last.end)
            try segment.sync()
        }
        let head = try storage.open(Format.headName, .readWrite)
        report.damagedHeadSlots = heads.damaged
        report.checkedFrom = Position(inventory.segments[scan.firstRead].first)
        var slot = newest
        if !report.isClean {
            slot = HeadSlot(
                logID: newest.logID, sequence: newest.sequence + 1,
                tree: TreeHead(size: chain.position, root: tree.root),
                segment: chain.batchSegment, end: chain.batchEnd, digest: digest)
            try head.write(slot.encoded(), at: UInt64(slot.index * HeadSlot.byteCount))
            try head.sync()
        }
        let committer = try Committer(
            storage, limits, lock,
            Committer.Start(
                logID: newest.logID, tree: tree, batchNumber: batchNumber, digest: digest,
                segmentNumber: last.number, segmentName: last.segment.name, segment: segment,
                end: isSealed ? chain.batchEnd : last.end, slot: slot, head: head))
        // The segment after a sealed one may have been lost before anything was written to it.
        if isSealed { try committer.beginSegment() }
        return committer
    }

    /// Has `head` and the last segment read from the medium: after a failed sync of an earlier
    /// process, the kernel may show bytes of them that are not on the disk.
    private func dropCached(_ inventory: Inventory) throws(LogError) {
        for name in [Format.headName] + inventory.segments.suffix(1).map(\.name) {
            try storage.open(name, .read).dropCached()
        }
    }

    private func refuse(_ damage: [Log.Damage]) throws(LogError) {
        guard let first = damage.first else { return }
        let more = damage.count > 1 ? " (\(damage.count - 1) more places are damaged)" : ""
        throw LogError(
            .damaged, first.message + more, file: first.file, offset: first.offset,
            positions: first.positions,
            advice: "Nothing was changed. Verify names every place; restore them from a copy.")
    }

    private func refuse(_ tail: LogScan.Tail, _ slot: Int) throws(LogError) {
        throw LogError(
            .damaged,
            "the last batch is damaged, and slot \(slot) of head, which may have acknowledged it, too.",
            file: tail.file, offset: tail.offset, positions: tail.positions,
            advice: "Nothing was changed. Restore the segment from a copy.")
    }

    private mutating func remove(_ leftovers: [String]) throws(LogError) {
        guard !leftovers.isEmpty else { return }
        for name in leftovers { try storage.remove(name) }
        report.removed = leftovers
    }

    /// Copies the torn batch, makes the copy durable, and only then cuts it off.
    private mutating func quarantine(
        _ tail: LogScan.Tail, _ segment: any StorageFile
    ) throws(LogError) {
        try storage.makeDirectory(Format.quarantineName)
        let bytes = try segment.read(at: tail.offset, count: Int(tail.end - tail.offset))
        var copy = "\(Format.quarantineName)/\(tail.file.dropLast(4))-\(tail.offset).torn"
        let names = Set(try storage.list(Format.quarantineName).map(\.name))
        var number = 1
        let stem = copy
        while names.contains(String(copy.dropFirst(Format.quarantineName.count + 1))) {
            number += 1
            copy = "\(stem)-\(number)"
        }
        let file = try storage.open(copy, .createExclusive)
        try file.write(bytes, at: 0)
        try file.sync()
        try storage.syncDirectory(Format.quarantineName)
        try segment.truncate(to: tail.offset)
        try segment.sync()
        report.dropped = LogWriter.RecoveryReport.Dropped(
            file: tail.file, offset: tail.offset, bytes: UInt64(bytes.count),
            positions: tail.positions, copy: copy)
    }

    /// Writes what is there once more and syncs it: after a failed sync the kernel may show bytes
    /// that are not on the disk, and would not write them again by itself.
    private func rewrite(
        _ segment: any StorageFile, _ range: Range<UInt64>
    ) throws(LogError) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = min(1 << 20, Int(range.upperBound - offset))
            try segment.write(try segment.read(at: offset, count: count), at: offset)
            offset += UInt64(count)
        }
        try segment.sync()
    }
}

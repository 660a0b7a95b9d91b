/// Writes batches, one at a time. This is the exact sequence for each:
///
///     [if the segment is full]  ftruncate(segment)  fdatasync(segment)  fdatasync(head)
///                               open(O_EXCL)  pwrite  fdatasync  link  unlink  fsync(directory)
///     pwrite(batch)
///     [if the file ends there]  pwrite(filler sectors behind it)
///     fdatasync  fstat(segment, head)  pwrite(head slot)
///
/// Filler is written ahead, a step at a time, and not only reserved: over sectors that are written
/// already `fdatasync` has no metadata to commit, which takes about a third less time on ext4.
///
/// Fields change only after the step that makes them true. After any error none of them may be used
/// again.
///
/// `@unchecked Sendable`: created by one thread, then touched only on the writer's serial queue.
final class Committer: @unchecked Sendable {
    /// Where a committer takes up a log.
    struct Start {
        var logID: LogID
        var tree: MerkleTree
        var batchNumber: UInt64
        var digest: Hash
        var segmentNumber: UInt64
        var segmentName: String
        var segment: any StorageFile
        var end: UInt64
        var slot: HeadSlot
        var head: any StorageFile
    }

    private let storage: any Storage
    private let limits: LogLimits
    let lock: any StorageLock
    private var at: Start
    private var fileBytes: UInt64
    private var encoder = BatchEncoder()

    /// How long the last batch took to write and sync.
    var lastDuration = Duration.zero

    /// Whether the newest slot may not have reached the disk.
    private(set) var headIsDirty = true

    init(
        _ storage: any Storage, _ limits: LogLimits, _ lock: any StorageLock, _ start: Start
    ) throws(LogError) {
        self.storage = storage
        self.limits = limits
        self.lock = lock
        at = start
        fileBytes = try start.segment.size()
    }

    var logID: LogID { at.logID }
    var durable: TreeHead { at.slot.tree }
    var segmentNumber: UInt64 { at.segmentNumber }

    /// Makes one batch durable and returns the tree that is acknowledged from now on.
    func commit(_ batch: BatchBuffer) throws(LogError) -> TreeHead {
        var tree = at.tree
        for hash in batch.hashes { tree.append(hash) }
        let head = tree.head
        try encoder.compress(
            batch,
            BatchFields(
                logID: at.logID, segment: 0, offset: 0, number: at.batchNumber, first: at.tree.size,
                count: 0, frameBytes: 0, contentBytes: 0, frameDigest: .zero, previous: at.digest,
                root: head.root))
        let length = UInt64(encoder.paddedBytes)
        let isFull = at.end + length > UInt64(limits.segmentBytes)
        if isFull { try rotate() }
        let (fields, digest) = encoder.seal(segment: at.segmentNumber, offset: at.end)
        try write(encoder.paddedBytes)
        try fill(from: fields.endOffset)
        try at.segment.sync()
        try requireLinked()
        at.tree = tree
        at.batchNumber += 1
        at.digest = digest
        at.end = fields.endOffset
        try writeHead(head)
        return head
    }

    /// Refuses to acknowledge what nobody will find: the directory was removed meanwhile.
    private func requireLinked() throws(LogError) {
        for (name, file) in [(at.segmentName, at.segment), (Format.headName, at.head)]
        where !file.isLinked {
            throw LogError(
                .io, "the file was removed while it was written to.", file: name,
                advice: "What stood in it is lost, acknowledged or not; restore a backup.")
        }
    }

    private func write(_ count: Int) throws(LogError) {
        try unsafe encoder.bytes.withUnsafeBufferPointer { (buffer) throws(LogError) in
            try unsafe at.segment.write(
                UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]),
                at: at.end)
        }
    }

    private func writeHead(_ tree: TreeHead) throws(LogError) {
        let slot = HeadSlot(
            logID: at.logID, sequence: at.slot.sequence + 1, tree: tree, segment: at.segmentNumber,
            end: at.end, digest: at.digest)
        try at.head.write(slot.encoded(), at: UInt64(slot.index * HeadSlot.byteCount))
        at.slot = slot
        headIsDirty = true
    }

    /// Writes filler ahead if the file ends at `end`, one frame to a sector, so that batches replace
    /// whole frames and `lz4 -dc` never meets bare zeros.
    private func fill(from end: UInt64) throws(LogError) {
        guard end > fileBytes else { return }
        fileBytes = end
        let step = UInt64(limits.growthBytes)
        let limit = max(end, UInt64(roundedUpToSector(limits.segmentBytes)))
        let size = min((end + step - 1) / step * step, limit)
        while fileBytes < size {
            let sectors = Int(size - fileBytes) / LogLimits.sectorBytes
            let filler = Format.filler(sectors: min(256, sectors))
            try at.segment.write(filler, at: fileBytes)
            fileBytes += UInt64(filler.count)
        }
    }

    private func cutFiller() throws(LogError) {
        guard fileBytes > at.end else { return }
        try at.segment.truncate(to: at.end)
        fileBytes = at.end
    }

    /// How often a next segment was begun.
    private(set) var rotations = 0

    /// Begins the next segment, after the one before is cut to its batches and durable; does
    /// nothing if that has no batch.
    func rotate() throws(LogError) {
        guard at.end > UInt64(SegmentHeader.byteCount) else { return }
        try cutFiller()
        try at.segment.sync()
        try syncHead()
        try beginSegment()
    }

    /// Creates the next segment and goes on in it; the one before is not touched.
    func beginSegment() throws(LogError) {
        let header = SegmentHeader(
            logID: at.logID, number: at.segmentNumber + 1, tree: at.tree, previous: at.digest,
            previousEnd: at.end)
        let name = Format.segmentName(header.first)
        let file = try storage.replace(name, with: header.encoded(), replacing: false)
        at.segment = file
        at.segmentName = name
        at.segmentNumber = header.number
        at.end = UInt64(SegmentHeader.byteCount)
        fileBytes = at.end
        rotations += 1
    }

    /// Makes the newest slot durable.
    func syncHead() throws(LogError) {
        guard headIsDirty else { return }
        try at.head.sync()
        headIsDirty = false
    }

    /// Leaves the files as a clean close does; the lock goes in any case.
    func close() throws(LogError) {
        defer { lock.unlock() }
        try requireLinked()
        if fileBytes > at.end {
            try cutFiller()
            try at.segment.sync()
        }
        try syncHead()
    }

    /// Lets the lock go and touches nothing else.
    func abandon() {
        lock.unlock()
    }
}

/// Rewrites a full segment so that it takes less space, and changes nothing that it says.
///
/// These are the system calls for each segment; whenever they stop, either the hot file or the
/// sealed one stands under the segment's name, whole and durable, and a file `SEGMENT.tmp` that is
/// left over is removed by the next writer:
///
///     pread(SEGMENT) …                       every batch checked, every entry hashed
///     open(SEGMENT.tmp, O_EXCL)  pwrite …  pwrite(sector 0)  fdatasync
///     open(SEGMENT.tmp)  pread …             everything checked, every entry hashed again
///     rename(SEGMENT.tmp, SEGMENT)  fsync(directory)
///
/// The hot file retires with the rename: readers that have it open read on in it.
struct Sealer {
    let storage: any Storage
    let logID: LogID

    /// What the index is made by; without it there is none.
    let describer: (any EntryDescriber)?

    /// Asked between blocks; once true, the work is given up.
    let mustStop: () -> Bool

    /// Seals a segment; `next` is the header of the one after it, which states where it must end.
    ///
    /// Gives the sizes before and after, or nil if the work was given up.
    func seal(
        _ name: String, next: SegmentHeader
    ) throws(LogError) -> (before: UInt64, after: UInt64)? {
        let source = try SegmentSource(name, in: storage, logID: logID)
        guard let header = try source.header(), header.seal == nil else {
            throw .unsealable(name, 0, nil, "the segment header is damaged.")
        }
        let temporary = name + StorageItem.temporarySuffix
        var isDone = false
        defer { if !isDone { try? storage.remove(temporary) } }
        guard let seal = try write(source, header, next, temporary) else { return nil }
        guard try check(temporary, header, seal) else { return nil }
        try storage.rename(temporary, to: name, replacing: true)
        isDone = true
        do throws(LogError) {
            try storage.syncDirectory("")
        } catch {
            throw LogError(
                .poisoned, "the directory could not be synced after a segment was sealed.",
                file: name, advice: "Close the writer and open the log again.", cause: error)
        }
        return (source.size, seal.fileBytes)
    }

    /// Writes the sealed segment under its temporary name; nil if the work was given up.
    private func write(
        _ source: SegmentSource, _ header: SegmentHeader, _ next: SegmentHeader,
        _ temporary: String
    ) throws(LogError) -> SealFields? {
        var reading = SegmentReading(source, header)
        let contentBytes = try reading.measure()
        let file = try storage.openTemporary(for: source.name)
        var writer = try SealWriter(file, contentBytes: contentBytes, describer)
        while try reading.advance() {
            if mustStop() { return nil }
            let count = reading.contentBytes
            try unsafe reading.content.withUnsafeBufferPointer { (bytes) throws(LogError) in
                let content = unsafe UnsafeRawBufferPointer(bytes).part(0..<count)
                var run = unsafe EntryRun(content)
                while let entry = unsafe run.next() { try unsafe writer.add(content.part(entry)) }
            }
        }
        let tree = reading.tree
        let isRight =
            tree == next.tree && reading.digest == next.previous
            && reading.offset == next.previousEnd && next.number == header.number + 1
        guard isRight, let lastBatch = reading.lastBatch else {
            throw .unsealable(
                source.name, reading.offset, Position(header.first)..<Position(next.first),
                "the segment does not end where the next one begins.")
        }
        let seal = SealFields(
            logID: header.logID, segment: header.number, first: header.first, end: tree.size,
            lastBatch: lastBatch, lastBatchEnd: reading.offset, digest: reading.digest,
            root: tree.root)
        return try writer.finish(header, seal)
    }

    /// Reads the new file back, from the disk where the storage can, and checks every byte of it;
    /// false if the work was given up.
    private func check(
        _ temporary: String, _ header: SegmentHeader, _ seal: SealFields
    ) throws(LogError) -> Bool {
        let file = try storage.open(temporary, .read)
        file.dropCached()
        let size = try file.size()
        let found = try SegmentHeader.read(from: file, temporary)
        let segment = try SealedSegment.find(
            temporary, file, size: size, header: found, logID: logID)
        guard let segment, found?.seal == seal, found?.tree == header.tree,
            segment.table.fields == seal
        else { throw .unsealable(temporary, 0, nil, "the sealed segment cannot be read back.") }
        var check = SealedCheck(segment, size: size, tree: header.tree, describer: describer)
        while try check.step() {
            if mustStop() { return false }
        }
        if let first = check.damage.first {
            throw .unsealable(temporary, first.offset, first.positions, first.message)
        }
        guard check.tree?.size == seal.end, check.tree?.root == seal.root else {
            throw .unsealable(
                temporary, 0, seal.positions, "the sealed segment gives another root.")
        }
        return true
    }
}

extension LogError {
    /// Why a segment cannot be sealed.
    static func unsealable(
        _ name: String, _ offset: UInt64, _ positions: Range<Position>?, _ message: String
    ) -> LogError {
        LogError(
            .damaged, message, file: name, offset: offset, positions: positions,
            advice: "The segment is left as it is. Verify names every damaged place.")
    }
}

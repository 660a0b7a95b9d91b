/// The acknowledged prefix of a log on its way to another directory.
///
/// `stage` writes what is new under temporary names, `check` derives every hash of the copy as it
/// will be, and only then `publish` gives the files their names, oldest first and each durably
/// before the next. So the directory always holds a whole log: the one from before, or a longer one.
struct LogCopy {
    private let source: any Storage
    private let target: any Storage

    /// The acknowledged state that is copied.
    let slot: HeadSlot

    /// The files that make it up, in order.
    private(set) var segments: [String] = []

    /// The names that stand in the target as temporary files, oldest first; `head` is not counted.
    private(set) var staged: [String] = []

    /// The bytes of these.
    private(set) var stagedBytes: UInt64 = 0

    private static let chunkBytes = 1 << 20

    /// Takes stock of a log, which may be written meanwhile.
    init(from source: any Storage, to target: any Storage) throws(LogError) {
        self.source = source
        self.target = target
        var heads = try HeadState.read(from: source)
        let inventory = try Inventory.take(of: source)
        try inventory.requireLog(in: source)
        try heads.setAside(foreignTo: inventory, in: source)
        guard let newest = heads.newest else {
            throw LogError(
                .damaged, "the acknowledged size is unknown, so there is nothing to copy for sure.",
                file: Format.headName, offset: 0, advice: "Verify the log first.")
        }
        slot = newest
        segments = inventory.segments
            .filter { $0.first < newest.tree.size || $0.first == 0 }.map(\.name)
    }

    /// How many bytes of a segment belong to the copy.
    ///
    /// Only the one that is appended to has more than that. Asked of the file that is then copied,
    /// since a sealed one may take its name at any time.
    private func bytes(of file: any StorageFile, _ name: String) throws(LogError) -> UInt64 {
        let size = try file.size()
        guard name == segments.last, slot.segment == UInt64(segments.count - 1) else { return size }
        guard let header = try SegmentHeader.read(from: file, name), header.seal == nil else {
            return size
        }
        return min(size, slot.end)
    }

    /// Copies a log that still begins with what a head states.
    mutating func complete(from known: TreeHead?) throws(LogError) {
        try LogCopy.removeLeftovers(in: target)
        if let known { try requireGrowth(from: known) }
        try stage()
        try check()
        try publish()
    }

    /// Refuses a target in which anything stands but what such a copy, cut short, has left, and some
    /// directories.
    ///
    /// - Throws: `alreadyExists`, naming it.
    func requireNothing(beside directories: Set<String>) throws(LogError) {
        for item in try target.listIfPresent() where !item.name.hasPrefix(".") {
            if item.isDirectory, directories.contains(item.name) { continue }
            guard try !isOwn(item) else { continue }
            throw LogError(
                .alreadyExists, "the target is not empty.", file: item.name,
                advice: "Restore into a directory that is empty or not there yet.")
        }
    }

    private func isOwn(_ item: StorageItem) throws(LogError) -> Bool {
        if item.isDirectory { return false }
        var inventory = Inventory()
        inventory.sort(item)
        if inventory.hasHead {
            let head = try target.readIfPresent(Format.headName, atMost: headBytes.count + 1)
            return head == headBytes
        }
        guard let name = inventory.segments.first?.name else { return inventory.unknown.isEmpty }
        guard segments.contains(name) else { return false }
        let file = try source.open(name, .read)
        return try isThere(name, bytes(of: file, name), file)
    }

    /// Both slots of the copy, which say the same, since a log wants two.
    private var headBytes: [UInt8] {
        var slots = [slot, slot]
        slots[1].sequence = slot.sequence &- 1
        if slot.sequence == 0 { slots[1].sequence = 1 }
        slots.sort { $0.index < $1.index }
        return slots.flatMap { $0.encoded() }
    }

    /// Copies what the target does not hold yet.
    private mutating func stage() throws(LogError) {
        for name in segments {
            let file = try source.open(name, .read)
            let bytes = try bytes(of: file, name)
            if try isThere(name, bytes, file) { continue }
            try copy(file, bytes, to: name)
            staged.append(name)
            stagedBytes += bytes
        }
        let head = try target.openTemporary(for: Format.headName)
        try head.write(headBytes, at: 0)
        try head.sync()
    }

    /// Whether the target holds a file already.
    ///
    /// Segments only ever grow, or are sealed, which changes their first sector.
    private func isThere(
        _ name: String, _ bytes: UInt64, _ file: any StorageFile
    ) throws(LogError) -> Bool {
        guard let copy = try target.openIfPresent(name), try copy.size() == bytes else {
            return false
        }
        let sector = SegmentHeader.byteCount
        return try copy.read(at: 0, count: sector) == file.read(at: 0, count: sector)
    }

    private func copy(
        _ file: any StorageFile, _ bytes: UInt64, to name: String
    ) throws(LogError) {
        let copy = try target.openTemporary(for: name)
        var offset: UInt64 = 0
        while offset < bytes {
            let count = min(LogCopy.chunkBytes, Int(bytes - offset))
            let chunk = try file.read(at: offset, count: count)
            guard chunk.count == count else {
                throw LogError(
                    .damaged, "the file ends within what was acknowledged.", file: name,
                    offset: offset + UInt64(chunk.count), advice: "Verify the log first.")
            }
            try copy.write(chunk, at: offset)
            offset += UInt64(count)
        }
        try copy.sync()
        copy.dropCached()
    }

    /// Holds the log that is copied against a head that it is known to have had.
    ///
    /// - Throws: `rolledBack` if it is smaller, `inconsistent` if it holds other entries; `damaged`,
    ///   `io`.
    private func requireGrowth(from known: TreeHead) throws(LogError) {
        try known.requireGrowth(to: slot.tree.size, in: "the backup") { () throws(LogError) in
            try root(at: known.size)
        }
    }

    /// The root over the first entries, from the tree before the last segment that begins there.
    private func root(at size: UInt64) throws(LogError) -> Hash {
        var tree = MerkleTree()
        let inventory = try Inventory.take(of: source)
        if let segment = inventory.segments.last(where: { $0.first <= size }) {
            if let header = try segment.header(in: source) { tree = header.tree }
        }
        let reader = try LogReader.open(in: source)
        try unsafe reader.read(Position(tree.size)..<Position(size)) { _, entry in
            tree.append(unsafe MerkleTree.leafHash(entry))
        }
        return tree.root
    }

    /// Derives every hash of the copy from its bytes.
    ///
    /// - Throws: `damaged`, naming the place; `io`.
    private func check() throws(LogError) {
        let report = try Log.verify(
            StagedStorage(base: target, staged: Set(staged + [Format.headName])))
        if let damage = report.damage.first {
            throw LogError(
                .damaged, damage.message, file: damage.file, offset: damage.offset,
                positions: damage.positions,
                advice: "The copy was not completed; what was copied before is left as it was.")
        }
        guard report.size == slot.tree.size, report.root == slot.tree.root else {
            throw LogError(
                .damaged, "the copy does not give the acknowledged root.",
                file: Format.headName, offset: 0, advice: "Verify the log.")
        }
    }

    /// Gives the files their names.
    private func publish() throws(LogError) {
        for name in staged + [Format.headName] { try target.settle(name) }
    }

    /// Removes what an earlier copy that was cut short has left.
    private static func removeLeftovers(in target: any Storage) throws(LogError) {
        let leftovers = try Inventory.take(of: target).leftovers
        for name in leftovers { try target.remove(name) }
    }
}

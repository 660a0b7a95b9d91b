/// Entries on their way into one batch, in the shape they are compressed in.
struct BatchBuffer: Sendable {
    /// The big-endian length and the bytes of each entry.
    private(set) var content: [UInt8] = []

    /// The number of entries.
    private(set) var count = 0

    /// The leaf hash of each entry, once `hashEntries()` was called.
    private(set) var hashes: [Hash] = []

    var isEmpty: Bool { count == 0 }

    /// Whether so many more entries and bytes stay within these bounds.
    func hasRoom(entries: Int, bytes: Int, _ maxEntries: Int, _ maxBytes: Int) -> Bool {
        count + entries <= maxEntries && content.count + bytes <= maxBytes
    }

    /// The bytes an entry takes in the content.
    static func contentBytes(_ entry: [UInt8]) -> Int { EntryRun.overhead + entry.count }

    mutating func append(_ entry: [UInt8]) {
        unsafe entry.withUnsafeBytes { unsafe content.append(entry: $0) }
        count += 1
    }

    /// Hashes the entries: work for whoever writes them, so that callers can go on meanwhile.
    ///
    /// - Complexity: one SHA-256 of each entry.
    mutating func hashEntries() {
        var hashes = hashes
        self.hashes = []
        hashes.removeAll(keepingCapacity: true)
        hashes.reserveCapacity(count)
        unsafe content.withUnsafeMutableBytes { content in
            _ = unsafe EntryRun.forEachLeaf(in: content) { hash, _ in hashes.append(hash) }
        }
        self.hashes = hashes
    }

    /// Forgets the entries but keeps the memory.
    mutating func removeAll() {
        content.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
        count = 0
    }
}

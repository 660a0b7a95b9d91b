/// The file `cache/tree`: hashes that make proofs quick, and that nobody need believe.
///
///     offset  bytes
///          0      8  "sl-tree1"
///          8      4  format version
///         12      4  zero
///         16     16  log
///         32      8  groups g
///         40   32·g  for each 256 entries, the root of the subtree over them
///                32  SHA-256 of everything before it
///
/// A file that is not so, or that belongs to another log, or whose hashes do not lead to the
/// acknowledged root, is as good as none: the hashes are derived from the entries again.
enum TreeCache {
    static let directory = "cache"
    static let name = "cache/tree"
    private static let magic = Array("sl-tree1".utf8)
    private static let headerBytes = 40

    /// The hashes in the file; nil if there is none to be had.
    static func read(_ storage: any Storage, _ logID: LogID, atMost: UInt64) -> [Hash]? {
        guard let file = try? storage.open(name, .read), let size = try? file.size() else {
            return nil
        }
        let overhead = UInt64(headerBytes + Hash.byteCount)
        guard size >= overhead, (size - overhead) / 32 <= atMost, (size - overhead) % 32 == 0,
            let bytes = try? file.read(at: 0, count: Int(size)), UInt64(bytes.count) == size
        else { return nil }
        let count = Int((size - overhead) / 32)
        return unsafe bytes.withUnsafeBytes { bytes in
            let end = headerBytes + 32 * count
            guard unsafe sha256(bytes.part(0..<end)) == bytes.hash(at: end),
                unsafe bytes.part(0..<8).elementsEqual(magic),
                unsafe bytes.integer(at: 8, as: UInt32.self) == Format.version,
                unsafe bytes.logID(at: 16) == logID,
                unsafe bytes.integer(at: 32, as: UInt64.self) == UInt64(count)
            else { return nil }
            return (0..<count).map { unsafe bytes.hash(at: headerBytes + 32 * $0) }
        }
    }

    /// Puts the file in its place, whole; another process that does the same does no harm.
    static func write(_ hashes: [Hash], _ storage: any Storage, _ logID: LogID) throws(LogError) {
        var writer = ByteWriter()
        writer.put(magic)
        writer.put(Format.version)
        writer.put(UInt32(0))
        writer.put(logID)
        writer.put(UInt64(hashes.count))
        for hash in hashes { writer.put(hash) }
        writer.putDigest()
        try storage.makeDirectory(directory)
        try storage.replaceUnsynced(name, with: writer.bytes)
    }
}

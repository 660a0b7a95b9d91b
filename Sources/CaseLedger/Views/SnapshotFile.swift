import Crypto
import SegmentLog

/// A file `cache/view-…`: the state of a view at a position, which is believed while `CacheSums` knows it.
///
///     offset  bytes
///          0      8  "cl-view1"
///          8     64  stamp: what the state is of, as a SHA-256 in hexadecimal
///         72      8  position p, little-endian
///         80     32  root of the tree over the p entries before it
///        112      …  the state
///                32  SHA-256 of everything before it, which `.cache-sums` names too
///
/// The file is put in its place whole, and not synced: after a loss of power it may be torn, which
/// its SHA-256 tells.
struct SnapshotFile {
    static let directory = "cache"
    static let prefix = "view-"
    private static let magic = Array("cl-view1".utf8)
    private static let stampBytes = 64
    private static let headerBytes = 8 + stampBytes + 8 + Hash.byteCount

    let stamp: [UInt8]
    let head: TreeHead
    let state: [UInt8]

    init(stamp: [UInt8], head: TreeHead, state: [UInt8]) {
        self.stamp = stamp
        self.head = head
        self.state = state
    }

    /// What a file holds; `nil` if it is not there, not the one that is known by a hash, or greater
    /// than all that so many entries can say.
    init?(reading name: String, in storage: any Storage, knownBy sum: Hash, of entries: UInt64) {
        let most = (entries + 1).multipliedReportingOverflow(
            by: UInt64(LogLimits.entryBytes))
        guard let file = try? storage.open(name, .read), let size = try? file.size(),
            size >= UInt64(Self.headerBytes + SHA256.byteCount),
            most.overflow || size <= most.partialValue,
            let bytes = try? file.read(at: 0, count: Int(size)), UInt64(bytes.count) == size
        else { return nil }
        let end = bytes.count - SHA256.byteCount
        guard bytes.prefix(8) == Self.magic[...],
            SHA256.hash(data: bytes[..<end]).elementsEqual(bytes[end...]),
            sum == Hash(bytes[end...])
        else { return nil }
        let place = 8 + Self.stampBytes
        let position = bytes.integer(at: place, as: UInt64.self)
        guard let root = Hash(bytes[place + 8..<Self.headerBytes]) else { return nil }
        stamp = Array(bytes[8..<place])
        head = TreeHead(size: position, root: root)
        state = Array(bytes[Self.headerBytes..<end])
    }

    /// Puts the file in its place, whole, and returns the hash by which it is known.
    func write(as name: String, in storage: any Storage) throws(LogError) -> Hash? {
        var bytes = Self.magic + stamp
        bytes.append(littleEndian: head.size)
        bytes += head.root.bytes + state
        bytes += SHA256.hash(data: bytes)
        try storage.makeDirectory(Self.directory)
        try storage.replaceUnsynced(name, with: bytes)
        return Hash(bytes.suffix(Hash.byteCount))
    }
}

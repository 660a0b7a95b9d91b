/// One of the two slots of `head`, at offsets 0 and 4096.
///
///     offset  bytes
///          0      8  "sl-head1"
///          8      4  format version
///         12      4  zero
///         16     16  log
///         32      8  sequence; slot 0 holds the even, slot 1 the odd ones
///         40      8  acknowledged size
///         48     32  root over that many entries
///         80      8  number of the segment with the last acknowledged batch; 0 if there is none
///         88      8  offset in it where that batch ends; 4096 if there is none
///         96     32  digest of that batch; zeros if there is none
///        128     32  SHA-256 of bytes 0..<128
///                    zeros up to 4096
///
/// Everything that counts lies within the first 512 bytes of its slot, so a disk writes it whole or
/// not at all. Of two valid slots the one with the higher sequence holds.
struct HeadSlot: Hashable {
    var logID: LogID
    var sequence: UInt64
    var tree: TreeHead
    var segment: UInt64
    var end: UInt64
    var digest: Hash

    static let byteCount = LogLimits.sectorBytes
    private static let magic = Array("sl-head1".utf8)
    private static let digestOffset = 128

    var index: Int { Int(sequence & 1) }

    private var isPlausible: Bool {
        [sequence, tree.size, segment, end].allSatisfy { $0 < Format.numberLimit }
    }

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.put(HeadSlot.magic)
        writer.put(Format.version)
        writer.put(UInt32(0))
        writer.put(logID)
        writer.put(sequence)
        writer.put(tree.size)
        writer.put(tree.root)
        writer.put(segment)
        writer.put(end)
        writer.put(digest)
        writer.putDigest()
        writer.pad(to: HeadSlot.byteCount)
        return writer.bytes
    }

    /// The slot in these 4096 bytes, or nil if it is damaged.
    static func parse(_ slot: [UInt8]) throws(LogError) -> HeadSlot? {
        guard slot.count == byteCount else { return nil }
        let found: (version: UInt32, slot: HeadSlot)? = unsafe slot.withUnsafeBytes { bytes in
            guard unsafe sha256(bytes.part(0..<digestOffset)) == bytes.hash(at: digestOffset),
                unsafe bytes.part(0..<8).elementsEqual(magic)
            else { return nil }
            let slot = unsafe HeadSlot(
                logID: bytes.logID(at: 16), sequence: bytes.integer(at: 32, as: UInt64.self),
                tree: TreeHead(
                    size: bytes.integer(at: 40, as: UInt64.self), root: bytes.hash(at: 48)),
                segment: bytes.integer(at: 80, as: UInt64.self),
                end: bytes.integer(at: 88, as: UInt64.self), digest: bytes.hash(at: 96))
            return unsafe (bytes.integer(at: 8, as: UInt32.self), slot)
        }
        guard let found else { return nil }
        guard found.version == Format.version else {
            throw .unsupported(found.version, file: Format.headName)
        }
        return found.slot.isPlausible && found.slot.encoded() == slot ? found.slot : nil
    }
}

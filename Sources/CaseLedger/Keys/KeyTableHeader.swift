import Crypto
import SegmentLog

/// The header of a table of keys (KeyTable.swift).
struct KeyTableHeader {
    static let byteCount = 4096
    static let magic = Array("5ONEKEYS".utf8)

    var slotBits: UInt32
    var epoch: UInt32
    var log: String?
    var fingerprint: [UInt8]
    var wrapped: [UInt8]

    /// The version of the table that is read; what is written is of version 2.
    var version: UInt32 = 2

    init(
        slotBits: UInt32, epoch: UInt32, log: String?, fingerprint: [UInt8], wrapped: [UInt8]
    ) {
        self.slotBits = slotBits
        self.epoch = epoch
        self.log = log
        self.fingerprint = fingerprint
        self.wrapped = wrapped
    }

    /// The header that these bytes hold.
    ///
    /// - Throws: ``LedgerError/Code/keysLost`` if they hold none, `keys` if one of a newer version.
    init(_ bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count == Self.byteCount, bytes.starts(with: Self.magic) else {
            throw .keysLost("file keys: is no table of keys")
        }
        guard keyDigest(bytes[..<4064]).elementsEqual(bytes[4064...]) else {
            throw .keysLost("file keys: its header is damaged")
        }
        let version = bytes.integer(at: 8, as: UInt32.self)
        guard 1...2 ~= version else {
            throw .keys("file keys: is of a version that this reader does not know")
        }
        let length = Int(bytes.integer(at: 64, as: UInt16.self))
        guard length <= 3998, 10..<48 ~= bytes.integer(at: 12, as: UInt32.self) else {
            throw .keysLost("file keys: its header makes no sense")
        }
        self.init(
            slotBits: bytes.integer(at: 12), epoch: bytes.integer(at: 16),
            log: bytes[20] == 1 ? String(decoding: bytes[24..<56], as: UTF8.self) : nil,
            fingerprint: Array(bytes[56..<64]), wrapped: Array(bytes[66..<66 + length]))
        self.version = version
    }

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        bytes.replaceSubrange(0..<8, with: Self.magic)
        bytes.put(2 as UInt32, at: 8)
        bytes.put(slotBits, at: 12)
        bytes.put(epoch, at: 16)
        if let log {
            bytes[20] = 1
            bytes.replaceSubrange(24..<56, with: Array(log.utf8))
        }
        bytes.replaceSubrange(56..<64, with: fingerprint)
        bytes.put(UInt16(wrapped.count), at: 64)
        bytes.replaceSubrange(66..<66 + wrapped.count, with: wrapped)
        bytes.replaceSubrange(4064..<4096, with: keyDigest(bytes[..<4064]))
        return bytes
    }
}

/// The hash that header and slots end with.
func keyDigest(_ bytes: ArraySlice<UInt8>) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

extension [UInt8] {
    /// Puts an integer in its place, little-endian.
    mutating func put(_ value: some FixedWidthInteger & BitwiseCopyable, at offset: Int) {
        withUnsafeMutableBytes {
            $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
        }
    }
}

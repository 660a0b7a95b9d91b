import Crypto
import SegmentLog

// A table of keys, version 1
// ==========================
//
//     0       header, 4096 bytes:
//             0  "5ONEKEYS"   8  version 1   12 log2 of the slots   16 epoch   20 bound (0 or 1)
//             24 the log's identity in 32 hexadecimal digits        56 fingerprint of what wraps
//             64 length of the wrapped secret (UInt16), and the secret: the index key, the master
//                key and each secret of the blind index, 32 bytes each
//             4064 SHA-256 of what precedes
//     4096    slots of 128 bytes, open addressing, linear probing:
//             0  state: 0 free, 1 a key, 2 destroyed    4 epoch    8 id, 16 bytes
//             24 nonce, 12 bytes     36 the key under the master key, 32 bytes     68 tag, 16 bytes
//             124 the front of SHA-256 of what precedes
//
// A slot's id is the front of HMAC(index key, epoch, subject): the table names no subject. Integers
// are little-endian. A slot lies within one sector, so that a crash leaves the old or the new one;
// everything else changes by writing a whole new file and renaming it.

/// The slots of an open file.
struct KeyTable {
    let file: any StorageFile
    let slotBits: UInt32
    private var slots: UInt64 { 1 << UInt64(slotBits) }
    private static let pageSlots: UInt64 = 32

    /// The slot with an id, or the free slot that a key of this id would take.
    ///
    /// - Complexity: one read of 4 KiB in nearly every case.
    func find(_ id: [UInt8]) throws(LedgerError) -> (place: UInt64, slot: KeySlot?) {
        let home = id.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) } & (slots - 1)
        var page: [UInt8] = []
        var pageStart = UInt64.max
        var isDamaged = false
        for step in 0..<slots {
            let place = (home + step) & (slots - 1)
            let start = place & ~(Self.pageSlots - 1)
            if start != pageStart {
                page = try ledgerErrors {
                    try file.read(
                        at: Self.offset(start), count: Int(Self.pageSlots) * KeySlot.byteCount)
                }
                pageStart = start
            }
            let from = Int(place - start) * KeySlot.byteCount
            guard from + KeySlot.byteCount <= page.count else {
                throw .keys("file keys: is cut off; restore the keys from their copy")
            }
            guard let slot = KeySlot(page[from..<from + KeySlot.byteCount]) else {
                isDamaged = true
                continue
            }
            if slot.state == .free {
                guard !isDamaged else { break }
                return (place, nil)
            }
            if slot.id == id { return (place, slot) }
        }
        throw .keys(
            "file keys: a key may be among slots that are damaged; restore the keys from their copy"
        )
    }

    func put(_ slot: KeySlot, at place: UInt64) throws(LedgerError) {
        try ledgerErrors { try file.write(slot.bytes, at: Self.offset(place)) }
    }

    /// Calls `body` for every slot that is not free.
    func forEach(_ body: (KeySlot) throws -> Void) throws {
        let pageBytes = 1 << 20
        var offset = Self.offset(0)
        let end = Self.offset(slots)
        while offset < end {
            let page = try file.read(at: offset, count: Int(min(UInt64(pageBytes), end - offset)))
            guard !page.isEmpty else { return }
            for from in stride(from: 0, to: page.count, by: KeySlot.byteCount)
            where page[from] != 0 {
                if let slot = KeySlot(page[from..<min(from + KeySlot.byteCount, page.count)]) {
                    try body(slot)
                }
            }
            offset += UInt64(page.count)
        }
    }

    /// How many slots are taken, judged by the first 8,192; ids are spread evenly.
    func estimatedCount() throws(LedgerError) -> UInt64 {
        let sample = min(slots, 8192)
        let bytes = try ledgerErrors {
            try file.read(at: Self.offset(0), count: Int(sample) * KeySlot.byteCount)
        }
        let taken = stride(from: 0, to: bytes.count, by: KeySlot.byteCount)
            .reduce(0) { $0 + (bytes[$1] != 0 ? 1 : 0) }
        return UInt64(taken) * (slots / sample)
    }

    static func offset(_ place: UInt64) -> UInt64 {
        UInt64(KeyTableHeader.byteCount) + place * UInt64(KeySlot.byteCount)
    }
}

/// One slot.
struct KeySlot {
    enum State: UInt8 { case free, key, destroyed }
    static let byteCount = 128

    var state: State
    var epoch: UInt32
    var id: [UInt8]
    var wrapped: [UInt8]

    /// A key's slot, with the key under the master key.
    init(epoch: UInt32, id: [UInt8], secret: [UInt8], under master: SymmetricKey) throws {
        let box = try AES.GCM.seal(secret, using: master, authenticating: id)
        self.init(
            state: .key, epoch: epoch, id: id, wrapped: Array(box.nonce) + box.ciphertext + box.tag)
    }

    init(state: State, epoch: UInt32, id: [UInt8], wrapped: [UInt8]) {
        self.state = state
        self.epoch = epoch
        self.id = id
        self.wrapped = wrapped
    }

    /// The slot that these bytes hold; `nil` if they are damaged.
    init?(_ bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        guard let state = State(rawValue: bytes[0]) else { return nil }
        if state == .free {
            guard bytes.allSatisfy({ $0 == 0 }) else { return nil }
            self.init(state: .free, epoch: 0, id: [], wrapped: [])
            return
        }
        guard digest(bytes[..<124]).prefix(4).elementsEqual(bytes[124...].prefix(4)) else {
            return nil
        }
        self.init(
            state: state, epoch: bytes.integer(at: 4), id: Array(bytes[8..<24]),
            wrapped: Array(bytes[24..<84]))
    }

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        bytes[0] = state.rawValue
        bytes.put(epoch, at: 4)
        bytes.replaceSubrange(8..<24, with: id)
        bytes.replaceSubrange(24..<24 + wrapped.count, with: wrapped)
        bytes.replaceSubrange(124..<128, with: digest(bytes[..<124]).prefix(4))
        return bytes
    }

    /// The same slot without its key.
    var destroyed: KeySlot {
        KeySlot(
            state: .destroyed, epoch: epoch, id: id, wrapped: [UInt8](repeating: 0, count: 60))
    }

    /// The secret key; `nil` if it was altered or is not under this master key.
    func secret(under master: SymmetricKey) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: wrapped),
            let secret = try? AES.GCM.open(box, using: master, authenticating: id)
        else { return nil }
        return Array(secret)
    }
}

/// The header.
struct KeyTableHeader {
    static let byteCount = 4096
    static let magic = Array("5ONEKEYS".utf8)

    var slotBits: UInt32
    var epoch: UInt32
    var log: String?
    var fingerprint: [UInt8]
    var wrapped: [UInt8]

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
    /// - Throws: ``LedgerError/Code/keys`` if they hold none, or one of a newer version.
    init(_ bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count == Self.byteCount, bytes.starts(with: Self.magic) else {
            throw .keys("file keys: is no table of keys")
        }
        guard bytes.integer(at: 8, as: UInt32.self) == 1 else {
            throw .keys("file keys: is of a version that this reader does not know")
        }
        let length = Int(bytes.integer(at: 64, as: UInt16.self))
        guard digest(bytes[..<4064]).elementsEqual(bytes[4064...]), length <= 3998,
            bytes.integer(at: 12, as: UInt32.self) < 48
        else { throw .keys("file keys: its header is damaged; restore the keys from their copy") }
        self.init(
            slotBits: bytes.integer(at: 12), epoch: bytes.integer(at: 16),
            log: bytes[20] == 1 ? String(decoding: bytes[24..<56], as: UTF8.self) : nil,
            fingerprint: Array(bytes[56..<64]), wrapped: Array(bytes[66..<66 + length]))
    }

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        bytes.replaceSubrange(0..<8, with: Self.magic)
        bytes.put(1 as UInt32, at: 8)
        bytes.put(slotBits, at: 12)
        bytes.put(epoch, at: 16)
        if let log {
            bytes[20] = 1
            bytes.replaceSubrange(24..<56, with: Array(log.utf8))
        }
        bytes.replaceSubrange(56..<64, with: fingerprint)
        bytes.put(UInt16(wrapped.count), at: 64)
        bytes.replaceSubrange(66..<66 + wrapped.count, with: wrapped)
        bytes.replaceSubrange(4064..<4096, with: digest(bytes[..<4064]))
        return bytes
    }
}

private func digest(_ bytes: ArraySlice<UInt8>) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

extension [UInt8] {
    /// Puts an integer in its place, little-endian.
    fileprivate mutating func put(_ value: some FixedWidthInteger & BitwiseCopyable, at offset: Int)
    {
        withUnsafeMutableBytes {
            $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
        }
    }
}

import SegmentLog

// A table of keys, version 2
// ==========================
//
//     0       header, 4096 bytes:
//             0  "5ONEKEYS"   8  version 2   12 log2 of the slots   16 epoch   20 bound (0 or 1)
//             24 the log's identity in 32 hexadecimal digits        56 fingerprint of what wraps
//             64 length of the wrapped secret (UInt16), and the secret: the index key, the master
//                key and each secret of the blind index, 32 bytes each
//             4064 SHA-256 of what precedes
//     4096    slots of 128 bytes, open addressing, linear probing:
//             0  state: 1 a key, 2 destroyed, 3 never used    4 epoch    8 id, 16 bytes
//             24 nonce, 12 bytes     36 the key under the master key, 32 bytes     68 tag, 16 bytes
//             124 the front of SHA-256 of what precedes
//             of one that was never used: 8 its number (UInt64), and the mark "free" in place of
//             the hash; all else is 0
//
// A slot's id is the front of HMAC(index key, epoch, subject): the table names no subject. Integers
// are little-endian. A slot lies within one sector, so that a crash leaves the old or the new one;
// everything else changes by writing a whole new file and renaming it.
//
// No slot of version 2 is zero, and none that was never used is like another: what was lost is told
// from what was never there, and no key is made where one may have been. In version 1 a slot that was
// never used is zero (state 0); a table of it is read, and written anew as version 2 by the first
// opening for recording.

/// The slots of an open file.
struct KeyTable {
    let file: any StorageFile
    let slotBits: UInt32
    let version: UInt32
    private var slots: UInt64 { 1 << UInt64(slotBits) }
    private static let pageSlots: UInt64 = 32

    /// The slot with an id, or the free slot that a key of this id would take.
    ///
    /// - Throws: ``LedgerError/Code/keysLost`` if a slot that it may stand in is not as it was
    ///   written.
    /// - Complexity: one read of 4 KiB in nearly every case.
    func find(_ id: [UInt8]) throws(LedgerError) -> (place: UInt64, slot: KeySlot?) {
        let home = home(of: id)
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
                throw .keysLost("file keys: is cut off")
            }
            guard
                let slot = KeySlot(page[from..<from + KeySlot.byteCount], at: place, in: version)
            else {
                isDamaged = true
                continue
            }
            if slot.state == .free {
                guard !isDamaged else { break }
                return (place, nil)
            }
            if slot.id == id { return (place, slot) }
        }
        throw .keysLost("file keys: a key may be among slots that are damaged or lost")
    }

    /// Where the search for an id begins.
    func home(of id: [UInt8]) -> UInt64 {
        id.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) } & (slots - 1)
    }

    func put(_ slot: KeySlot, at place: UInt64) throws(LedgerError) {
        try ledgerErrors { try file.write(slot.bytes, at: Self.offset(place)) }
    }

    /// Marks every slot of a new file as never used.
    func clear() throws(LogError) {
        try file.extend(to: Self.offset(slots))
        var bytes: [UInt8] = []
        for place in 0..<slots {
            bytes += KeySlot.unused(place)
            guard bytes.count == 1 << 20 || place == slots - 1 else { continue }
            try file.write(bytes, at: Self.offset(place + 1) - UInt64(bytes.count))
            bytes.removeAll(keepingCapacity: true)
        }
    }

    /// Calls `body` for every slot, in order: what it holds, or `nil` if it is damaged.
    func forEach(_ body: (UInt64, KeySlot?) throws -> Void) throws {
        let pageSlots: UInt64 = 8_192
        for start in stride(from: 0, to: slots, by: Int(pageSlots)) {
            let count = Int(min(pageSlots, slots - start)) * KeySlot.byteCount
            let page = try file.read(at: Self.offset(start), count: count)
            guard page.count == count else { throw LedgerError.keysLost("file keys: is cut off") }
            for from in stride(from: 0, to: count, by: KeySlot.byteCount) {
                let place = start + UInt64(from / KeySlot.byteCount)
                try body(
                    place, KeySlot(page[from..<from + KeySlot.byteCount], at: place, in: version))
            }
        }
    }

    /// Calls `body` for every key, and every one that was destroyed.
    ///
    /// - Throws: ``LedgerError/Code/keysLost`` if a slot is damaged.
    func forEachTaken(_ body: (KeySlot) throws -> Void) throws {
        try forEach { place, slot in
            guard let slot else {
                throw LedgerError.keysLost("file keys, offset \(Self.offset(place)): is damaged")
            }
            if slot.state != .free { try body(slot) }
        }
    }

    /// How many slots are taken, judged by the first 8,192; ids are spread evenly.
    func estimatedCount() throws(LedgerError) -> UInt64 {
        let sample = min(slots, 8192)
        let bytes = try ledgerErrors {
            try file.read(at: Self.offset(0), count: Int(sample) * KeySlot.byteCount)
        }
        let taken = stride(from: 0, to: bytes.count, by: KeySlot.byteCount)
            .reduce(0) { $0 + ([1, 2].contains(bytes[$1]) ? 1 : 0) }
        return UInt64(taken) * (slots / sample)
    }

    static func offset(_ place: UInt64) -> UInt64 {
        UInt64(KeyTableHeader.byteCount) + place * UInt64(KeySlot.byteCount)
    }
}

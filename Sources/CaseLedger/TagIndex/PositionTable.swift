import Foundation

/// Positions by key of at most 255 bytes, in memory: an open-addressing table over one arena.
///
/// - Complexity: O(1) for each look-up; 32 to 64 bytes and the key for each key.
struct PositionTable: Sendable {
    private struct Slot {
        var hash: UInt64 = 0
        /// Where the key begins in the arena, and in the last byte how long it is.
        var key: UInt64 = 0
        /// The position plus one; 0 marks a free slot.
        var head: UInt64 = 0

        var range: Range<Int> { Int(key >> 8)..<Int(key >> 8) + Int(key & 0xFF) }
    }

    private var slots = [Slot](repeating: Slot(), count: 64)
    private var arena: [UInt8] = []
    /// The number of keys.
    private(set) var count = 0

    /// The position of a key with this hash.
    func find(_ key: UnsafeRawBufferPointer, _ hash: UInt64) -> UInt64? {
        let slot = slots[place(of: key, hash)]
        return slot.head == 0 ? nil : slot.head - 1
    }

    /// Makes `position` the one of a key.
    mutating func set(_ key: UnsafeRawBufferPointer, _ hash: UInt64, to position: UInt64) {
        let place = place(of: key, hash)
        if slots[place].head != 0 {
            slots[place].head = position + 1
            return
        }
        let start = UInt64(arena.count) << 8 | UInt64(UInt8(key.count))
        slots[place] = Slot(hash: hash, key: start, head: position + 1)
        arena.append(contentsOf: key)
        count += 1
        if count * 3 > slots.count * 2 { grow() }
    }

    /// Calls `body` for each key with its hash and position, in the order of hashes and, where
    /// these are equal, of bytes.
    func forEachSorted<E: Error>(
        _ body: (UInt64, UnsafeRawBufferPointer, UInt64) throws(E) -> Void
    ) throws(E) {
        try arena.withUnsafeBufferPointer { (arena) throws(E) in
            let bytes = UnsafeRawBufferPointer(arena)
            func key(_ slot: Slot) -> UnsafeRawBufferPointer {
                UnsafeRawBufferPointer(rebasing: bytes[slot.range])
            }
            var taken = slots.filter { $0.head != 0 }
            taken.sort { left, right in
                left.hash == right.hash
                    ? isBefore(key(left), key(right)) : left.hash < right.hash
            }
            for slot in taken { try body(slot.hash, key(slot), slot.head - 1) }
        }
    }

    /// Where a key stands, or would.
    ///
    /// The upper bits choose the place, as they do in the index's pages, so that a hash of which
    /// tests let few bits count still works.
    private func place(of key: UnsafeRawBufferPointer, _ hash: UInt64) -> Int {
        let mask = slots.count - 1
        var place = start(hash)
        while slots[place].head != 0 {
            let slot = slots[place]
            if slot.hash == hash, isEqual(slot, key) { return place }
            place = (place + 1) & mask
        }
        return place
    }

    private func start(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> UInt64(64 - slots.count.trailingZeroBitCount))
    }

    private func isEqual(_ slot: Slot, _ key: UnsafeRawBufferPointer) -> Bool {
        arena.withUnsafeBytes { bytes in
            areEqual(.init(rebasing: bytes[slot.range]), key)
        }
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        let mask = slots.count - 1
        for slot in old where slot.head != 0 {
            var place = start(slot.hash)
            while slots[place].head != 0 { place = (place + 1) & mask }
            slots[place] = slot
        }
    }
}

/// Whether two keys are the same bytes.
func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let first = left.baseAddress, let second = right.baseAddress else { return true }
    return memcmp(first, second, left.count) == 0
}

/// The order of keys with equal hashes: that of their bytes, the shorter one first.
func isBefore(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard let first = left.baseAddress, let second = right.baseAddress else {
        return left.count < right.count
    }
    let order = memcmp(first, second, min(left.count, right.count))
    return order == 0 ? left.count < right.count : order < 0
}

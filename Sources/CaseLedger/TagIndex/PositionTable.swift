import Foundation

/// Positions by key of at most 255 bytes, in memory: an open-addressing table over one arena.
///
/// - Complexity: O(1) for each look-up, O(types of the key) where there are several; 48 to 96 bytes
///   and the key for each key, 24 bytes for each type of a key with several.
struct PositionTable: Sendable {
    private struct Slot {
        var hash: UInt64 = 0
        /// Where the key begins in the arena, and in the last byte how long it is.
        var key: UInt64 = 0
        /// The position plus one; 0 marks a free slot.
        var head: UInt64 = 0
        /// What is known of types: 0 for nothing; of one type its code plus one, and in the lower 40
        /// bits its first position; of several the highest bit, and in the others the first node.
        var types: UInt64 = 0

        var range: Range<Int> { Int(key >> 8)..<Int(key >> 8) + Int(key & 0xFF) }

        static let isChain: UInt64 = 1 << 63
        static let position: UInt64 = (1 << 40) - 1

        /// Of one type, which stands first here.
        static func one(_ code: TypeCode, from position: UInt64) -> UInt64 {
            (UInt64(code.rawValue) + 1) << 40 | position
        }
    }

    /// One type of a key that has several; they are chained.
    private struct Node {
        var range: TypeRange
        var next: Int?
    }

    private var slots = [Slot](repeating: Slot(), count: 64)
    private var arena: [UInt8] = []
    private var nodes: [Node] = []
    /// The number of keys.
    private(set) var count = 0

    /// The position of a key with this hash.
    func find(_ key: UnsafeRawBufferPointer, _ hash: UInt64) -> UInt64? {
        let slot = slots[place(of: key, hash)]
        return slot.head == 0 ? nil : slot.head - 1
    }

    /// The same with what is known of types.
    func entries(_ key: UnsafeRawBufferPointer, _ hash: UInt64) -> TaggedEntries? {
        let slot = slots[place(of: key, hash)]
        return slot.head == 0 ? nil : TaggedEntries(last: slot.head - 1, types: types(slot))
    }

    /// Makes `position`, where an entry of a type stands, the one of a key; of a key for which no
    /// type is given once, none is known.
    mutating func set(
        _ key: UnsafeRawBufferPointer, _ hash: UInt64, to position: UInt64,
        of code: TypeCode? = nil
    ) {
        let place = place(of: key, hash)
        if slots[place].head != 0 {
            if slots[place].types != 0 {
                slots[place].types = code.map { extend(slots[place], by: $0, at: position) } ?? 0
            }
            slots[place].head = position + 1
            return
        }
        let start = UInt64(arena.count) << 8 | UInt64(UInt8(key.count))
        slots[place] = Slot(
            hash: hash, key: start, head: position + 1,
            types: code.map { Slot.one($0, from: position) } ?? 0)
        arena.append(contentsOf: key)
        count += 1
        if count * 3 > slots.count * 2 { grow() }
    }

    /// What a slot says of types once an entry of one is added to it.
    private mutating func extend(_ slot: Slot, by code: TypeCode, at position: UInt64) -> UInt64 {
        var next: Int? = nodes.count
        if slot.types & Slot.isChain == 0 {
            if slot.types >> 40 == UInt64(code.rawValue) + 1 { return slot.types }
            guard case .one(let range) = types(slot) else { return 0 }
            nodes.append(Node(range: range, next: nil))
        } else {
            next = Int(slot.types & ~Slot.isChain)
        }
        let first = next
        var length = 0
        var last = 0
        while let node = next {
            if nodes[node].range.code == code {
                nodes[node].range.last = position
                return slot.types
            }
            (last, next, length) = (node, nodes[node].next, length + 1)
        }
        guard length < TypeRanges.most, let first else { return 0 }
        nodes[last].next = nodes.count
        nodes.append(
            Node(range: TypeRange(code: code, first: position, last: position), next: nil))
        return Slot.isChain | UInt64(first)
    }

    private func types(_ slot: Slot) -> TypeRanges {
        guard slot.types != 0 else { return .untold }
        guard slot.types & Slot.isChain != 0 else {
            return .one(
                TypeRange(
                    code: TypeCode(rawValue: UInt16(truncatingIfNeeded: (slot.types >> 40) - 1)),
                    first: slot.types & Slot.position, last: slot.head - 1))
        }
        var ranges: [TypeRange] = []
        var next: Int? = Int(slot.types & ~Slot.isChain)
        while let node = next {
            ranges.append(nodes[node].range)
            next = nodes[node].next
        }
        return .many(ranges)
    }

    /// Calls `body` for each key with its hash and entries, in the order of hashes and, where
    /// these are equal, of bytes.
    func forEachSorted<E: Error>(
        _ body: (UInt64, UnsafeRawBufferPointer, TaggedEntries) throws(E) -> Void
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
            for slot in taken {
                let entries = TaggedEntries(last: slot.head - 1, types: types(slot))
                try body(slot.hash, key(slot), entries)
            }
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

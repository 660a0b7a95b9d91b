import Foundation

/// The last position of every tag, in memory: an open-addressing table over one arena of bytes.
///
/// - Complexity: O(1) for each look-up; about 40 bytes and the tag's text for each tag.
struct TagHeads: Sendable {
    private struct Slot {
        var hash: UInt64 = 0
        var offset: UInt32 = 0
        var length: UInt32 = 0
        /// The last position plus one; 0 marks a free slot.
        var head: UInt64 = 0
    }

    private var slots = [Slot](repeating: Slot(), count: 1024)
    private var arena: [UInt8] = []
    /// The number of tags.
    private(set) var count = 0

    /// The last position of a tag; `nil` if no entry carries it.
    subscript(tag: Tag) -> UInt64? {
        var text = tag.text
        return text.withUTF8 { utf8 in
            let slot = slots[place(of: UnsafeRawBufferPointer(utf8), Self.hash(.init(utf8)))]
            return slot.head == 0 ? nil : slot.head - 1
        }
    }

    /// Makes `position` the last one of a tag and returns the one before.
    @discardableResult
    mutating func advance(_ text: UnsafeRawBufferPointer, to position: UInt64) -> UInt64? {
        let hash = Self.hash(text)
        let place = place(of: text, hash)
        let before = slots[place].head
        if before != 0 {
            slots[place].head = position + 1
            return before - 1
        }
        slots[place] = Slot(
            hash: hash, offset: UInt32(arena.count), length: UInt32(text.count), head: position + 1)
        arena.append(contentsOf: text)
        count += 1
        if count * 2 > slots.count { grow() }
        return nil
    }

    /// Calls `body` for every tag with its text and last position, in no order.
    func forEach(_ body: (String, UInt64) -> Void) {
        for slot in slots where slot.head != 0 {
            let end = Int(slot.offset + slot.length)
            body(String(decoding: arena[Int(slot.offset)..<end], as: UTF8.self), slot.head - 1)
        }
    }

    private func place(of text: UnsafeRawBufferPointer, _ hash: UInt64) -> Int {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place].head != 0 {
            let slot = slots[place]
            if slot.hash == hash, slot.length == text.count,
                arena.withUnsafeBytes({ bytes in
                    guard let stored = bytes.baseAddress, let text = text.baseAddress else {
                        return true
                    }
                    return memcmp(stored + Int(slot.offset), text, Int(slot.length)) == 0
                })
            {
                return place
            }
            place = (place + 1) & mask
        }
        return place
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        let mask = slots.count - 1
        for slot in old where slot.head != 0 {
            var place = Int(truncatingIfNeeded: slot.hash) & mask
            while slots[place].head != 0 { place = (place + 1) & mask }
            slots[place] = slot
        }
    }

    /// Multiplies and folds, eight bytes at a time; tags are short and come from the ledger's own
    /// writers.
    static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(bytes.count) ^ 0xCBF2_9CE4_8422_2325
        func mix(_ word: UInt64) {
            let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            hash = product.high ^ product.low
        }
        var offset = 0
        while offset + 8 <= bytes.count {
            mix(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        mix(rest)
        return hash &* 0x9E37_79B9_7F4A_7C15
    }
}

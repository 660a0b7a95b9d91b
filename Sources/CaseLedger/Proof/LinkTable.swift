import Foundation

/// The last position of every tag met so far: an open-addressing table over one arena of bytes.
///
/// - Complexity: O(1) for each step; about 40 bytes and the tag's text for each tag.
struct LinkTable {
    private struct Slot {
        var hash = 0
        var offset = 0
        var length: Int32 = 0
        /// The last position plus one; 0 marks a free slot.
        var head: UInt64 = 0
    }

    private var slots = [Slot](repeating: Slot(), count: 1024)
    private var arena: [UInt8] = []
    private var count = 0

    /// Makes `position` the last one of a tag and returns the one before.
    mutating func advance(_ text: UnsafeRawBufferPointer, to position: UInt64) -> UInt64? {
        var hasher = Hasher()
        hasher.combine(bytes: text)
        let hash = hasher.finalize()
        var place = hash & (slots.count - 1)
        while slots[place].head != 0 {
            let slot = slots[place]
            if slot.hash == hash, Int(slot.length) == text.count, isEqual(slot, text) {
                slots[place].head = position + 1
                return slot.head - 1
            }
            place = (place + 1) & (slots.count - 1)
        }
        slots[place] = Slot(
            hash: hash, offset: arena.count, length: Int32(text.count), head: position + 1)
        arena.append(contentsOf: text)
        count += 1
        if count * 2 > slots.count { grow() }
        return nil
    }

    private func isEqual(_ slot: Slot, _ text: UnsafeRawBufferPointer) -> Bool {
        arena.withUnsafeBytes { bytes in
            guard let stored = bytes.baseAddress, let text = text.baseAddress else { return true }
            return memcmp(stored + slot.offset, text, Int(slot.length)) == 0
        }
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        for slot in old where slot.head != 0 {
            var place = slot.hash & (slots.count - 1)
            while slots[place].head != 0 { place = (place + 1) & (slots.count - 1) }
            slots[place] = slot
        }
    }
}

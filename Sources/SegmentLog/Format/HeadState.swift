/// What `head` says.
struct HeadState {
    /// The slots by index; nil where damaged.
    var slots: [HeadSlot?] = [nil, nil]

    /// Whether there is such a file.
    var exists = false

    /// The valid slot with the higher sequence.
    var newest: HeadSlot? {
        slots.compactMap { $0 }.max { $0.sequence < $1.sequence }
    }

    /// The slots that cannot be read.
    var damaged: [Int] {
        exists ? slots.indices.filter { slots[$0] == nil } : []
    }

    /// Reads both slots; a slot that cannot be read is tried again, since a writer may be writing
    /// it just now.
    static func read(from storage: any Storage) throws(LogError) -> HeadState {
        var state = try readOnce(from: storage)
        for _ in 0..<2 where !state.damaged.isEmpty {
            state = try readOnce(from: storage)
        }
        return state
    }

    private static func readOnce(from storage: any Storage) throws(LogError) -> HeadState {
        var state = HeadState()
        guard let file = try storage.openIfPresent(Format.headName) else { return state }
        state.exists = true
        for index in 0..<2 {
            let bytes = try file.read(
                at: UInt64(index * HeadSlot.byteCount), count: HeadSlot.byteCount)
            if let slot = try HeadSlot.parse(bytes), slot.index == index {
                state.slots[index] = slot
            }
        }
        return state
    }
}

/// What `head` says.
struct HeadState: Equatable {
    /// The slots by index; nil where damaged.
    var slots: [HeadSlot?] = [nil, nil]

    /// The sound slots that name another log than the segments do; they state nothing here.
    private(set) var foreign: [HeadSlot] = []

    /// Whether there is such a file.
    var exists = false

    /// The valid slot with the higher sequence.
    var newest: HeadSlot? {
        slots.compactMap { $0 }.max { $0.sequence < $1.sequence }
    }

    /// The slots that cannot be read.
    var damaged: [Int] {
        guard exists else { return [] }
        return slots.indices.filter { index in
            slots[index] == nil && !foreign.contains { $0.index == index }
        }
    }

    /// Why it is not known how much was acknowledged; nil if both slots can be believed.
    var doubt: TreeHead.Doubt.Reason? {
        if !exists { return .missing }
        if newest == nil { return damaged.isEmpty ? .foreign : .damaged }
        if !foreign.isEmpty { return .slotForeign }
        return damaged.isEmpty ? nil : .slotDamaged
    }

    /// Sets aside the slots of other logs than these, if any are known.
    mutating func setAside(otherThan logs: Set<LogID>) {
        if logs.isEmpty { return }
        for slot in slots.compactMap({ $0 }) where !logs.contains(slot.logID) {
            foreign.append(slot)
            slots[slot.index] = nil
        }
    }

    /// Sets aside the slots that no segment shares the log with.
    ///
    /// - Complexity: reads one sector, or where that is of another log than a slot, all headers.
    mutating func setAside(
        foreignTo inventory: Inventory, in storage: any Storage
    ) throws(LogError) {
        let named = Set(slots.compactMap { $0?.logID })
        var logs: Set<LogID> = []
        for segment in inventory.segments where logs.isEmpty || logs != named {
            if let log = try segment.header(in: storage)?.logID { logs.insert(log) }
        }
        setAside(otherThan: logs)
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

/// What `head` states, held against what the scan found.
extension LogScan {
    mutating func checkHeads() {
        for slot in heads.foreign {
            damage.append(slot.damage("the slot belongs to another log."))
        }
        let newest = heads.newest
        for slot in heads.slots.compactMap({ $0 }) {
            if slot.logID != logID {
                damage.append(slot.damage("the slot belongs to another log."))
            } else if slot.tree.size > chain.position {
                if slot == newest { reportMissingEnd(slot) }
            } else if let state = boundaries[slot.tree.size] {
                let isSame =
                    state.root.map { $0 == slot.tree.root } ?? true
                    && state.digest.map { $0 == slot.digest } ?? true
                    && state.batchEnd == slot.end && state.batchSegment == slot.segment
                if !isSame {
                    damage.append(slot.damage("the slot states another root or place."))
                }
            } else if let root = withinSealed[slot.tree.size] {
                if let root, root != slot.tree.root {
                    damage.append(slot.damage("the slot states another root."))
                }
            } else if damage.isEmpty, limit.map({ slot.tree.size >= $0 }) ?? true {
                damage.append(slot.damage("the slot's size is not the end of a batch."))
            }
        }
    }

    private mutating func reportMissingEnd(_ slot: HeadSlot) {
        let range = chain.position..<slot.tree.size
        if let tail {
            report(
                tail.file, tail.offset, range, "an acknowledged batch is damaged: \(tail.reason)")
            self.tail = nil
        } else {
            report(
                last?.segment.name ?? Format.segmentName(chain.position), last?.end ?? 0, range,
                "acknowledged entries are missing at the end.")
        }
    }
}

/// What an opening may leave unread.
///
/// A next segment is made only after the one before it was cut to its batches and synced, and
/// `head` after it. Its header then states where that one ends and what it gives. So the headers
/// alone tell the log's shape up to the first segment that a slot of `head` speaks of; only from
/// there on a crash can have left anything but what was written.
extension LogScan {
    /// The segment that holds the last entry of the older slot.
    var segmentOfOlderSlotsEnd: Int {
        let size = heads.slots.compactMap { $0?.tree.size }.min() ?? 0
        return inventory.segments.lastIndex { $0.first < size } ?? 0
    }

    /// Whether a segment need not be read, and its header, its length and the next header agree.
    ///
    /// Where they do not, it is read, so that what is wrong can be named.
    func isVouchedFor(_ index: Int) -> Bool {
        guard index < firstRead, let header = headers[index], problems[index] == nil,
            index + 1 < headers.count, problems[index + 1] == nil, let next = headers[index + 1],
            next.number == header.number + 1
        else { return false }
        guard let seal = header.seal else { return next.previousEnd == sizes[index] }
        return seal.fileBytes == sizes[index] && seal.end == next.first
            && seal.digest == next.previous && seal.root == next.tree.root
            && seal.lastBatchEnd == next.previousEnd
    }

    /// Takes what a segment gives from the header of the next.
    mutating func pass(over index: Int, _ number: UInt64) {
        guard let next = headers[index + 1] else { return }
        chain.position = next.first
        chain.batchNumber = nil
        chain.digest = next.previous
        chain.root = next.tree.root
        chain.tree = nil
        chain.batchSegment = number
        chain.batchEnd = next.previousEnd
        last?.end = sizes[index]
    }
}

import SegmentLog

extension IndexRunWriter {
    /// Adds what runs that follow one another hold; of a key in several, the last one's position and
    /// the types of all.
    ///
    /// `isOver` is asked now and then whether to give up; then not all was added, and it returns
    /// false.
    mutating func merge(_ runs: [IndexRun], _ hash: KeyHash, until isOver: () -> Bool)
        throws(LogError) -> Bool
    {
        var count = 0
        for map in IndexMap.allCases {
            var cursors: [IndexCursor] = []
            for run in runs { cursors.append(try IndexCursor(run, map, hash)) }
            while let least = Self.least(of: cursors), let hash = cursors[least].present {
                let others = cursors.indices.filter {
                    $0 != least && cursors[$0].present == hash
                        && Self.order(cursors[$0], cursors[least]) == 0
                }
                try cursors[least].withRecord { (record) throws(LogError) in
                    var entries = record.entries
                    for other in others.reversed() {
                        cursors[other].withRecord {
                            entries.types = entries.types.after($0.entries.types)
                        }
                    }
                    try add(record.key, hash, entries, to: map)
                }
                for other in others { try cursors[other].advance() }
                try cursors[least].advance()
                count += 1
                if count & 0xFFF == 0, isOver() { return false }
            }
        }
        return true
    }

    /// The last of the cursors at the least key.
    private static func least(of cursors: [IndexCursor]) -> Int? {
        var least: Int?
        for index in cursors.indices where cursors[index].present != nil {
            if let present = least, order(cursors[index], cursors[present]) > 0 { continue }
            least = index
        }
        return least
    }

    private static func order(_ left: IndexCursor, _ right: IndexCursor) -> Int {
        guard let first = left.present, let second = right.present else { return 0 }
        if first != second { return first < second ? -1 : 1 }
        let order = left.withRecord { one in
            right.withRecord { other in
                areEqual(one.key, other.key) ? 0 : isBefore(one.key, other.key) ? -1 : 1
            }
        }
        return (order ?? 0) ?? 0
    }
}

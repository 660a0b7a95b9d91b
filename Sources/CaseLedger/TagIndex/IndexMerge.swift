import SegmentLog

/// Reads the keys of one map of a run in order.
struct IndexCursor {
    private let run: IndexRun
    private let hash: KeyHash
    private var next: UInt64
    private let end: UInt64
    private var buffer: [UInt8]
    private var bufferedBytes = 0
    private var offset = 0
    /// The present key's hash; nil at the end.
    private(set) var present: UInt64?

    private static let pagesAtOnce = 32

    init(_ run: IndexRun, _ map: IndexMap, _ hash: KeyHash) throws(LogError) {
        self.run = run
        self.hash = hash
        next = run.header.recordStart(map)
        end = next + run.header.maps[map.rawValue].recordPages
        buffer = [UInt8](repeating: 0, count: Self.pagesAtOnce * IndexPage.bytes)
        try settle()
    }

    /// Calls `body` with the present key's record.
    func withRecord<R, E: Error>(_ body: (IndexPage.Record) throws(E) -> R) throws(E) -> R? {
        guard present != nil else { return nil }
        return try buffer.withUnsafeBufferPointer { (bytes) throws(E) in
            guard let record = record(UnsafeRawBufferPointer(bytes)) else { return nil }
            return try body(record)
        }
    }

    /// Goes on to the next key.
    mutating func advance() throws(LogError) {
        offset += withRecord { $0.bytes } ?? 0
        try settle()
    }

    private func record(_ bytes: UnsafeRawBufferPointer) -> IndexPage.Record? {
        let start = offset / IndexPage.bytes * IndexPage.bytes
        let page = UnsafeRawBufferPointer(rebasing: bytes[start..<start + IndexPage.bytes])
        return IndexPage.Record(page, at: offset - start)
    }

    /// Finds the record at or after the offset.
    private mutating func settle() throws(LogError) {
        while true {
            if offset < bufferedBytes {
                let found = buffer.withUnsafeBytes { bytes in
                    record(bytes).map { hash($0.key) }
                }
                if let found {
                    present = found
                    return
                }
                offset = (offset / IndexPage.bytes + 1) * IndexPage.bytes
                continue
            }
            guard next < end else {
                present = nil
                return
            }
            let count = min(Self.pagesAtOnce, Int(end - next))
            try run.read(next, count: count, into: &buffer)
            next += UInt64(count)
            bufferedBytes = count * IndexPage.bytes
            offset = 0
        }
    }
}

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

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

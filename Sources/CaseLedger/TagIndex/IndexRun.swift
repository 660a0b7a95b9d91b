import SegmentLog

/// A run of the index, open: where the tags and events of a range of entries stand.
///
/// It holds no text but tags, which stand open in the log too: identifiers, and for personal data
/// only keyed hashes (``TagSet/BlindTerm``). The erasure of a person therefore need not reach it.
final class IndexRun: Sendable {
    let header: IndexRunHeader
    /// The positions of corrections and retractions.
    let amending: [UInt64]
    /// The SHA-256 of the header, by which the run is known.
    let sum: Hash
    private let file: any StorageFile
    /// The SHA-256 of each page but the header.
    private let pageSums: [Hash]
    /// For each map, the hash of the first key of each page.
    private let fences: [[UInt64]]

    var from: UInt64 { header.from }
    var to: UInt64 { header.to }
    var bytes: UInt64 { header.fileBytes }

    /// Opens a run that is known by a hash; nil if the file is another, or none.
    ///
    /// - Throws: `notFound`; `io`.
    /// - Complexity: reads the header and 40 bytes for each page.
    init?(_ name: String, in storage: any Storage, knownBy sum: Hash) throws(LogError) {
        file = try storage.open(name, .read)
        let page = try file.read(at: 0, count: IndexPage.bytes)
        guard page.withUnsafeBytes({ IndexPage.sum($0) }) == sum,
            let header = page.withUnsafeBytes({ IndexRunHeader($0) }), header.name == name,
            try file.size() == header.fileBytes
        else { return nil }
        let offset = header.pages * UInt64(IndexPage.bytes)
        let rest = try file.read(at: offset, count: Int(header.restBytes))
        guard rest.count == Int(header.restBytes),
            rest.withUnsafeBytes({ IndexPage.sum($0) }) == header.restSum
        else { return nil }
        self.header = header
        self.sum = sum
        let hashes = Int(header.pages) - 1
        let (pageSums, words) = rest.withUnsafeBytes { bytes in
            let end = hashes * Hash.byteCount
            return (
                (0..<hashes).map { index in
                    let start = index * Hash.byteCount
                    return Hash(.init(rebasing: bytes[start..<start + Hash.byteCount]))
                },
                (0..<(rest.count - end) / 8).map {
                    bytes.integer(at: end + 8 * $0, as: UInt64.self)
                }
            )
        }
        self.pageSums = pageSums
        let split = Int(header.maps[0].recordPages)
        let end = split + Int(header.maps[1].recordPages)
        fences = [Array(words[..<split]), Array(words[split..<end])]
        amending = Array(words[end...])
    }

    /// What a key's record says, by way of `body`; nil if the run does not hold it.
    ///
    /// - Throws: `damaged` if a page is not as it was written; `io`.
    /// - Complexity: a page of the filter, and one of records if the run holds the key; each read
    ///   from the disk if the cache lacks it.
    func find<R>(
        _ key: UnsafeRawBufferPointer, _ hash: UInt64, in map: IndexMap, _ cache: inout IndexCache,
        _ body: (IndexPage.Record) -> R
    ) throws(LogError) -> R? {
        let sizes = header.maps[map.rawValue]
        guard sizes.keys > 0 else { return nil }
        let filterPage = IndexPage.filterPage(of: hash, among: sizes.filterPages)
        let mayHold = try cache.withPage(header.filterStart(map) + filterPage, of: self) {
            IndexPage.filter($0, mayHold: hash)
        }
        guard mayHold else { return nil }
        let fences = fences[map.rawValue]
        // Keys of this hash may begin at the end of the page before the first that begins with it.
        var page = max(0, fences.firstPlace(notBelow: hash) - 1)
        while page < fences.count, fences[page] <= hash {
            let number = header.recordStart(map) + UInt64(page)
            var position: UInt64?
            let found = try cache.withPage(number, of: self) {
                IndexPage.record(of: key, in: $0).map { record in
                    position = record.position
                    return body(record)
                }
            }
            if let position, !(from..<to).contains(position) {
                throw damage(number, "says where no entry of its stands")
            }
            if let found { return found }
            page += 1
        }
        return nil
    }

    /// Reads a page and sees that it is as it was written.
    func read(_ number: UInt64, count: Int = 1, into bytes: inout [UInt8]) throws(LogError) {
        let wanted = count * IndexPage.bytes
        let got = try bytes.withUnsafeMutableBufferPointer { (buffer) throws(LogError) in
            let all = UnsafeMutableRawBufferPointer(buffer)
            let target = UnsafeMutableRawBufferPointer(rebasing: all[..<wanted])
            return try file.read(at: number * UInt64(IndexPage.bytes), into: target)
        }
        let isSound = bytes.withUnsafeBytes { buffer in
            (0..<count).allSatisfy { index in
                let start = index * IndexPage.bytes
                let page = UnsafeRawBufferPointer(rebasing: buffer[start..<start + IndexPage.bytes])
                return IndexPage.sum(page) == pageSums[Int(number) - 1 + index]
            }
        }
        guard got == wanted, isSound else {
            throw damage(number, "is damaged")
        }
    }

    private func damage(_ page: UInt64, _ what: String) -> LogError {
        LogError(
            .damaged, "a page of the index \(what).", file: header.name,
            offset: page * UInt64(IndexPage.bytes), advice: "The index is made anew.")
    }
}

extension [UInt64] {
    /// The first index of an ascending array whose element is not below a value.
    fileprivate func firstPlace(notBelow value: UInt64) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

import SegmentLog

/// Writes one run, keys in order, first all tags, then all identities.
///
/// It keeps one page of the filter, some pages of records and the first hash of each in memory.
/// The file has a temporary name until it is complete and synced:
///
///     open cache/index-RANDOM.tmp (exclusive) · write … · fsync · rename · fsync cache
struct IndexRunWriter {
    private let storage: any Storage
    private let file: any StorageFile
    private let temporary: String
    private var header: IndexRunHeader
    private var map = IndexMap.tags
    /// The hash of the first key of each page of records.
    private var fences: [UInt8] = []
    /// The SHA-256 of each page of filters, and of each of records.
    private var filterSums: [UInt8] = []
    private var recordSums: [UInt8] = []

    private var filter = [UInt8](repeating: 0, count: IndexPage.bytes)
    private var filterPage: UInt64 = 0
    private var page: [UInt8] = []
    /// Complete pages of records that are not written yet, and the number of the first.
    private var pages: [UInt8] = []
    private var firstPending: UInt64

    private static let pendingBytes = 64 * IndexPage.bytes

    /// Begins the file of a run that covers what `header` says and has so many keys of each map at
    /// most.
    init(_ header: IndexRunHeader, atMost keys: [UInt64], in storage: any Storage) throws(LogError)
    {
        self.header = header
        self.storage = storage
        for map in IndexMap.allCases {
            let perPage = UInt64(IndexPage.keysPerFilterPage)
            self.header.maps[map.rawValue].filterPages = max(
                1, (keys[map.rawValue] + perPage - 1) / perPage)
        }
        firstPending = self.header.recordStart(.tags)
        try storage.makeDirectory(IndexRunHeader.directory)
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        let stem = "\(IndexRunHeader.directory)/\(IndexRunHeader.prefix)"
        temporary = stem + digits + IndexRunHeader.temporarySuffix
        file = try storage.open(temporary, .createExclusive)
        page.reserveCapacity(IndexPage.bytes)
        pages.reserveCapacity(Self.pendingBytes)
    }

    /// Adds a key, which must follow all of its map in the order of hashes and bytes.
    mutating func add(
        _ key: UnsafeRawBufferPointer, _ hash: UInt64, _ entries: TaggedEntries, to map: IndexMap
    ) throws(LogError) {
        precondition(!key.isEmpty && key.count <= IndexKey.longest)
        if map != self.map { try begin(map) }
        let record = IndexPage.record(key, entries)
        if page.count + record.count > IndexPage.contentBytes { try turnPage() }
        if page.isEmpty { fences.append(littleEndian: hash) }
        page += record
        header.maps[map.rawValue].keys += 1

        let filterPages = header.maps[map.rawValue].filterPages
        let wanted = IndexPage.filterPage(of: hash, among: filterPages)
        while filterPage < wanted { try turnFilter() }
        IndexPage.forEachFilterBit(of: hash) { bit in
            filter[bit >> 3] |= 1 << UInt8(bit & 7)
            return true
        }
    }

    /// Completes the map before and begins the next.
    private mutating func begin(_ next: IndexMap) throws(LogError) {
        if !page.isEmpty { try turnPage() }
        while filterPage < header.maps[map.rawValue].filterPages { try turnFilter() }
        map = next
        filterPage = 0
    }

    private mutating func turnPage() throws(LogError) {
        page += [UInt8](repeating: 0, count: IndexPage.bytes - page.count)
        recordSums += page.withUnsafeBytes { IndexPage.sum($0) }.bytes
        pages += page
        page.removeAll(keepingCapacity: true)
        header.maps[map.rawValue].recordPages += 1
        if pages.count >= Self.pendingBytes { try writePages() }
    }

    private mutating func writePages() throws(LogError) {
        try file.write(pages, at: firstPending * UInt64(IndexPage.bytes))
        firstPending += UInt64(pages.count / IndexPage.bytes)
        pages.removeAll(keepingCapacity: true)
    }

    private mutating func turnFilter() throws(LogError) {
        let number = header.filterStart(map) + filterPage
        filterSums += filter.withUnsafeBytes { IndexPage.sum($0) }.bytes
        try file.write(filter, at: number * UInt64(IndexPage.bytes))
        for index in filter.indices { filter[index] = 0 }
        filterPage += 1
    }

    /// Completes the file, makes it durable, gives it its name and opens it.
    mutating func finish(amending: [UInt64]) throws(LogError) -> IndexRun? {
        if map == .tags { try begin(.ids) }
        if !page.isEmpty { try turnPage() }
        while filterPage < header.maps[map.rawValue].filterPages { try turnFilter() }
        if !pages.isEmpty { try writePages() }
        var rest = filterSums + recordSums + fences
        for position in amending { rest.append(littleEndian: position) }
        header.amending = UInt64(amending.count)
        header.restSum = rest.withUnsafeBytes { IndexPage.sum($0) }
        try file.write(rest, at: header.pages * UInt64(IndexPage.bytes))
        let first = header.encoded()
        try file.write(first, at: 0)
        try file.sync()
        try storage.rename(temporary, to: header.name, replacing: true)
        try storage.syncDirectory(IndexRunHeader.directory)
        let sum = first.withUnsafeBytes { IndexPage.sum($0) }
        return try IndexRun(header.name, in: storage, knownBy: sum)
    }

    /// Removes what was written of a file that will not be completed.
    func abandon() {
        try? storage.remove(temporary)
    }
}

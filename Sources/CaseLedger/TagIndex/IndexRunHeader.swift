import SegmentLog

// A run of the index, version 3
// =============================
//
// `cache/index-FROM-TO` (positions in 20 digits) says where the tags and the events of the entries
// FROM..<TO stand. Integers are little-endian; all but the last section is pages of 4 KiB
// (IndexPage.swift).
//
//     page 0        header, below
//     …             filter of the tags, then of the identities: 10 bits a key; a key's page follows
//                   from its hash, so that asking costs one page
//     …             records of the tags, then of the identities, by hash and key: length (1), key,
//                   position (5), types; no record crosses a page; zeros fill it
//     the rest      the SHA-256 of each page but the header, 32 bytes each; the hash of the first
//                   key of each page of records, 8 bytes each; then the positions of corrections
//                   and retractions, 8 bytes each
//
// The types say where the entries of the key stand that are of each type (TypeRange.swift): a byte
// 255, nothing is known of them; a byte 0 and a code (2), the only entry is of that type; else the
// number of types (1), and for each its code (2), first (5) and last position (5).
//
// A run is used if and only if
//
//  1. the SHA-256 of the header is the one in `.cache-sums` (CacheSums.swift), that of the rest is
//     the one in the header, and the file has the length that the header states;
//  2. it names this log, and `to` is not beyond what the log acknowledges;
//  3. the leaf hash of the log's entry `to - 1` is the one in the header;
//  4. it is no greater than its entries can make it: 128 KiB for each, 512 keys in a page;
//  5. the runs before it reach to its `from`, without gap or overlap.
//
// Any other is as good as none: its entries are read again. A page whose SHA-256 is another when it
// is read does away with all runs.

/// What stands in the first page of a run.
struct IndexRunHeader: Sendable {
    static let magic: UInt64 = 0x3378_6469_2D6F_6966  // "fio-idx3"
    static let directory = "cache"
    static let prefix = "index-"
    static let temporarySuffix = ".tmp"

    /// The sizes of one of the maps.
    struct Map: Sendable, Equatable {
        var filterPages: UInt64 = 0
        var recordPages: UInt64 = 0
        var keys: UInt64 = 0
    }

    var hashBits: UInt64
    /// The log, in 32 hexadecimal digits.
    var log: String
    var from: UInt64
    var to: UInt64
    /// The leaf hash of the last entry.
    var leaf: Hash
    var lastRecorded: Instant
    /// Drawn for each file, to tell its pages in memory from those of others.
    var salt: UInt64
    var maps = [Map(), Map()]
    var amending: UInt64 = 0
    /// The SHA-256 of the rest.
    var restSum = Hash.zero

    /// The name of the file.
    var name: String { Self.name(from, to) }

    static func name(_ from: UInt64, _ to: UInt64) -> String {
        "\(directory)/\(prefix)\(String(from, width: 20))-\(String(to, width: 20))"
    }

    /// Whether a path is that of a run.
    static func isRun(_ path: String) -> Bool { path.hasPrefix("\(directory)/\(prefix)") }

    /// The range that a name within the directory states; nil if it is no run's.
    static func range(ofName name: String) -> Range<UInt64>? {
        guard name.hasPrefix(prefix) else { return nil }
        let parts = name.dropFirst(prefix.count).split(separator: "-")
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 20 }),
            let from = UInt64(parts[0]), let to = UInt64(parts[1]), from < to
        else { return nil }
        return from..<to
    }

    // MARK: - Layout

    /// The first page of a map's filter.
    func filterStart(_ map: IndexMap) -> UInt64 {
        1 + maps[..<map.rawValue].reduce(0) { $0 + $1.filterPages }
    }

    /// The first page of a map's records.
    func recordStart(_ map: IndexMap) -> UInt64 {
        1 + maps.reduce(0) { $0 + $1.filterPages }
            + maps[..<map.rawValue].reduce(0) { $0 + $1.recordPages }
    }

    /// The number of pages.
    var pages: UInt64 { 1 + maps.reduce(0) { $0 + $1.filterPages + $1.recordPages } }

    /// The bytes of the last section.
    var restBytes: UInt64 {
        (pages - 1) * UInt64(Hash.byteCount)
            + (maps.reduce(0) { $0 + $1.recordPages } + amending) * 8
    }

    /// The bytes of the file.
    var fileBytes: UInt64 { pages * UInt64(IndexPage.bytes) + restBytes }

    // MARK: - Encoding

    func encoded() -> [UInt8] {
        var page: [UInt8] = []
        page.reserveCapacity(IndexPage.bytes)
        page.append(littleEndian: Self.magic)
        page.append(littleEndian: hashBits)
        page += Array(log.utf8.prefix(32))
        page.append(littleEndian: from)
        page.append(littleEndian: to)
        page += leaf.bytes
        page.append(littleEndian: lastRecorded.microseconds)
        page.append(littleEndian: salt)
        for map in maps {
            page.append(littleEndian: map.filterPages)
            page.append(littleEndian: map.recordPages)
            page.append(littleEndian: map.keys)
        }
        page.append(littleEndian: amending)
        page += restSum.bytes
        page += [UInt8](repeating: 0, count: IndexPage.bytes - page.count)
        return page
    }

    /// The header that a page holds; nil if it holds none, or one whose sizes cannot be.
    init?(_ page: UnsafeRawBufferPointer) {
        guard page.count == IndexPage.bytes, page.integer(at: 0) == Self.magic else { return nil }
        hashBits = page.integer(at: 8)
        log = String(utf8: UnsafeRawBufferPointer(rebasing: page[16..<48]))
        from = page.integer(at: 48)
        to = page.integer(at: 56)
        leaf = Hash(UnsafeRawBufferPointer(rebasing: page[64..<96]))
        lastRecorded = Instant(microseconds: page.integer(at: 96))
        salt = page.integer(at: 104)
        for map in maps.indices {
            maps[map].filterPages = page.integer(at: 112 + 24 * map)
            maps[map].recordPages = page.integer(at: 120 + 24 * map)
            maps[map].keys = page.integer(at: 128 + 24 * map)
        }
        amending = page.integer(at: 160)
        restSum = Hash(UnsafeRawBufferPointer(rebasing: page[168..<200]))
        let sizes = maps.flatMap { [$0.filterPages, $0.recordPages] } + [amending]
        guard from < to, sizes.allSatisfy({ $0 < 1 << 40 }), amending <= to - from,
            maps.allSatisfy({ $0.keys <= $0.recordPages << 9 }),
            fileBytes >> 17 <= to - from
        else { return nil }
    }

    /// A header whose sizes are filled in as the file grows.
    init(hashBits: UInt64, log: String, from: UInt64, to: UInt64, leaf: Hash, lastRecorded: Instant)
    {
        self.hashBits = hashBits
        self.log = log
        self.from = from
        self.to = to
        self.leaf = leaf
        self.lastRecorded = lastRecorded
        salt = .random(in: .min ... .max)
    }
}

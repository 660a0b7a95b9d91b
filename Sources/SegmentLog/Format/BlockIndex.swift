/// What the blocks of a sealed segment hold, so that a reader may pass over some: a cache.
///
/// It stands between the copies of the table. Times, kinds and labels are what a describer made of
/// the entries (EntryFilter.swift).
///
///     offset         bytes
///          0             8  skippable frame header (0x184D2A55)
///          8             8  "slindex1"
///         16            32  root after the segment, as in its seal
///         48             4  version of the describer
///         52             4  bytes of its name m
///         56             4  kinds k
///         60             4  blocks b
///         64             m  name of the describer
///                      8·k  the kinds, numbered from 1 in the order in which they first appear
///                           for each block, of n entries:
///                               0    2  kinds in it t
///                               2    2  words of its label filter f
///                               4    8  earliest time
///                              12    8  latest time
///                              20  2·t  the numbers of its kinds, ascending
///                                  8·⌈n/64⌉·w  the kind of each entry, as an index into these
///                                  numbers: w bit planes, w the bits of t−1; bit i mod 64 of word
///                                  i/64 of plane p is bit p of the index for entry i
///                                  8·f  the label filter
///                        8  XXH64 of everything before it (seed 0)
///
/// The label filter is a Bloom filter of 64·f bits: each label sets five, at h₁ + i·h₂ for i from 0
/// to 4, where h₁ are the low and h₂ the high 32 bits of the label (h₂ made odd), modulo 2³²,
/// scaled to the bits. Without words it says nothing.
///
/// Kind 0 is that of entries that could not be described. Where there is one in a block, its times
/// are the least and the greatest and it has no label filter, so that every filter finds it.
///
/// An index is valid if and only if
///
///  1. its XXH64 matches, and its lengths are its own and those of the segment's table;
///  2. its root is that of the seal;
///  3. in every block 1 ≤ t ≤ n, the numbers ascend and are at most k, each entry's index is less
///     than t, and the bits behind the last entry are zero;
///  4. it is what its describer makes of the entries; only who has the describer can tell.
///
/// A reader believes the first two. An index that is missing, damaged or another describer's is
/// passed over: everything is read then, and the answer is the same.
struct BlockIndex: Sendable {
    /// The kinds; the one with number 1 is the first.
    let kinds: [UInt64]
    let describer: String
    let version: UInt32

    /// All of it.
    let bytes: [UInt8]
    private let blocks: [Block]

    /// Where the parts of a block's record stand.
    private struct Block: Sendable {
        var start: Int
        var kinds: Int
        var entries: Int
        var filterWords: Int

        var width: Int { BlockIndex.planes(kinds: kinds) }
        var words: Int { BlockIndex.words(entries: entries) }
        var planes: Int { start + BlockIndex.recordBytes + 2 * kinds }
        var filter: Int { planes + 8 * width * words }
        var end: Int { filter + 8 * filterWords }
    }

    static let magic = Array("slindex1".utf8)
    static let headerBytes = 64
    static let recordBytes = 20
    static let digestBytes = 8

    /// An index that a reader would rather not hold in memory is passed over.
    static let maximumBytes = 64 << 20

    /// The bit planes that tell so many kinds apart.
    static func planes(kinds: Int) -> Int {
        kinds <= 1 ? 0 : Int.bitWidth - (kinds - 1).leadingZeroBitCount
    }

    static func words(entries: Int) -> Int { (entries + 63) / 64 }

    /// The index in these bytes, or nil if it breaks the first or the second rule.
    static func parse(_ bytes: [UInt8], _ table: SealedTable) -> BlockIndex? {
        unsafe bytes.withUnsafeBytes { raw in
            let header = Format.skippable(.index, totalBytes: raw.count)
            let end = raw.count - digestBytes
            guard end >= headerBytes, unsafe raw.part(0..<8).elementsEqual(header),
                unsafe raw.part(8..<16).elementsEqual(magic),
                unsafe Checksum.xxh64(raw.part(0..<end)) == raw.integer(at: end, as: UInt64.self),
                unsafe raw.hash(at: 16) == table.fields.root
            else { return nil }
            func count(_ offset: Int) -> Int {
                unsafe Int(raw.integer(at: offset, as: UInt32.self))
            }
            var offset = headerBytes + count(52)
            guard count(60) == table.rows.count, offset + 8 * count(56) <= end else { return nil }
            let name = unsafe String(decoding: raw.part(headerBytes..<offset), as: UTF8.self)
            let kinds = (0..<count(56)).map { number in
                unsafe raw.integer(at: offset + 8 * number, as: UInt64.self)
            }
            offset += 8 * kinds.count
            var blocks: [Block] = []
            blocks.reserveCapacity(table.rows.count)
            for row in table.rows {
                guard offset + recordBytes <= end else { return nil }
                let block = unsafe Block(
                    start: offset, kinds: Int(raw.integer(at: offset, as: UInt16.self)),
                    entries: Int(row.count),
                    filterWords: Int(raw.integer(at: offset + 2, as: UInt16.self)))
                guard block.end <= end else { return nil }
                offset = block.end
                blocks.append(block)
            }
            guard offset == end else { return nil }
            return BlockIndex(
                kinds: kinds, describer: name, version: UInt32(count(48)), bytes: bytes,
                blocks: blocks)
        }
    }

    /// Whether this describer made it.
    func isOf(_ describer: any EntryDescriber) -> Bool {
        self.describer == describer.name && version == describer.version
    }

    /// Whether every block keeps the third rule.
    var isConsistent: Bool {
        unsafe bytes.withUnsafeBytes { raw in
            blocks.allSatisfy { block in
                guard block.kinds >= 1, block.kinds <= block.entries else { return false }
                let numbers = unsafe numbers(block, raw)
                guard numbers.last.map({ $0 <= kinds.count }) ?? false,
                    zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 })
                else { return false }
                var ones = 0
                for word in 0..<block.words {
                    for index in 0..<block.kinds {
                        ones += unsafe mask(of: index, word, block, raw).nonzeroBitCount
                    }
                    let behind = ~BlockIndex.present(word, block.entries)
                    for plane in 0..<block.width
                    where unsafe self.plane(plane, word, block, raw) & behind != 0 { return false }
                }
                return ones == block.entries
            }
        }
    }

    // MARK: - Looking up

    /// The numbers of the kinds in a block.
    private func numbers(_ block: Block, _ raw: UnsafeRawBufferPointer) -> [Int] {
        (0..<block.kinds).map { index in
            unsafe Int(
                raw.integer(at: block.start + BlockIndex.recordBytes + 2 * index, as: UInt16.self))
        }
    }

    private func plane(
        _ plane: Int, _ word: Int, _ block: Block, _ raw: UnsafeRawBufferPointer
    ) -> UInt64 {
        unsafe raw.integer(at: block.planes + 8 * (plane * block.words + word), as: UInt64.self)
    }

    /// A bit for each of the 64 entries of a word that exists.
    private static func present(_ word: Int, _ entries: Int) -> UInt64 {
        let rest = entries - 64 * word
        return rest >= 64 ? UInt64.max : (1 << UInt64(rest)) - 1
    }

    /// A bit for each of the 64 entries of a word that has the kind with this index in its block.
    private func mask(
        of index: Int, _ word: Int, _ block: Block, _ raw: UnsafeRawBufferPointer
    ) -> UInt64 {
        var mask = BlockIndex.present(word, block.entries)
        for bit in 0..<block.width {
            let plane = unsafe self.plane(bit, word, block, raw)
            mask &= index >> bit & 1 == 1 ? plane : ~plane
        }
        return mask
    }

    /// Whether a block may hold an entry whose kind has one of the wanted numbers and that matches
    /// the filter's labels and times.
    func mayHold(_ filter: EntryFilter, wanted: [Bool]?, inBlock number: Int) -> Bool {
        let block = blocks[number]
        return unsafe bytes.withUnsafeBytes { raw in
            if let times = filter.times {
                let earliest = unsafe raw.integer(at: block.start + 4, as: Int64.self)
                let latest = unsafe raw.integer(at: block.start + 12, as: Int64.self)
                if earliest > times.upperBound || latest < times.lowerBound { return false }
            }
            if let wanted {
                let found = unsafe numbers(block, raw)
                guard found.contains(where: { $0 >= wanted.count || wanted[$0] }) else {
                    return false
                }
            }
            guard let labels = filter.labels, block.filterWords > 0 else { return true }
            return labels.contains { label in
                LabelBits(label, words: block.filterWords).allSatisfy { bit in
                    let word = unsafe raw.integer(
                        at: block.filter + 8 * (bit >> 6), as: UInt64.self)
                    return word >> UInt64(bit & 63) & 1 == 1
                }
            }
        }
    }

    /// Calls `body` with each entry, counted within its block, whose kind has a wanted number.
    func forEach(wanted: [Bool], inBlock number: Int, _ body: (Int) -> Void) {
        let block = blocks[number]
        unsafe bytes.withUnsafeBytes { raw in
            let indexes = unsafe numbers(block, raw).enumerated()
                .filter { $0.element >= wanted.count || wanted[$0.element] }.map(\.offset)
            for word in 0..<block.words {
                var mask: UInt64 = 0
                for index in indexes { mask |= unsafe self.mask(of: index, word, block, raw) }
                while mask != 0 {
                    body(64 * word + mask.trailingZeroBitCount)
                    mask &= mask - 1
                }
            }
        }
    }
}

/// The five bits of a label in a filter of so many words.
struct LabelBits: Sequence, IteratorProtocol {
    private var value: UInt32
    private let step: UInt32
    private let bits: UInt64
    private var left = 5

    init(_ label: UInt64, words: Int) {
        value = UInt32(truncatingIfNeeded: label)
        step = UInt32(truncatingIfNeeded: label >> 32) | 1
        bits = UInt64(64 * words)
    }

    mutating func next() -> Int? {
        guard left > 0 else { return nil }
        left -= 1
        defer { value &+= step }
        return Int((UInt64(value) * bits) >> 32)
    }
}

/// Gathers what a describer says of a segment's entries, block by block, into an index.
///
/// Of a ledger's entries of 200 bytes with four tags each, it takes 2.4 bytes for an entry that
/// takes 66 when sealed; 2.1 of them are the label filter.
struct BlockIndexBuilder {
    let describer: any EntryDescriber
    private var numbers: [UInt64: UInt16] = [:]
    private var kinds: [UInt64] = []
    private var records = ByteWriter()
    private var blocks = 0

    /// Of the block under way: each entry's kind, all labels, and the times.
    private var entries: [UInt16] = []
    private var labels: Set<UInt64> = []
    private var earliest = Int64.max
    private var latest = Int64.min

    /// A label takes one byte of the filter, so that about 2 blocks in 100 are taken for one that
    /// holds it.
    private static let bytesPerLabel = 1

    /// A filter takes at most this part of the block it belongs to; if it were to become less than
    /// half as long by that, there is none.
    private static let filterPart = 25

    init(_ describer: any EntryDescriber) {
        self.describer = describer
        precondition(describer.name.utf8.count <= 255, "the name of a describer is too long")
    }

    mutating func add(_ entry: UnsafeRawBufferPointer) {
        add(unsafe describer.describe(entry))
    }

    mutating func add(_ description: EntryDescription?) {
        guard let description, let number = number(description.kind) else {
            entries.append(0)
            (earliest, latest) = (.min, .max)
            return
        }
        entries.append(number)
        earliest = min(earliest, description.time)
        latest = max(latest, description.time)
        labels.formUnion(description.labels)
    }

    /// The number of a kind, or nil if there are more than can be numbered.
    private mutating func number(_ kind: UInt64) -> UInt16? {
        if let number = numbers[kind] { return number }
        guard kinds.count < Int(UInt16.max) else { return nil }
        kinds.append(kind)
        let number = UInt16(kinds.count)
        numbers[kind] = number
        return number
    }

    /// Ends a block that takes so many bytes in the file.
    mutating func endBlock(bytes: Int) {
        let found = Set(entries).sorted()
        let words = filterWords(bytes: bytes, isOpen: found.first == 0)
        records.put(UInt16(found.count))
        records.put(UInt16(words))
        records.put(earliest)
        records.put(latest)
        for number in found { records.put(number) }
        let indexes = Dictionary(uniqueKeysWithValues: zip(found, 0...))
        for plane in 0..<BlockIndex.planes(kinds: found.count) {
            for word in 0..<BlockIndex.words(entries: entries.count) {
                var bits: UInt64 = 0
                for (bit, number) in entries[(64 * word)...].prefix(64).enumerated() {
                    bits |= UInt64((indexes[number] ?? 0) >> plane & 1) << UInt64(bit)
                }
                records.put(bits)
            }
        }
        var filter = [UInt64](repeating: 0, count: words)
        if words > 0 {
            for label in labels {
                for bit in LabelBits(label, words: words) {
                    filter[bit >> 6] |= 1 << UInt64(bit & 63)
                }
            }
        }
        for word in filter { records.put(word) }
        blocks += 1
        entries.removeAll(keepingCapacity: true)
        labels.removeAll(keepingCapacity: true)
        (earliest, latest) = (.max, .min)
    }

    private func filterWords(bytes: Int, isOpen: Bool) -> Int {
        let wanted = max(1, (BlockIndexBuilder.bytesPerLabel * labels.count + 7) / 8)
        let words = min(wanted, max(1, bytes / BlockIndexBuilder.filterPart / 8))
        return isOpen || 2 * words < wanted ? 0 : words
    }

    /// The index of a segment with this root.
    func encoded(root: Hash) -> [UInt8] {
        let name = Array(describer.name.utf8)
        let total =
            BlockIndex.headerBytes + name.count + 8 * kinds.count + records.bytes.count
            + BlockIndex.digestBytes
        var writer = ByteWriter()
        writer.put(Format.skippable(.index, totalBytes: total))
        writer.put(BlockIndex.magic)
        writer.put(root)
        writer.put(describer.version)
        writer.put(UInt32(name.count))
        writer.put(UInt32(kinds.count))
        writer.put(UInt32(blocks))
        writer.put(name)
        for kind in kinds { writer.put(kind) }
        writer.put(records.bytes)
        writer.put(unsafe writer.bytes.withUnsafeBytes { unsafe Checksum.xxh64($0) })
        return writer.bytes
    }
}

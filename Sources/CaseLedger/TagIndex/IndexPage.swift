import Crypto
import Foundation
import SegmentLog

/// Pages of 4 KiB, of which a run is made: 4,088 bytes of content, then zeros.
enum IndexPage {
    static let bytes = 4096
    static let contentBytes = 4088
    /// A key's length, the position, and the number of types.
    static let recordOverhead = 7
    /// In the place of that number: all entries are of one type, the first being the last.
    private static let single: UInt8 = 0
    /// In its place: nothing is known of types.
    private static let untold: UInt8 = 0xFF
    /// Positions take five bytes.
    static let mostPositions: UInt64 = 1 << 40

    /// Bits for each key of a filter, and how many of them each key sets.
    static let filterBits = 10
    private static let filterProbes: UInt32 = 7
    static let keysPerFilterPage = contentBytes * 8 / filterBits

    /// The SHA-256 by which a page, or what follows the pages, is known.
    static func sum(_ bytes: UnsafeRawBufferPointer) -> Hash {
        var function = SHA256()
        function.update(bufferPointer: bytes)
        return function.finalize().withUnsafeBytes { Hash($0) }
    }

    // MARK: - Filters

    /// The page of a filter that a key belongs to; they have the order of hashes.
    static func filterPage(of hash: UInt64, among pages: UInt64) -> UInt64 {
        hash.multipliedFullWidth(by: pages).high
    }

    /// Calls `body` with the bits of a filter page that a key sets, until it returns false.
    static func forEachFilterBit(of hash: UInt64, _ body: (Int) -> Bool) {
        let mixed = (hash ^ hash >> 29).multipliedFullWidth(by: 0xC2B2_AE3D_27D4_EB4F)
        let bits = mixed.high ^ mixed.low
        var probe = UInt32(truncatingIfNeeded: bits)
        let step = UInt32(truncatingIfNeeded: bits >> 32) | 1
        for _ in 0..<filterProbes {
            let bit = Int((UInt64(probe) * UInt64(contentBytes * 8)) >> 32)
            guard body(bit) else { return }
            probe &+= step
        }
    }

    static func filter(_ page: UnsafeRawBufferPointer, mayHold hash: UInt64) -> Bool {
        var holds = true
        forEachFilterBit(of: hash) { bit in
            holds = page[bit >> 3] & 1 << UInt8(bit & 7) != 0
            return holds
        }
        return holds
    }

    // MARK: - Records

    /// One key of a page with what stands behind it.
    struct Record {
        let key: UnsafeRawBufferPointer
        /// What follows the key.
        private let start: UnsafeRawPointer
        /// The bytes that it takes.
        let bytes: Int

        /// The record at an offset; nil at the page's end.
        init?(_ page: UnsafeRawBufferPointer, at offset: Int) {
            guard let base = page.baseAddress, offset + recordOverhead < contentBytes else {
                return nil
            }
            let length = Int(page[offset])
            guard length > 0, offset + recordOverhead + length <= contentBytes else { return nil }
            key = UnsafeRawBufferPointer(start: base + offset + 1, count: length)
            start = base + offset + 1 + length
            let told = start.load(fromByteOffset: 5, as: UInt8.self)
            bytes = recordOverhead + length + IndexPage.typeBytes(told)
            guard offset + bytes <= contentBytes else { return nil }
        }

        /// The position.
        var position: UInt64 { IndexPage.position(start) }

        /// All that follows the key.
        var rest: [UInt8] {
            Array(UnsafeRawBufferPointer(start: start, count: bytes - 1 - key.count))
        }

        /// The position, and where the entries of each type stand.
        var entries: TaggedEntries {
            let told = start.load(fromByteOffset: 5, as: UInt8.self)
            guard told != untold else { return TaggedEntries(last: position, types: .untold) }
            func code(_ place: UnsafeRawPointer) -> TypeCode {
                TypeCode(rawValue: UInt16(littleEndian: place.loadUnaligned(as: UInt16.self)))
            }
            guard told != single else {
                let range = TypeRange(code: code(start + 6), first: position, last: position)
                return TaggedEntries(last: position, types: .one(range))
            }
            let ranges = (0..<Int(told)).map { index in
                let place = start + 6 + 12 * index
                return TypeRange(
                    code: code(place), first: IndexPage.position(place + 2),
                    last: IndexPage.position(place + 7))
            }
            return TaggedEntries(
                last: position, types: ranges.count == 1 ? .one(ranges[0]) : .many(ranges))
        }
    }

    private static func typeBytes(_ told: UInt8) -> Int {
        told == untold ? 0 : told == single ? 2 : 12 * Int(told)
    }

    /// Three bytes more than the position's are loaded: zeros follow the last record.
    private static func position(_ place: UnsafeRawPointer) -> UInt64 {
        UInt64(littleEndian: place.loadUnaligned(as: UInt64.self)) & (mostPositions - 1)
    }

    /// The bytes of a record.
    static func record(_ key: UnsafeRawBufferPointer, _ entries: TaggedEntries) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(key.count)]
        bytes.append(contentsOf: key)
        func put(_ position: UInt64) {
            precondition(position < mostPositions, "a position has five bytes")
            bytes.append(littleEndian: position)
            bytes.removeLast(3)
        }
        func put(_ code: TypeCode) { bytes.append(littleEndian: code.rawValue) }
        put(entries.last)
        switch entries.types {
        case .untold: bytes.append(untold)
        case .one(let range) where range.first == entries.last:
            bytes.append(single)
            put(range.code)
        case .one, .many:
            let ranges = entries.types.all ?? []
            bytes.append(UInt8(ranges.count))
            for range in ranges {
                put(range.code)
                put(range.first)
                put(range.last)
            }
        }
        return bytes
    }

    /// The record of a key; nil if the page does not hold it.
    static func record(of key: UnsafeRawBufferPointer, in page: UnsafeRawBufferPointer) -> Record? {
        guard let wanted = key.baseAddress, let last = key.last else { return nil }
        var offset = 0
        while let record = Record(page, at: offset) {
            // Keys of a page differ most at their end, which is looked at first.
            if record.key.count == key.count, record.key.last == last,
                record.key.baseAddress.map { memcmp($0, wanted, key.count) == 0 } ?? false
            {
                return record
            }
            offset += record.bytes
        }
        return nil
    }
}

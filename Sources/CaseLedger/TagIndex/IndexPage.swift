import Foundation

/// Pages of 4 KiB, of which a run is made: 4,088 bytes of content and a checksum over them that
/// depends on the page's number and the run's salt, so that no other page can take its place.
enum IndexPage {
    static let bytes = 4096
    static let contentBytes = 4088
    /// A key's length, and the position.
    static let recordOverhead = 6
    /// Positions take five bytes.
    static let mostPositions: UInt64 = 1 << 40

    /// Bits for each key of a filter, and how many of them each key sets.
    static let filterBits = 10
    private static let filterProbes: UInt32 = 7
    static let keysPerFilterPage = contentBytes * 8 / filterBits

    static func checksum(_ page: UnsafeRawBufferPointer, _ number: UInt64, _ salt: UInt64) -> UInt64
    {
        let content = UnsafeRawBufferPointer(rebasing: page[..<contentBytes])
        return KeyHash.fold(content, seed: salt &+ number &* 0xD6E8_FEB8_6659_FD93)
    }

    /// Completes a page's content with its checksum.
    static func seal(_ page: inout [UInt8], _ number: UInt64, _ salt: UInt64) {
        page.withUnsafeMutableBytes { bytes in
            let sum = checksum(UnsafeRawBufferPointer(bytes), number, salt)
            bytes.storeBytes(of: sum.littleEndian, toByteOffset: contentBytes, as: UInt64.self)
        }
    }

    /// Whether a page is as it was sealed.
    static func isSound(_ page: UnsafeRawBufferPointer, _ number: UInt64, _ salt: UInt64) -> Bool {
        page.integer(at: contentBytes) == checksum(page, number, salt)
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

    /// The record at an offset: its key and position; nil at the page's end.
    static func record(_ page: UnsafeRawBufferPointer, at offset: Int)
        -> (key: UnsafeRawBufferPointer, position: UInt64)?
    {
        guard offset + recordOverhead < contentBytes else { return nil }
        let length = Int(page[offset])
        guard length > 0, offset + recordOverhead + length <= contentBytes else { return nil }
        let key = UnsafeRawBufferPointer(rebasing: page[offset + 1..<offset + 1 + length])
        return (key, position(page, at: offset + 1 + length))
    }

    /// Three bytes more than the position's are loaded: the checksum follows the last record.
    private static func position(_ page: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        page.integer(at: offset) & (mostPositions - 1)
    }

    /// The position of a key; nil if the page does not hold it.
    static func position(of key: UnsafeRawBufferPointer, in page: UnsafeRawBufferPointer) -> UInt64?
    {
        guard let start = page.baseAddress, let wanted = key.baseAddress, let last = key.last else {
            return nil
        }
        var offset = 0
        while offset + recordOverhead < contentBytes {
            let length = Int(page[offset])
            let next = offset + recordOverhead + length
            guard length > 0, next <= contentBytes else { return nil }
            // Keys of a page differ most at their end, which is looked at first.
            if length == key.count, page[offset + length] == last,
                memcmp(start + offset + 1, wanted, length) == 0
            {
                return position(page, at: offset + 1 + length)
            }
            offset = next
        }
        return nil
    }
}

extension UnsafeRawBufferPointer {
    /// A little-endian integer.
    func integer(at offset: Int) -> UInt64 {
        UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

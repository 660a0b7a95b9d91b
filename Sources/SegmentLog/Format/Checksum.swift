/// Checksums that recognize accidents; what recognizes forgery is the root.
enum Checksum {
    // MARK: - XXH64

    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    @inline(__always)
    private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
        value &<< bits | value &>> (64 &- bits)
    }

    @inline(__always)
    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* prime2, 31) &* prime1
    }

    @inline(__always)
    private static func merge(_ hash: UInt64, _ lane: UInt64) -> UInt64 {
        (hash ^ round(0, lane)) &* prime1 &+ prime4
    }

    /// XXH64 with seed 0.
    ///
    /// - SeeAlso: the xxHash specification, version 0.1.1.
    static func xxh64(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        guard let base = bytes.baseAddress else { return finish(prime5) }
        let count = bytes.count
        var hash: UInt64
        var offset = 0
        if count >= 32 {
            var lane1 = prime1 &+ prime2
            var lane2 = prime2
            var lane3: UInt64 = 0
            var lane4 = 0 &- prime1
            while offset <= count - 32 {
                let at = unsafe base + offset
                lane1 = unsafe round(lane1, word(at))
                lane2 = unsafe round(lane2, word(at + 8))
                lane3 = unsafe round(lane3, word(at + 16))
                lane4 = unsafe round(lane4, word(at + 24))
                offset += 32
            }
            hash = rotate(lane1, 1) &+ rotate(lane2, 7) &+ rotate(lane3, 12) &+ rotate(lane4, 18)
            hash = merge(merge(merge(merge(hash, lane1), lane2), lane3), lane4)
        } else {
            hash = prime5
        }
        hash = hash &+ UInt64(count)
        while offset <= count - 8 {
            hash ^= unsafe round(0, word(base + offset))
            hash = rotate(hash, 27) &* prime1 &+ prime4
            offset += 8
        }
        if offset <= count - 4 {
            let half = unsafe UInt32(
                littleEndian: (base + offset).loadUnaligned(as: UInt32.self))
            hash ^= UInt64(half) &* prime1
            hash = rotate(hash, 23) &* prime2 &+ prime3
            offset += 4
        }
        while offset < count {
            hash ^= unsafe UInt64(bytes[offset]) &* prime5
            hash = rotate(hash, 11) &* prime1
            offset += 1
        }
        return finish(hash)
    }

    @inline(__always)
    private static func word(_ at: UnsafeRawPointer) -> UInt64 {
        unsafe UInt64(littleEndian: at.loadUnaligned(as: UInt64.self))
    }

    private static func finish(_ hash: UInt64) -> UInt64 {
        var hash = hash
        hash ^= hash >> 33
        hash = hash &* prime2
        hash ^= hash >> 29
        hash = hash &* prime3
        return hash ^ hash >> 32
    }

    // MARK: - CRC-32

    private static let table: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { value, _ in
            value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
        }
    }

    /// For each high byte of a table's value, the index of that value.
    private static let inverse: [UInt8] = {
        var inverse = [UInt8](repeating: 0, count: 256)
        for (index, value) in table.enumerated() { inverse[Int(value >> 24)] = UInt8(index) }
        return inverse
    }()

    /// CRC-32 as in zlib and gzip.
    static func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var crc = UInt32.max
        unsafe table.withUnsafeBufferPointer { table in
            for index in 0..<bytes.count {
                crc = unsafe table[Int((crc ^ UInt32(bytes[index])) & 0xFF)] ^ crc >> 8
            }
        }
        return ~crc
    }

    /// All single bytes that would turn one CRC-32 into another: where, and what must be XORed.
    ///
    /// The CRC is linear, so that a wrong byte changes it by a value that depends on its place and
    /// on the difference alone; stepping that value back from the end finds both.
    ///
    /// - Complexity: O(count), without the bytes.
    static func singleBytes(
        turning found: UInt32, into stated: UInt32, count: Int
    ) -> [(offset: Int, mask: UInt8)] {
        var value = found ^ stated
        guard value != 0 else { return [] }
        var places: [(offset: Int, mask: UInt8)] = []
        for distance in 0..<count {
            let index = inverse[Int(value >> 24)]
            let step = table[Int(index)]
            if step == value, index != 0 { places.append((count - 1 - distance, index)) }
            value = (value ^ step) << 8 | UInt32(index)
        }
        return places
    }
}

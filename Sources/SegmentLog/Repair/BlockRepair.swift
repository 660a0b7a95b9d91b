/// Finding the one wrong byte of a sealed block.
///
/// Its CRC-32 tells all places and values that one wrong byte can have; whichever gives the block
/// its XXH64 again is what was written. Files are never changed.
extension SealedTable.Row {
    /// The byte of a block that was found out.
    struct Change: Hashable, Sendable {
        /// Where it stands, from the first byte behind the length word.
        var offset: Int
        /// What it is.
        var found: UInt8
        /// What it was when the block was sealed.
        var original: UInt8

        /// What is wrong, for people.
        var description: String {
            "the byte is \(hex(found)) and was \(hex(original)); with it put right in memory, the "
                + "block has its checksums again, and no entry is lost."
        }
    }

    /// Puts the wrong byte right; nil if more than one is wrong.
    ///
    /// - Complexity: O(bytes), and the XXH64 of the block for each of the few places that come into
    ///   question.
    func repair(_ bytes: inout [UInt8]) -> Change? {
        let found = unsafe bytes.withUnsafeBytes { unsafe Checksum.crc32($0) }
        let places = Checksum.singleBytes(turning: found, into: crc32, count: bytes.count)
        for (offset, mask) in places {
            bytes[offset] ^= mask
            if unsafe bytes.withUnsafeBytes({ unsafe matches($0) }) {
                return Change(
                    offset: offset, found: bytes[offset] ^ mask, original: bytes[offset])
            }
            bytes[offset] ^= mask
        }
        return nil
    }

    /// The entries, counted within the block, that a byte of the sound block takes part in storing.
    func owners(of change: Change, in bytes: [UInt8]) -> Range<Int> {
        let all = 0..<Int(count)
        var content = [UInt8](repeating: 0, count: Int(contentBytes))
        let isWhole = unsafe content.withUnsafeMutableBytes { content in
            unsafe bytes.withUnsafeBytes {
                unsafe LZ4Frame.decompress(block: $0, isStored: isStored, into: content)
            }
        }
        guard isWhole, let entries = BatchFields.entries(in: content) else { return all }
        var writer = ByteWriter()
        writer.put(word)
        writer.put(bytes)
        let output = unsafe writer.bytes.withUnsafeBytes { frame in
            unsafe LZ4Frame.sequences(ofBlock: 0, at: 0, of: frame, upTo: Int(contentBytes))
                .last { $0.start <= change.offset + 4 }?
                .output(ofByteAt: change.offset + 4, changed: change.found ^ change.original)
        }
        guard let output else { return all }
        // An entry begins with its length.
        let first = entries.firstIndex { $0.upperBound > output.lowerBound }
        let last = entries.lastIndex { $0.lowerBound - 2 < output.upperBound }
        guard let first, let last, first <= last else { return all }
        return first..<last + 1
    }
}

/// A byte as people read it, "0x2A".
func hex(_ byte: UInt8) -> String {
    "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}

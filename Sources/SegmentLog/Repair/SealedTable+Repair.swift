/// Finding the one wrong byte of a sealed block.
///
/// Its CRC-32 tells all places and values that one wrong byte can have; whichever gives the block
/// its XXH64 again is what was written. Files are never changed.
extension SealedTable.Row {
    /// Puts the wrong byte right; nil if more than one is wrong.
    ///
    /// - Complexity: O(bytes), and the XXH64 of the block for each of the few places that come into
    ///   question.
    func repair(_ bytes: inout [UInt8]) -> RepairedByte? {
        let found = unsafe bytes.withUnsafeBytes { unsafe Checksum.crc32($0) }
        let places = Checksum.singleBytes(turning: found, into: crc32, count: bytes.count)
        for (offset, mask) in places {
            bytes[offset] ^= mask
            if unsafe bytes.withUnsafeBytes({ unsafe matches($0) }) {
                return RepairedByte(
                    offset: offset, found: bytes[offset] ^ mask, original: bytes[offset],
                    entries: owners(of: offset, changed: mask, in: bytes))
            }
            bytes[offset] ^= mask
        }
        return nil
    }

    /// The entries, counted within the block, that a byte of the sound block takes part in storing.
    private func owners(of offset: Int, changed: UInt8, in bytes: [UInt8]) -> Range<Int> {
        var content = [UInt8](repeating: 0, count: Int(contentBytes))
        let isWhole = unsafe content.withUnsafeMutableBytes { content in
            unsafe bytes.withUnsafeBytes {
                unsafe LZ4Frame.decompress(block: $0, isStored: isStored, into: content)
            }
        }
        guard isWhole, let entries = EntryRun.places(in: content, bytes: content.count) else {
            return 0..<Int(count)
        }
        var writer = ByteWriter()
        writer.put(word)
        writer.put(bytes)
        let output = unsafe writer.bytes.withUnsafeBytes { frame in
            unsafe LZ4Frame.sequences(ofBlock: 0, at: 0, of: frame, upTo: Int(contentBytes))
                .last { $0.start <= offset + 4 }?.output(ofByteAt: offset + 4, changed: changed)
        }
        return RepairedByte.owners(of: output, among: entries)
    }
}

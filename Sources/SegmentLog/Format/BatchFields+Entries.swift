extension BatchFields {
    /// The places of the entries in the content of a batch; nil if the lengths do not lead to its
    /// end.
    static func entries(in content: [UInt8]) -> [Range<Int>]? {
        var entries: [Range<Int>] = []
        var offset = 0
        while offset + 2 <= content.count {
            let end = offset + 2 + (Int(content[offset]) << 8 | Int(content[offset + 1]))
            guard end <= content.count else { return nil }
            entries.append(offset + 2..<end)
            offset = end
        }
        return offset == content.count ? entries : nil
    }

    /// Compares the compressed entries with their SHA-256 and decompresses them to the front of
    /// `content`, which grows as needed; false if they are damaged.
    func decompress(_ batch: [UInt8], into content: inout [UInt8]) -> Bool {
        if content.count < contentBytes { content = [UInt8](repeating: 0, count: contentBytes) }
        return unsafe batch.withUnsafeBytes { batch in
            let frame = unsafe batch.part(frameRange)
            guard unsafe sha256(frame) == frameDigest else { return false }
            return unsafe content.withUnsafeMutableBytes { target in
                unsafe LZ4Frame.decompress(
                    frame,
                    into: UnsafeMutableRawBufferPointer(rebasing: target[..<contentBytes]))
            }
        }
    }
}

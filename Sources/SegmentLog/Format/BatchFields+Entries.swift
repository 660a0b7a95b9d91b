extension BatchFields {
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

    /// The same, and where the entries stand; nil if they are damaged or not as declared.
    func entries(of batch: [UInt8], into content: inout [UInt8]) -> [Range<Int>]? {
        guard decompress(batch, into: &content),
            let places = EntryRun.places(in: content, bytes: contentBytes), places.count == count
        else { return nil }
        return places
    }
}

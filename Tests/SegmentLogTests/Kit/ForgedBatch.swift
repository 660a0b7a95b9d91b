import SegmentLogTesting

@testable import SegmentLog

/// A batch made by somebody who can compute every checksum.
struct ForgedBatch {
    var fields: BatchFields
    var frame: [UInt8]
    var fingerprints: [UInt32]

    /// The first batch of a log that holds `entries`, with this content in its frame.
    init(_ logID: LogID, entries: [[UInt8]], content: [UInt8]? = nil) throws {
        let content =
            content ?? entries.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 255)] + $0 }
        guard let frame = LZ4Frame.compress(content) else { throw LogError(.io, "no frame") }
        self.frame = frame
        fingerprints = entries.map { MerkleTree.leafHash($0).fingerprint.littleEndian }
        fields = BatchFields(
            logID: logID, segment: 0, offset: 4096, number: 0, first: 0, count: entries.count,
            frameBytes: frame.count, contentBytes: content.count, frameDigest: sha256(frame),
            previous: .zero, root: root(of: entries))
    }

    /// Its bytes, with whatever the fields say and every digest right.
    var encoded: (bytes: [UInt8], digest: Hash) {
        var writer = ByteWriter()
        writer.put(Format.skippable(.batchHeader, totalBytes: fields.frameOffset))
        for _ in 0..<2 { writer.put(fields.encoded()) }
        let offsets = frame.withUnsafeBytes {
            LZ4Frame.blockOffsets($0, contentBytes: fields.contentBytes) ?? []
        }
        for block in 0..<fields.blocks {
            writer.put(UInt32(block < offsets.count ? offsets[block] : 0))
            writer.put(block == 0 ? UInt32(0) : BatchFields.noEntry)
            writer.put(block == 0 ? UInt32(0) : BatchFields.noEntry)
        }
        for index in 0..<fields.count {
            writer.put(index < fingerprints.count ? fingerprints[index] : 0)
        }
        let digest = sha256(writer.bytes)
        writer.put(digest)
        writer.put(frame)
        let rest = Format.paddedLength(writer.bytes.count) - writer.bytes.count
        if rest > 0 {
            writer.put(Format.skippable(.padding, totalBytes: rest))
            writer.pad(to: writer.bytes.count + rest - Format.skippableHeaderBytes)
        }
        return (writer.bytes, digest)
    }

    /// A log whose only batch this is, acknowledged.
    func log() -> MemoryStorage {
        let (bytes, digest) = encoded
        let header = SegmentHeader(
            logID: fields.logID, number: 0, tree: MerkleTree(), previous: .zero)
        let storage = MemoryStorage()
        storage[Format.segmentName(0)] = header.encoded() + bytes
        storage["head"] = (0..<2).flatMap { sequence in
            HeadSlot(
                logID: fields.logID, sequence: UInt64(sequence),
                tree: TreeHead(size: fields.end, root: fields.root), segment: 0,
                end: fields.endOffset, digest: digest
            ).encoded()
        }
        return storage
    }
}

/// Finds the batches in one segment file, also behind damage.
struct SegmentSource {
    /// What stands at an offset.
    enum Piece {
        /// A batch whose fields are sound. Its other bytes are not looked at.
        case batch(BatchFields)
        /// Something unreadable, and then, at this offset, a batch whose fields are sound.
        case gap(until: UInt64)
        /// Zeros and fillers up to the end of the file; `exact` if the fillers cover just that.
        case free(exact: Bool)
        /// Something unreadable up to the end of the file; its last byte that is not zero ends
        /// here.
        case rest(until: UInt64)
        /// The end of the file.
        case end
    }

    let name: String
    let file: any StorageFile
    let size: UInt64
    let logID: LogID?

    init(_ name: String, in storage: any Storage, logID: LogID?) throws(LogError) {
        self.name = name
        self.logID = logID
        file = try storage.open(name, .read)
        size = try file.size()
    }

    /// The header of the segment, or nil if it is damaged.
    func header() throws(LogError) -> SegmentHeader? {
        try SegmentHeader.parse(
            try file.read(at: 0, count: SegmentHeader.byteCount), file: name)
    }

    private static let sector = UInt64(LogLimits.sectorBytes)
    private static let fieldsEnd = BatchFields.tableOffset
    private static let chunkBytes = 1 << 18

    /// The fields of a batch at this very offset, or nil.
    func fields(at offset: UInt64, _ buffer: inout [UInt8]) throws(LogError) -> BatchFields? {
        guard offset < size else { return nil }
        try file.read(at: offset, count: SegmentSource.fieldsEnd, into: &buffer)
        return unsafe buffer.withUnsafeBytes { bytes in
            unsafe BatchFields.find(
                in: bytes.part(0..<SegmentSource.fieldsEnd), offset: offset, logID: logID)
        }
    }

    /// What stands at an offset.
    func piece(at offset: UInt64) throws(LogError) -> Piece {
        var buffer = [UInt8](repeating: 0, count: SegmentSource.fieldsEnd)
        if offset >= size { return .end }
        if let fields = try fields(at: offset, &buffer) { return .batch(fields) }
        if let exact = try freeSpace(from: offset) { return .free(exact: exact) }
        var next = (offset / SegmentSource.sector + 1) * SegmentSource.sector
        while next < size {
            if try fields(at: next, &buffer) != nil { return .gap(until: next) }
            next += SegmentSource.sector
        }
        return .rest(until: try endOfData(from: offset))
    }

    /// Whether only zeros and fillers stand from here on: nil if not, else whether fillers cover it
    /// just so.
    private func freeSpace(from start: UInt64) throws(LogError) -> Bool? {
        var offset = start
        let headerBytes = UInt64(Format.skippableHeaderBytes)
        while offset < size {
            let header = try file.read(at: offset, count: Format.skippableHeaderBytes)
            let words: (UInt32, UInt32)? = unsafe header.withUnsafeBytes { bytes in
                guard bytes.count == Format.skippableHeaderBytes else { return nil }
                return unsafe (
                    bytes.integer(at: 0, as: UInt32.self), bytes.integer(at: 4, as: UInt32.self)
                )
            }
            guard let words, words.0 == Format.Skippable.filler.rawValue else {
                return try isZero(offset..<size) ? false : nil
            }
            let next = offset + headerBytes + UInt64(words.1)
            guard try isZero(min(offset + headerBytes, size)..<min(next, size)) else { return nil }
            offset = next
        }
        return offset == size
    }

    private func isZero(_ range: Range<UInt64>) throws(LogError) -> Bool {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = min(SegmentSource.chunkBytes, Int(range.upperBound - offset))
            let bytes = try file.read(at: offset, count: count)
            guard unsafe bytes.withUnsafeBytes({ unsafe $0.isZero }) else { return false }
            offset += UInt64(count)
        }
        return true
    }

    /// The end of the last byte that is not zero.
    private func endOfData(from start: UInt64) throws(LogError) -> UInt64 {
        var end = start
        var offset = start
        while offset < size {
            let bytes = try file.read(at: offset, count: SegmentSource.chunkBytes)
            guard !bytes.isEmpty else { break }
            if let last = bytes.lastIndex(where: { $0 != 0 }) { end = offset + UInt64(last) + 1 }
            offset += UInt64(bytes.count)
        }
        return end
    }
}

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
        try SegmentHeader.read(from: file, name)
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
    ///
    /// After a loss of power any sector of a filler that was not synced may be zero.
    private func freeSpace(from start: UInt64) throws(LogError) -> Bool? {
        var covered = start
        var isExact = true
        let isFree = try unsafe forEachSector(from: start) { offset, sector in
            guard let bytes = unsafe SegmentSource.fillerBytes(sector) else { return false }
            if offset < covered {
                isExact = isExact && bytes == 0
            } else if bytes > 0 {
                covered = offset + bytes
            } else {
                isExact = false
            }
            return true
        }
        return isFree ? isExact && covered == size : nil
    }

    /// How far the filler reaches whose header begins this sector, or 0 if the sector is zero; nil
    /// if it is not free.
    private static func fillerBytes(_ sector: UnsafeRawBufferPointer) -> UInt64? {
        if unsafe sector.isZero { return 0 }
        let headerBytes = Format.skippableHeaderBytes
        guard sector.count >= headerBytes,
            unsafe sector.integer(at: 0, as: UInt32.self) == Format.Skippable.filler.rawValue,
            unsafe sector.part(headerBytes..<sector.count).isZero
        else { return nil }
        return unsafe UInt64(headerBytes) + UInt64(sector.integer(at: 4, as: UInt32.self))
    }

    /// The end of the last byte that is neither zero nor filler.
    private func endOfData(from start: UInt64) throws(LogError) -> UInt64 {
        var end = start
        _ = try unsafe forEachSector(from: start) { offset, sector in
            if unsafe SegmentSource.fillerBytes(sector) == nil,
                let last = unsafe sector.lastIndex(where: { $0 != 0 })
            {
                end = offset + UInt64(last) + 1
            }
            return true
        }
        return end
    }

    /// Calls `body` with each sector up to the end of the file, where it may be shorter, until it
    /// returns false; whether it never did.
    private func forEachSector(
        from start: UInt64, _ body: (UInt64, UnsafeRawBufferPointer) -> Bool
    ) throws(LogError) -> Bool {
        var offset = start
        while offset < size {
            let chunk = try file.read(at: offset, count: SegmentSource.chunkBytes)
            guard !chunk.isEmpty else { return true }
            let goesOn = unsafe chunk.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count, by: LogLimits.sectorBytes).allSatisfy { at in
                    let end = min(at + LogLimits.sectorBytes, bytes.count)
                    return unsafe body(offset + UInt64(at), bytes.part(at..<end))
                }
            }
            guard goesOn else { return false }
            offset += UInt64(chunk.count)
        }
        return true
    }
}

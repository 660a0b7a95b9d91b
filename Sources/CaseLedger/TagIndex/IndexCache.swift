import SegmentLog

/// Pages of runs that were read and found sound, a bounded number of them.
struct IndexCache: Sendable {
    private struct Frame {
        var run: UInt64 = 0
        var page: UInt64 = 0
        var bytes: [UInt8] = []
    }

    private var frames: [Frame]

    /// A cache of so many pages of 4 KiB, whose memory is taken as it fills.
    init(pages: Int) {
        frames = [Frame](repeating: Frame(), count: max(1, pages))
    }

    /// Calls `body` with a page of a run.
    ///
    /// - Throws: `damaged` if the page is not as it was written; `io`.
    mutating func withPage<R>(
        _ number: UInt64, of run: IndexRun, _ body: (UnsafeRawBufferPointer) -> R
    ) throws(LogError) -> R {
        let salt = run.header.salt
        let mixed = (salt ^ number).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        let place = Int((mixed.high ^ mixed.low).multipliedFullWidth(by: UInt64(frames.count)).high)
        if frames[place].run != salt || frames[place].page != number
            || frames[place].bytes.isEmpty
        {
            try load(number, of: run, into: place)
        }
        return frames[place].bytes.withUnsafeBytes { body($0) }
    }

    private mutating func load(_ number: UInt64, of run: IndexRun, into place: Int) throws(LogError)
    {
        var bytes: [UInt8] = []
        swap(&bytes, &frames[place].bytes)
        if bytes.isEmpty { bytes = [UInt8](repeating: 0, count: IndexPage.bytes) }
        try run.read(number, into: &bytes)
        frames[place] = Frame(run: run.header.salt, page: number, bytes: bytes)
    }
}

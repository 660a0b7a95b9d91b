import SegmentLog

/// A file of a simulated disk: what programs see, what the medium holds, and what lies between.
struct SimulatedInode: Sendable {
    static let pageBytes = LogLimits.sectorBytes
    static let tearBytes = 512

    /// A page as it was after one write, not yet synced.
    struct Version: Sendable {
        var page: Int
        var bytes: [UInt8]
    }

    /// What programs see.
    private(set) var cached: [UInt8] = []

    /// What the medium holds.
    private(set) var durable: [UInt8] = []

    /// The versions of pages that were not synced, oldest first.
    private(set) var versions: [Version] = []

    /// The lengths the file had since the last sync, oldest first.
    private(set) var lengths: [Int] = []

    var isDirty: Bool { !versions.isEmpty || !lengths.isEmpty }

    /// A file whose bytes are all on the medium.
    init(_ bytes: [UInt8] = []) {
        cached = bytes
        durable = bytes
    }

    // MARK: - What programs do

    /// Writes bytes; a write that is lost makes nothing dirty.
    mutating func write(
        _ bytes: UnsafeRawBufferPointer, at offset: Int, reachesDisk: Bool = true
    ) {
        guard !bytes.isEmpty else { return }
        let end = offset + bytes.count
        if cached.count < end {
            cached.append(contentsOf: [UInt8](repeating: 0, count: end - cached.count))
            lengths.append(end)
        }
        cached.withUnsafeMutableBytes { target in
            UnsafeMutableRawBufferPointer(rebasing: target[offset..<end]).copyMemory(from: bytes)
        }
        guard reachesDisk else { return }
        for page in offset / Self.pageBytes...(end - 1) / Self.pageBytes {
            versions.append(Version(page: page, bytes: Array(cached[range(of: page)])))
        }
    }

    mutating func setLength(_ length: Int) {
        guard length != cached.count else { return }
        if length < cached.count {
            cached.removeLast(cached.count - length)
            versions.removeAll { $0.page * Self.pageBytes >= length }
        } else {
            cached.append(contentsOf: [UInt8](repeating: 0, count: length - cached.count))
        }
        lengths.append(length)
    }

    /// Changes one bit of the medium, behind everybody's back.
    mutating func flip(at offset: Int, mask: UInt8) {
        if offset < cached.count { cached[offset] ^= mask }
        if offset < durable.count { durable[offset] ^= mask }
        for index in versions.indices where offset / Self.pageBytes == versions[index].page {
            let inner = offset % Self.pageBytes
            if inner < versions[index].bytes.count { versions[index].bytes[inner] ^= mask }
        }
    }

    // MARK: - What the kernel does

    /// Writes all that is dirty.
    mutating func sync() {
        settleLength(lengths)
        for version in versions { put(version.bytes[...], at: version.page * Self.pageBytes) }
        clean()
    }

    /// Writes some of what is dirty and forgets that the rest was.
    mutating func failSync(showsNewData: Bool, using seed: inout Seed) {
        let kept = survivors(
            PowerLoss(survivors: 4, tearsPages: false, keepsOrderOfNames: true), &seed)
        durable = kept
        clean()
        if !showsNewData { dropCache() }
    }

    /// Lets programs see the medium again, where nothing is waiting to be written.
    mutating func dropCache() {
        let length = cached.count
        cached = durable
        if cached.count < length {
            cached.append(contentsOf: [UInt8](repeating: 0, count: length - cached.count))
        } else {
            cached.removeLast(cached.count - length)
        }
        for version in versions {
            let start = version.page * Self.pageBytes
            let count = min(version.bytes.count, cached.count - start)
            guard count > 0 else { continue }
            cached.replaceSubrange(start..<start + count, with: version.bytes[..<count])
        }
    }

    /// What the medium holds after a loss of power: for each page, or piece of one, any of its
    /// versions; and any of the lengths.
    func survivors(_ loss: PowerLoss, _ seed: inout Seed) -> [UInt8] {
        guard isDirty else { return durable }
        var result = self
        let kept = lengths.isEmpty ? 0 : choose(among: lengths.count, loss, &seed)
        result.settleLength(Array(lengths[..<kept]))
        let pages = Dictionary(grouping: versions, by: \.page)
        for page in pages.keys.sorted() {
            guard let all = pages[page] else { continue }
            let step = loss.tearsPages ? Self.tearBytes : Self.pageBytes
            for piece in stride(from: 0, to: Self.pageBytes, by: step) {
                let number = choose(among: all.count, loss, &seed)
                guard number > 0, piece < all[number - 1].bytes.count else { continue }
                let bytes = all[number - 1].bytes
                let part = bytes[piece..<min(piece + step, bytes.count)]
                result.put(part, at: page * Self.pageBytes + piece, growing: false)
            }
        }
        return result.durable
    }

    /// How many of a row of changes have reached the disk.
    private func choose(among count: Int, _ loss: PowerLoss, _ seed: inout Seed) -> Int {
        switch loss.survivors {
        case ...0: 0
        case 8...: count
        default:
            Int.random(in: 0..<8, using: &seed) < loss.survivors
                ? Int.random(in: 1...count, using: &seed) : 0
        }
    }

    private mutating func settleLength(_ lengths: [Int]) {
        for length in lengths where length < durable.count {
            durable.removeLast(durable.count - length)
        }
        if let last = lengths.last, last > durable.count {
            durable.append(contentsOf: [UInt8](repeating: 0, count: last - durable.count))
        }
    }

    private mutating func put(_ bytes: ArraySlice<UInt8>, at start: Int, growing: Bool = true) {
        let end = start + bytes.count
        if growing, end > durable.count {
            durable.append(contentsOf: [UInt8](repeating: 0, count: end - durable.count))
        }
        let count = min(bytes.count, durable.count - start)
        guard count > 0 else { return }
        durable.replaceSubrange(start..<start + count, with: bytes.prefix(count))
    }

    private mutating func clean() {
        versions.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
    }

    private func range(of page: Int) -> Range<Int> {
        page * Self.pageBytes..<min((page + 1) * Self.pageBytes, cached.count)
    }
}

import SegmentLog
import Synchronization

extension MemoryStorage {
    /// The names of all files.
    public var paths: [String] {
        box.state.withLock { $0.names.keys.sorted() }
    }

    /// All files as programs see them.
    public var files: [String: [UInt8]] {
        box.state.withLock { state in
            state.names.compactMapValues { state.contents[$0]?.cached }
        }
    }

    /// A file as programs see it; writing it, or setting nil, is durable at once.
    public subscript(path: String) -> [UInt8]? {
        get { files[path] }
        nonmutating set {
            box.state.withLock { state in
                guard let newValue else {
                    state.names[path] = nil
                    state.durableNames[path] = nil
                    return
                }
                let number = state.names[path] ?? state.add(path)
                state.contents[number] = Content(cached: newValue, durable: newValue)
                state.durableNames[path] = number
            }
        }
    }

    /// Changes one byte of a file.
    public func flip(_ path: String, at offset: Int, mask: UInt8 = 0xFF) {
        box.state.withLock { state in
            guard let number = state.names[path] else { return }
            state.contents[number]?.cached[offset] ^= mask
            if let count = state.contents[number]?.durable.count, offset < count {
                state.contents[number]?.durable[offset] ^= mask
            }
        }
    }

    /// A copy that shares nothing and is locked by nobody.
    public func copy() -> MemoryStorage {
        var state = box.state.withLock { $0 }
        state.holders = [:]
        return MemoryStorage(state)
    }

    /// A copy as after the kill of the process: everything written is there.
    public func killed() -> MemoryStorage {
        copy()
    }

    /// A copy as after the loss of power: nothing that was not synced is there.
    public func crashed() -> MemoryStorage {
        crashed { _, _ in false }
    }

    /// A copy as after the loss of power: of what was not synced, a random part is there.
    ///
    /// Each changed 4 KiB sector, each change of a file's length and each change of a name reached
    /// the disk, or not, by the seed's decision.
    public func crashed(seed: UInt64) -> MemoryStorage {
        var seed = Seed(seed)
        // One seed in four keeps almost everything, one almost nothing.
        let likelihood = [1, 4, 4, 7].randomElement(using: &seed) ?? 4
        return crashed { _, _ in Int.random(in: 0..<8, using: &seed) < likelihood }
    }

    /// A copy as after the loss of power: of what was not synced, that is there for which `reaches`
    /// says so.
    ///
    /// - Parameter reaches: asked with the path and the sector's number for each changed sector,
    ///   with -1 for the length of a file, and with -2 for a name.
    /// - Returns: the storage to open next.
    public func crashed(_ reaches: (String, Int) -> Bool) -> MemoryStorage {
        let old = box.state.withLock { $0 }
        var new = State()
        new.directories = old.directories
        new.lastNumber = old.lastNumber
        for path in Set(old.names.keys).union(old.durableNames.keys).sorted() {
            let isChanged = old.names[path] != old.durableNames[path]
            let number =
                isChanged && reaches(path, -2) ? old.names[path] : old.durableNames[path]
            guard let number, let content = old.contents[number] else { continue }
            new.names[path] = number
            new.durableNames[path] = number
            if new.contents[number] == nil {
                let bytes = Self.merge(content, path, reaches)
                new.contents[number] = Content(cached: bytes, durable: bytes)
            }
        }
        return MemoryStorage(new)
    }

    private static func merge(
        _ content: Content, _ path: String, _ reaches: (String, Int) -> Bool
    ) -> [UInt8] {
        let sector = LogLimits.sectorBytes
        var bytes = content.durable
        let isLengthNew = content.cached.count != bytes.count && reaches(path, -1)
        if isLengthNew {
            let count = content.cached.count
            if count < bytes.count {
                bytes.removeLast(bytes.count - count)
            } else {
                bytes += [UInt8](repeating: 0, count: count - bytes.count)
            }
        }
        for start in stride(from: 0, to: min(bytes.count, content.cached.count), by: sector) {
            let range = start..<min(start + sector, bytes.count, content.cached.count)
            guard bytes[range] != content.cached[range] else { continue }
            if reaches(path, start / sector) {
                bytes.replaceSubrange(range, with: content.cached[range])
            }
        }
        return bytes
    }
}

import SegmentLog
import Synchronization

/// A directory of a simulated disk, as the storage of a log.
struct SimulatedDirectory: Storage {
    private let disk: SimulatedDisk
    private let root: String

    init(_ disk: SimulatedDisk, _ root: String) {
        self.disk = disk
        self.root = root
    }

    private var life: Int { disk.state.withLock { $0.life } }

    private func full(_ path: String) -> String {
        if path.isEmpty { return root }
        return root.isEmpty ? path : root + "/" + path
    }

    private static func missing(_ path: String) -> LogError {
        LogError(.notFound, "there is no such file.", file: path)
    }

    private static func taken(_ path: String) -> LogError {
        LogError(.alreadyExists, "there is such a file already.", file: path)
    }

    func list(_ directory: String) throws(LogError) -> [StorageItem] {
        let whole = full(directory)
        return try disk.look(life, "list \(whole)") { state in
            guard state.directories.contains(whole) else {
                return .failure(Self.missing(directory))
            }
            let start = whole.isEmpty ? 0 : whole.utf8.count + 1
            func inside(_ path: String) -> String? {
                guard path != whole, SimulatedDisk.parent(of: path) == whole else { return nil }
                return String(path.utf8.dropFirst(start))
            }
            let files = state.names.keys.compactMap(inside)
            let directories = state.directories.compactMap(inside)
            return .success(
                files.map { StorageItem(name: $0, isDirectory: false) }
                    + directories.map { StorageItem(name: $0, isDirectory: true) })
        }
    }

    func open(_ path: String, _ mode: StorageMode) throws(LogError) -> any StorageFile {
        let whole = full(path)
        let life = life
        let number: Int
        if mode == .createExclusive {
            number = try disk.change(life, "create \(whole)") {
                state, _ -> Result<Int, LogError> in
                if state.names[whole] != nil { return .failure(Self.taken(path)) }
                guard state.directories.contains(SimulatedDisk.parent(of: whole)) else {
                    return .failure(Self.missing(path))
                }
                state.inodes.append(SimulatedInode())
                state.name(whole, state.inodes.count - 1)
                return .success(state.inodes.count - 1)
            }
        } else {
            number = try disk.look(life, "open \(whole)") { state in
                guard let number = state.names[whole] else {
                    return .failure(Self.missing(path))
                }
                return .success(number)
            }
        }
        return SimulatedFile(disk, number, whole, life)
    }

    func rename(_ path: String, to newPath: String, replacing: Bool) throws(LogError) {
        let (old, new) = (full(path), full(newPath))
        try disk.change(life, "rename \(old) to \(new)") { state, _ -> Result<Void, LogError> in
            guard let number = state.names[old] else { return .failure(Self.missing(path)) }
            if !replacing, state.names[new] != nil { return .failure(Self.taken(newPath)) }
            state.name(new, number)
            state.name(old, nil)
            return .success(())
        }
    }

    func remove(_ path: String) throws(LogError) {
        let whole = full(path)
        try disk.change(life, "remove \(whole)") { state, _ -> Result<Void, LogError> in
            guard state.names[whole] != nil else { return .failure(Self.missing(path)) }
            state.name(whole, nil)
            return .success(())
        }
    }

    func makeDirectory(_ path: String) throws(LogError) {
        let whole = full(path)
        try disk.change(life, "make directory \(whole)") { state, _ -> Result<Void, LogError> in
            state.directories.insert(whole)
            return .success(())
        }
    }

    func syncDirectory(_ path: String) throws(LogError) {
        let whole = full(path)
        try disk.change(life, "sync directory \(whole)") {
            (state, fault) -> Result<Void, LogError> in
            if state.liesAboutSyncs || fault == .lyingSync { return .success(()) }
            if case .failedSync = fault { return .failure(LogError(.io, "sync failed.")) }
            state.syncNames(in: whole)
            return .success(())
        }
    }

    func lock(_ path: String) throws(LogError) -> any StorageLock {
        let whole = full(path)
        let life = life
        let number = try disk.change(life, "lock \(whole)") {
            state, _ -> Result<Int, LogError> in
            if let holder = state.holders[whole] {
                return .failure(.locked(by: "pid \(holder) on the simulated machine", file: path))
            }
            state.lastHolder += 1
            state.holders[whole] = state.lastHolder
            return .success(state.lastHolder)
        }
        return SimulatedLock(disk, whole, number)
    }

    func lockHolder(_ path: String) throws(LogError) -> String? {
        let whole = full(path)
        return try disk.look(life, "look at lock \(whole)") { state -> Result<String?, LogError> in
            .success(state.holders[whole].map { "pid \($0) on the simulated machine" })
        }
    }
}

/// An open file of a simulated disk.
final class SimulatedFile: StorageFile {
    private let disk: SimulatedDisk
    private let number: Int
    private let path: String
    private let life: Int

    init(_ disk: SimulatedDisk, _ number: Int, _ path: String, _ life: Int) {
        self.disk = disk
        self.number = number
        self.path = path
        self.life = life
    }

    func size() throws(LogError) -> UInt64 {
        try disk.look(life, "size of \(path)") { state in
            .success(UInt64(state.inodes[number].cached.count))
        }
    }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(LogError) -> Int {
        try disk.look(life, "read \(path) at \(offset)") { state in
            let count = state.inodes[number].cached.count
            guard offset < UInt64(count) else { return .success(0) }
            let start = Int(offset)
            let part = min(buffer.count, count - start)
            state.inodes[number].cached.withUnsafeBytes { bytes in
                buffer.copyBytes(
                    from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + part]))
            }
            return .success(part)
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LogError) {
        let start = Int(offset)
        try disk.change(life, "write \(path) at \(offset), \(bytes.count) bytes") {
            state, fault -> Result<Void, LogError> in
            let growth = start + bytes.count - state.inodes[number].cached.count
            guard state.takeSpace(growth) else { return .failure(SimulatedDisk.full) }
            switch fault {
            case .shortWrite(let thousandths):
                let part = bytes.prefix(bytes.count * min(max(thousandths, 0), 999) / 1000)
                state.inodes[number].write(UnsafeRawBufferPointer(rebasing: part), at: start)
                return .failure(LogError(.io, "input/output error after a part (simulated)."))
            case .lostWrite:
                state.inodes[number].write(bytes, at: start, reachesDisk: false)
            case .misdirectedWrite(let draw):
                let pages = max(1, state.inodes[number].cached.count / SimulatedInode.pageBytes)
                let target = draw % (pages + 1) * SimulatedInode.pageBytes
                state.inodes[number].write(bytes, at: target)
            case .flippedWrite(let draw):
                state.inodes[number].write(bytes, at: start)
                let place = start + draw % max(1, bytes.count)
                state.inodes[number].flip(at: place, mask: 1 << UInt8(draw / 7 % 8))
            default:
                state.inodes[number].write(bytes, at: start)
            }
            return .success(())
        }
    }

    func sync() throws(LogError) {
        try disk.change(life, "sync \(path)") { state, fault -> Result<Void, LogError> in
            if state.liesAboutSyncs || fault == .lyingSync { return .success(()) }
            if case .failedSync(let showsNewData) = fault {
                state.inodes[number].failSync(showsNewData: showsNewData, using: &state.seed)
                return .failure(LogError(.io, "cannot sync: input/output error (simulated)."))
            }
            state.inodes[number].sync()
            return .success(())
        }
    }

    func extend(to size: UInt64) throws(LogError) {
        try disk.change(life, "extend \(path) to \(size)") { state, _ -> Result<Void, LogError> in
            let growth = Int(size) - state.inodes[number].cached.count
            guard growth > 0 else { return .success(()) }
            guard state.takeSpace(growth) else { return .failure(SimulatedDisk.full) }
            state.inodes[number].setLength(Int(size))
            return .success(())
        }
    }

    func truncate(to size: UInt64) throws(LogError) {
        try disk.change(life, "truncate \(path) to \(size)") {
            state, _ -> Result<Void, LogError> in
            let before = state.inodes[number].cached.count
            state.inodes[number].setLength(Int(size))
            if let left = state.free, before > Int(size) { state.free = left + before - Int(size) }
            return .success(())
        }
    }

    func dropCached() {
        disk.state.withLock { state in
            if !state.isDead, life == state.life { state.inodes[number].dropCache() }
        }
    }
}

/// A lock of a simulated disk.
final class SimulatedLock: StorageLock {
    private let disk: SimulatedDisk
    private let path: String
    private let number: Int

    init(_ disk: SimulatedDisk, _ path: String, _ number: Int) {
        self.disk = disk
        self.path = path
        self.number = number
    }

    deinit {
        unlock()
    }

    func unlock() {
        disk.state.withLock { state in
            if state.holders[path] == number { state.holders[path] = nil }
        }
    }
}

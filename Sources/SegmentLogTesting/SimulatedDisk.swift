public import SegmentLog
import Synchronization

/// A machine's disk in memory, with its page cache, its deaths and its faults, from a seed.
///
/// ```swift
/// let disk = SimulatedDisk(seed: 7)
/// let writer = try LogWriter.create(in: disk.directory("log"))
/// disk.plan(.failedSync(showsNewData: true), atChange: 12)
/// …
/// disk.restart(.powerLoss(.total))      // the writer is dead; open the log anew
/// ```
///
/// It tells apart what programs see, what the medium holds, and what lies between: pages of 4 KiB in
/// all the versions they had since the last sync, lengths of files, and names. `restart` decides
/// which of these survive. All calls are counted: *changes* (whatever may alter the disk) apart
/// from *looks* (whatever may not), so that a fault can be put at any of them.
///
/// One disk may serve several directories, for a log and its backup, say. Everything is
/// deterministic as long as one thread makes the calls.
public final class SimulatedDisk: Sendable {
    let state: Mutex<State>
    private let narrate: (@Sendable (String) -> Void)?

    /// An empty disk.
    ///
    /// - Parameters:
    ///   - seed: decides whatever a fault or a loss of power leaves open.
    ///   - narrate: is told each call, in words.
    public init(seed: UInt64, narrate: (@Sendable (String) -> Void)? = nil) {
        state = Mutex(State(seed: Seed(seed)))
        self.narrate = narrate
    }

    /// A disk that holds just that.
    init(_ state: State) {
        self.state = Mutex(state)
        narrate = nil
    }

    /// A directory of this disk as a log's storage; it exists once somebody makes it.
    public func directory(_ name: String) -> any Storage {
        SimulatedDirectory(self, name)
    }

    // MARK: - Faults

    /// The number of calls so far that may have altered the disk.
    public var changes: Int { state.withLock { $0.changes } }

    /// The number of calls so far that only looked.
    public var looks: Int { state.withLock { $0.looks } }

    /// Lets the change of this number, counted from 0, go wrong.
    public func plan(_ fault: DiskFault, atChange number: Int) {
        state.withLock { $0.changeFaults[number] = fault }
    }

    /// Lets the look of this number, counted from 0, fail with `EIO`.
    public func planReadError(atLook number: Int) {
        state.withLock { _ = $0.lookFaults.insert(number) }
    }

    /// Takes back all faults that have not happened.
    public func heal() {
        state.withLock { state in
            state.changeFaults = [:]
            state.lookFaults = []
            state.liesAboutSyncs = false
            state.free = nil
        }
    }

    /// Whether a planned fault has happened, or the process is dead.
    public var isBroken: Bool { state.withLock { $0.hasBroken || $0.isDead } }

    /// Whether a planned fault has happened since this was last asked.
    public func takeBroken() -> Bool {
        state.withLock { state in
            defer { state.hasBroken = false }
            return state.hasBroken
        }
    }

    /// Whether syncs do nothing from now on, though they return.
    public func lieAboutSyncs(_ lies: Bool = true) {
        state.withLock { $0.liesAboutSyncs = lies }
    }

    /// How many more bytes files may grow by before there is no space; nil for no limit.
    public func limitSpace(_ bytes: Int?) {
        state.withLock { $0.free = bytes }
    }

    // MARK: - Lives

    /// Ends the process, and starts the next one.
    public func restart(_ how: DiskRestart) {
        say("restart: \(how)")
        state.withLock { state in
            state.life += 1
            state.isDead = false
            state.holders = [:]
            switch how {
            case .kill: break
            case .killAndDropCaches: state.dropCaches()
            case .powerLoss(let loss): state.losePower(loss)
            }
        }
    }

    /// Lets the machine forget every page that needs no writing, as it may at any time.
    public func dropCaches() {
        say("the caches are dropped")
        state.withLock { $0.dropCaches() }
    }

    // MARK: - The medium

    /// The names of all files.
    public var paths: [String] { state.withLock { $0.names.keys.sorted() } }

    /// A file as programs see it.
    public subscript(path: String) -> [UInt8]? {
        state.withLock { state in state.names[path].map { state.inodes[$0].cached } }
    }

    /// All files below a directory as programs see them, by their names within it.
    public func files(in directory: String) -> [String: [UInt8]] {
        state.withLock { state in
            var files: [String: [UInt8]] = [:]
            for (path, number) in state.names where path.hasPrefix(directory + "/") {
                files[String(path.dropFirst(directory.count + 1))] = state.inodes[number].cached
            }
            return files
        }
    }

    /// All files below a directory as they are once memory forgets what needs no writing.
    public func filesPastCache(in directory: String) -> [String: [UInt8]] {
        state.withLock { state in
            var files: [String: [UInt8]] = [:]
            for (path, number) in state.names where path.hasPrefix(directory + "/") {
                var inode = state.inodes[number]
                inode.dropCache()
                files[String(path.dropFirst(directory.count + 1))] = inode.cached
            }
            return files
        }
    }

    /// Replaces or adds a file, on the medium too; nil removes it.
    public func put(_ bytes: [UInt8]?, at path: String) {
        state.withLock { state in
            guard let bytes else {
                state.names[path] = nil
                state.durableNames[path] = nil
                return
            }
            let number = state.names[path] ?? state.inodes.count
            if number == state.inodes.count { state.inodes.append(SimulatedInode()) }
            state.inodes[number] = SimulatedInode(bytes)
            state.names[path] = number
            state.durableNames[path] = number
            state.directories.insert(SimulatedDisk.parent(of: path))
        }
    }

    /// Changes bits of the medium, behind everybody's back.
    public func flip(_ path: String, at offset: Int, mask: UInt8) {
        say("rot: \(path), byte \(offset), mask \(mask)")
        state.withLock { state in
            guard let number = state.names[path] else { return }
            state.inodes[number].flip(at: offset, mask: mask)
        }
    }

    // MARK: - Calls

    func say(_ text: @autoclosure () -> String) {
        narrate?(text())
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return String(path[..<slash])
    }

    static let death = LogError(.io, "the process is dead (simulated).")

    /// Counts a call that only looks, and does it.
    func look<R: Sendable>(
        _ life: Int, _ what: @autoclosure () -> String,
        _ body: (inout State) -> Result<R, LogError>
    ) throws(LogError) -> R {
        let result: Result<R, LogError> = state.withLock { state in
            guard !state.isDead, life == state.life else { return .failure(Self.death) }
            defer { state.looks += 1 }
            if !state.lookFaults.isEmpty, state.lookFaults.contains(state.looks) {
                state.hasBroken = true
                return .failure(LogError(.io, "cannot read: input/output error (simulated)."))
            }
            return body(&state)
        }
        if narrate != nil, case .failure(let error) = result { say("\(what()) -> \(error.code)") }
        return try result.get()
    }

    /// Counts a call that may alter the disk, and does it, unless a fault is planned for it.
    ///
    /// `body` is told the fault if it takes part in the doing.
    func change<R: Sendable>(
        _ life: Int, _ what: @autoclosure () -> String,
        _ body: (inout State, DiskFault?) -> Result<R, LogError>
    ) throws(LogError) -> R {
        var number = 0
        var fault: DiskFault?
        let result: Result<R, LogError> = state.withLock { state in
            guard !state.isDead, life == state.life else { return .failure(Self.death) }
            number = state.changes
            state.changes += 1
            if !state.changeFaults.isEmpty {
                fault = state.changeFaults.removeValue(forKey: number)
            }
            guard let fault else { return body(&state, nil) }
            state.hasBroken = true
            switch fault {
            case .death:
                state.isDead = true
                return .failure(Self.death)
            case .ioError:
                return .failure(LogError(.io, "input/output error (simulated)."))
            case .noSpace:
                return .failure(Self.full)
            case .doneButError:
                _ = body(&state, nil)
                return .failure(LogError(.io, "input/output error (simulated)."))
            default:
                return body(&state, fault)
            }
        }
        if narrate != nil {
            var text = "\(number): \(what())"
            if let fault { text += " !! \(fault)" }
            if case .failure(let error) = result { text += " -> \(error.code)" }
            say(text)
        }
        return try result.get()
    }

    static let full = LogError(
        .noSpace, "no space left on device (simulated).",
        advice: "Free some space, then open the log again.")
}

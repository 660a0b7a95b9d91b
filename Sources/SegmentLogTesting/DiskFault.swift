/// What a simulated disk does wrong at one call.
public enum DiskFault: Hashable, Sendable {
    /// The process dies here: the call and all later ones do nothing. What the disk holds is
    /// decided by `SimulatedDisk.restart`.
    case death
    /// `EIO`, and nothing happened.
    case ioError
    /// `EIO`, though all was done.
    case doneButError
    /// `ENOSPC` or `EDQUOT`, and nothing happened.
    case noSpace
    /// A write of only the first so many thousandths, and then `EIO`.
    case shortWrite(Int)
    /// A sync that fails once. The kernel forgets what was dirty: some of it reached the disk. Until
    /// the cache is dropped, programs see the new bytes (ext4, XFS) or the old ones (Btrfs).
    case failedSync(showsNewData: Bool)

    /// A sync that returns at once and does nothing; what was dirty stays so.
    case lyingSync
    /// A write that programs see and that never reaches the disk.
    case lostWrite
    /// A write that goes to another 4 KiB boundary of the file.
    case misdirectedWrite(Int)
    /// A write one bit of which is wrong on the disk.
    case flippedWrite(Int)

    /// Whether a disk that keeps its word may do this.
    public var isHonest: Bool {
        switch self {
        case .lyingSync, .lostWrite, .misdirectedWrite, .flippedWrite: false
        default: true
        }
    }
}

/// What happens between two lives of a process.
public enum DiskRestart: Hashable, Sendable {
    /// The process is killed, the machine stays up: what was written is still seen.
    case kill
    /// The process is killed, and the machine forgets every page that needs no writing.
    case killAndDropCaches
    /// The power fails: of what was not synced, the disk keeps what the parameters allow.
    case powerLoss(PowerLoss)
}

/// Which legal state of the disk a loss of power leaves.
public struct PowerLoss: Hashable, Sendable {
    /// Of eight unsynced things, how many reach the disk on average: 0 none, 8 all.
    public var survivors: Int

    /// Whether pieces of 512 bytes of a page reach the disk one by one, or whole pages do.
    public var tearsPages: Bool

    /// Whether changes of names reach the disk in their order (as with a journal), or singly.
    public var keepsOrderOfNames: Bool

    /// A loss of power with these parameters.
    public init(survivors: Int, tearsPages: Bool, keepsOrderOfNames: Bool) {
        self.survivors = survivors
        self.tearsPages = tearsPages
        self.keepsOrderOfNames = keepsOrderOfNames
    }

    /// A loss of power in which nothing survives that was not synced.
    public static let total = PowerLoss(
        survivors: 0, tearsPages: false, keepsOrderOfNames: true)
}

import SegmentLog

/// One life story of a log, from a seed: work, a fault or a death at a random call, what the disk
/// then holds, and whether everything that was acknowledged is still there.
///
/// ```swift
/// let tally = try Schedule.run(seed: 17)
/// ```
///
/// The work: appends of random sizes, several callers at once, rotations, sealing, syncs of `head`, closing
/// and opening again, reading beside the writer. What must hold after each restart:
///
/// - the log opens for writing, unless the disk had not kept its word; then it may be refused, as
///   damaged, and no wrong entry is ever read;
/// - every acknowledged entry is there and equal, and nothing that was never sent;
/// - the root, derived anew, is that of these entries;
/// - what was cut off stands in quarantine, byte for byte;
/// - the next append works;
/// - a backup that was completed can be restored and holds what it held.
public struct Schedule {
    let seed: UInt64
    let narrate: (@Sendable (String) -> Void)?
    let disk: SimulatedDisk
    let storage: any Storage
    let limits: LogLimits

    var random: Seed
    var tally = ScheduleTally()

    /// What every position was given on the branch that stands now, and the tree over it.
    var sent: [[UInt8]] = []
    var leaves: [Hash] = []
    var tree = MerkleTree()

    /// How much of it callers were told is durable.
    var acknowledged = 0

    /// Whether `create` has returned once, so that there must be a log for ever.
    var isCreated = false

    /// Whether the disk keeps its word.
    var isHonest = true

    /// What was found to be as it must not be.
    var problem: String?

    /// How much the last completed backup holds.
    var backedUp: Int?

    private init(seed: UInt64, narrate: (@Sendable (String) -> Void)?) {
        self.seed = seed
        self.narrate = narrate
        random = Seed(seed)
        disk = SimulatedDisk(seed: random.next(), narrate: narrate)
        storage = disk.directory("log")
        limits = LogLimits(
            batchBytes: [600, 4096, 256 << 10].randomElement(using: &random) ?? 4096,
            segmentBytes: Int.random(in: 2...7, using: &random) * 4096,
            growthBytes: Int.random(in: 1...3, using: &random) * 4096, idleHeadSync: nil,
            sealsInBackground: false, opening: seed.isMultiple(of: 2) ? .tail : .everything)
    }

    /// Runs one schedule.
    ///
    /// - Parameters:
    ///   - seed: decides everything.
    ///   - narrate: is told each step and each call.
    /// - Returns: what it went through.
    /// - Throws: `ScheduleFailure` for whatever must not be.
    public static func run(
        seed: UInt64, narrate: (@Sendable (String) -> Void)? = nil
    ) throws(ScheduleFailure) -> ScheduleTally {
        var schedule = Schedule(seed: seed, narrate: narrate)
        try schedule.run()
        return schedule.tally
    }

    private mutating func run() throws(ScheduleFailure) {
        tally.schedules = 1
        let lives = [1, 1, 1, 2, 2, 3].randomElement(using: &random) ?? 1
        for life in 0..<lives {
            planFaults(isLast: life == lives - 1)
            try live()
            try endLife()
            if isHonest, Int.random(in: 0..<3, using: &random) == 0 { try breakRecovery() }
            guard try check() else { break }
        }
        tally.calls = disk.changes + disk.looks
    }

    // MARK: - Faults

    /// Chooses what goes wrong in the life to come; only the last may have a disk that lies.
    private mutating func planFaults(isLast: Bool) {
        let start = disk.changes
        let number = start + Int.random(in: 0..<70, using: &random)
        switch Int.random(in: 0..<32, using: &random) {
        case 0..<14: disk.plan(.death, atChange: number)
        case 14..<17: disk.plan(.ioError, atChange: number)
        case 17: disk.plan(.doneButError, atChange: number)
        case 18: disk.plan(.noSpace, atChange: number)
        case 19..<21:
            disk.plan(.shortWrite(Int.random(in: 0..<1000, using: &random)), atChange: number)
        case 21..<25:
            // A run of them, so that a sync is among them.
            let fault = DiskFault.failedSync(showsNewData: Bool.random(using: &random))
            for next in number..<number + 6 { disk.plan(fault, atChange: next) }
        case 25: disk.planReadError(atLook: disk.looks + Int.random(in: 0..<60, using: &random))
        case 26: disk.limitSpace(Int.random(in: 0..<60_000, using: &random))
        case 27 where isLast && Int.random(in: 0..<4, using: &random) == 0: planLie(number)
        default: break
        }
    }

    private mutating func planLie(_ number: Int) {
        isHonest = false
        note("the disk will not keep its word")
        let draw = Int.random(in: 0..<1_000_000, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: disk.lieAboutSyncs()
        case 1: disk.plan(.lostWrite, atChange: number)
        case 2: disk.plan(.misdirectedWrite(draw), atChange: number)
        default: disk.plan(.flippedWrite(draw), atChange: number)
        }
    }

    /// Ends the process in one of the ways there are.
    private mutating func endLife() throws(ScheduleFailure) {
        if disk.takeBroken() { tally.faults += 1 }
        disk.heal()
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            tally.kills += 1
            disk.restart(.kill)
        case 1, 2:
            tally.kills += 1
            disk.restart(.killAndDropCaches)
        default:
            tally.powerLosses += 1
            disk.restart(.powerLoss(drawLoss()))
        }
    }

    mutating func drawLoss() -> PowerLoss {
        PowerLoss(
            survivors: [0, 1, 4, 4, 7, 8].randomElement(using: &random) ?? 4,
            tearsPages: Bool.random(using: &random),
            keepsOrderOfNames: Bool.random(using: &random))
    }

    /// Opens for writing with a fault on the way, and ends that process too.
    private mutating func breakRecovery() throws(ScheduleFailure) {
        let number = disk.changes + Int.random(in: 0..<12, using: &random)
        disk.plan(
            [.death, .death, .ioError, .noSpace, .failedSync(showsNewData: true)]
                .randomElement(using: &random) ?? .death, atChange: number)
        note("opens with a fault at change \(number)")
        do throws(LogError) {
            let writer = try LogWriter.open(in: storage, limits: limits)
            // What an opening shows is promised like what an append has answered.
            acknowledged = max(acknowledged, min(Int(writer.durable.size), sent.count))
        } catch {
            note("\(error)")
        }
        if disk.takeBroken() { tally.brokenRecoveries += 1 }
        disk.heal()
        disk.restart(
            Bool.random(using: &random) ? .killAndDropCaches : .powerLoss(drawLoss()))
    }

    // MARK: - Words

    func note(_ text: @autoclosure () -> String) {
        narrate?("-- " + text())
    }

    func fail(_ message: String) -> ScheduleFailure {
        note("FAILED: \(message)")
        return ScheduleFailure(seed: seed, message: message)
    }
}

/// What schedules have been through, added up.
public struct ScheduleTally: Hashable, Sendable {
    /// The schedules themselves.
    public var schedules = 0
    /// Processes that were killed while the machine stayed up.
    public var kills = 0
    /// Losses of power.
    public var powerLosses = 0
    /// Faults that came to happen: errors, short writes, failed and lying syncs, and so on.
    public var faults = 0
    /// Openings for writing that were cut short and then made again.
    public var brokenRecoveries = 0
    /// Torn batches that were quarantined.
    public var quarantined = 0
    /// Openings that kept complete batches which nobody had been told of.
    public var accepted = 0
    /// Openings that were refused, since a disk had not kept its word.
    public var refusals = 0
    /// Entries acknowledged.
    public var acknowledged = 0
    /// Batches acknowledged.
    public var batches = 0
    /// Calls that the disks answered.
    public var calls = 0
    /// Backups made, and those that were cut short.
    public var backups = 0
    /// Segments sealed.
    public var sealed = 0

    /// Nothing yet.
    public init() {}

    /// Both together.
    public static func + (one: ScheduleTally, two: ScheduleTally) -> ScheduleTally {
        var sum = one
        sum.schedules += two.schedules
        sum.kills += two.kills
        sum.powerLosses += two.powerLosses
        sum.faults += two.faults
        sum.brokenRecoveries += two.brokenRecoveries
        sum.quarantined += two.quarantined
        sum.accepted += two.accepted
        sum.refusals += two.refusals
        sum.acknowledged += two.acknowledged
        sum.batches += two.batches
        sum.calls += two.calls
        sum.backups += two.backups
        sum.sealed += two.sealed
        return sum
    }
}

extension ScheduleTally: CustomStringConvertible {
    /// The figures, one on each line.
    public var description: String {
        let rows: [(String, Int)] = [
            ("schedules", schedules), ("losses of power", powerLosses), ("kills", kills),
            ("faults that happened", faults), ("recoveries cut short", brokenRecoveries),
            ("torn batches quarantined", quarantined),
            ("openings that kept unanswered batches", accepted),
            ("refusals where the disk had lied", refusals), ("batches acknowledged", batches),
            ("entries acknowledged", acknowledged), ("segments sealed", sealed),
            ("backups", backups), ("calls of the disk", calls),
        ]
        return rows.map { name, count in
            name + String(repeating: " ", count: max(1, 40 - name.count)) + "\(count)"
        }.joined(separator: "\n")
    }
}

/// A schedule that ended as it must not.
public struct ScheduleFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The seed that repeats it.
    public var seed: UInt64
    /// What was wrong.
    public var message: String

    /// Both, and how to see more.
    public var description: String {
        "seed \(seed): \(message) (swift run segmentlog-lab run --seed \(seed) --schedules 1 --trace)"
    }
}

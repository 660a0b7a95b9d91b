public import CaseLedger

/// Every number that the rules depend on, each with the days on which it held.
///
/// A check on 2023 asks for the values of 2023, whatever has been set since. The defaults are part
/// of the policy, so a policy to which nothing was ever set answers too.
///
/// ```swift
/// var policy = Policy()
/// policy = policy.setting(.caseloadCap, to: 15, from: newYear) ?? policy
/// policy.value(.caseloadCap, on: newYear.adding(days: -1))  // 20, the default
/// policy.value(.caseloadCap, on: newYear)                   // 15
/// ```
public struct Policy: Hashable, Codable, Sendable {
    private var settings: [String: [PolicyKey.Step]] = [:]

    /// The policy of defaults alone.
    public init() {}

    /// The value that holds on a day: the latest set by then, else the default of that day.
    ///
    /// - Complexity: O(log *n*) in the number of times the key was set.
    public func value(_ key: PolicyKey, on day: Day) -> Int {
        guard let steps = settings[key.id] else { return key.defaultValue(on: day) }
        let index = Policy.count(steps, upTo: day)
        return index > 0 ? steps[index - 1].value : key.defaultValue(on: day)
    }

    /// Whether a flag is set on a day.
    ///
    /// - Precondition: The key's unit is `flag`.
    public func flag(_ key: PolicyKey, on day: Day) -> Bool {
        precondition(key.unit == .flag, "\(key.id) is no flag")
        return value(key, on: day) != 0
    }

    /// The day that a key names, as it holds on a day.
    ///
    /// - Precondition: The key's unit is `day`.
    public func day(_ key: PolicyKey, on day: Day) -> Day {
        precondition(key.unit == .day, "\(key.id) names no day")
        return Day(number: Int32(clamping: value(key, on: day)))
    }

    /// The fallback that a key names, as it holds on a day.
    ///
    /// - Precondition: The key's unit is `fallback`.
    public func fallback(_ key: PolicyKey, on day: Day) -> DayFallback {
        precondition(key.unit == .fallback, "\(key.id) names no fallback")
        return UInt8(exactly: value(key, on: day)).flatMap(DayFallback.init) ?? .notDeterminable
    }

    /// A policy in which a key has a value from a day on, until the next day for which it is set.
    ///
    /// Setting it again for the same day replaces the earlier value.
    ///
    /// - Returns: The policy; `nil` for a number that makes no sense for the key.
    public func setting(_ key: PolicyKey, to value: Int, from day: Day) -> Policy? {
        guard key.range.contains(value) else { return nil }
        var changed = self
        var steps = settings[key.id] ?? []
        let index = Policy.count(steps, upTo: day)
        let step = PolicyKey.Step(from: day, value: value)
        if index > 0, steps[index - 1].from == day {
            steps[index - 1] = step
        } else {
            steps.insert(step, at: index)
        }
        changed.settings[key.id] = steps
        return changed
    }

    /// What was set for a key, ascending by day; without its defaults.
    public func history(of key: PolicyKey) -> [PolicyKey.Step] { settings[key.id] ?? [] }

    /// A short text that names the policy's contents: equal for equal policies, on every machine.
    ///
    /// Sixteen hexadecimal digits, FNV-1a over the plan's defaults and everything that was set. It
    /// tells policies apart; it proves nothing, as the events that set them do.
    public var version: String {
        var hash = Self.defaults
        for (id, steps) in settings.sorted(by: { $0.key < $1.key }) {
            Self.add("\(id)\n", to: &hash)
            Self.add(steps, to: &hash)
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The part of the version that the plan's defaults make, which never changes.
    private static let defaults: UInt64 = {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for key in PolicyKey.all {
            add("\(key.id)=\(key.default)\n", to: &hash)
            add(key.steps, to: &hash)
        }
        return hash
    }()

    private static func add(_ text: String, to hash: inout UInt64) {
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    private static func add(_ steps: [PolicyKey.Step], to hash: inout UInt64) {
        for step in steps { add("\(step.from)=\(step.value)\n", to: &hash) }
    }

    /// How many steps begin on a day or before it.
    private static func count(_ steps: [PolicyKey.Step], upTo day: Day) -> Int {
        var low = 0
        var high = steps.count
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].from <= day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

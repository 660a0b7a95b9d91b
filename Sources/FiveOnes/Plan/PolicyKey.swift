public import CaseLedger

/// The name of one number that the plan's rules depend on, with its meaning and its default.
///
/// The struct is open: a deployment may declare keys of its own next to those below. Two keys are
/// equal if their names are. Names are written to disk and never change.
///
/// ```swift
/// extension PolicyKey {
///     static let giftLimit = PolicyKey(
///         "gift.limit", Phrase("慰问金上限", "Limit of consolation money"), in: .fen,
///         range: 0...10_000_000, default: 200_000, source: .default)
/// }
/// ```
public struct PolicyKey: Hashable, Sendable, Identifiable {
    /// What the number counts.
    public enum Unit: String, Sendable, CaseIterable {
        /// Calendar days.
        case days
        /// Working days of ``WorkingCalendar``.
        case workingDays
        /// Months.
        case months
        /// Things: families, organizations, visits, attempts.
        case count
        /// Hundredths.
        case percent
        /// Money in fen.
        case fen
        /// 0 for no and 1 for yes.
        case flag
        /// A day by its distance from 1970-01-01; see ``CaseLedger/Day/number``.
        case day
        /// A raw value of ``DayFallback``.
        case fallback
    }

    /// Where a default comes from.
    public enum Source: String, Sendable, CaseIterable {
        /// The plan itself.
        case seed
        /// A statute or a national standard.
        case law
        /// Proposed here, because no source fixes it.
        case `default`
    }

    /// A number that holds from a day on.
    public struct Step: Hashable, Codable, Sendable {
        /// The first day on which it holds.
        public let from: Day
        /// The number.
        public let value: Int

        /// A number with the first day on which it holds.
        public init(from: Day, value: Int) {
            self.from = from
            self.value = value
        }
    }

    /// The stable name.
    public let id: String
    /// The meaning in both languages.
    public let title: Phrase
    /// What the number counts.
    public let unit: Unit
    /// The numbers that make sense.
    public let range: ClosedRange<Int>
    /// The number before the first of ``steps``.
    public let `default`: Int
    /// Later defaults, ascending by day: what a change of law brought.
    public let steps: [Step]
    /// Where the default comes from.
    public let source: Source

    /// A key with its meaning and its default.
    ///
    /// - Precondition: All defaults lie in `range`; `steps` ascend by day.
    public init(
        _ id: String, _ title: Phrase, in unit: Unit, range: ClosedRange<Int>, default: Int,
        steps: [Step] = [], source: Source
    ) {
        precondition(range.contains(`default`), "the default of \(id) lies outside its range")
        precondition(steps.allSatisfy { range.contains($0.value) }, "a step of \(id) does")
        precondition(
            zip(steps, steps.dropFirst()).allSatisfy { $0.from < $1.from },
            "the steps of \(id) ascend by day")
        self.id = id
        self.title = title
        self.unit = unit
        self.range = range
        self.default = `default`
        self.steps = steps
        self.source = source
    }

    /// The default that holds on a day.
    public func defaultValue(on day: Day) -> Int {
        steps.last { $0.from <= day }?.value ?? `default`
    }

    /// Whether two keys have the same name.
    public static func == (left: PolicyKey, right: PolicyKey) -> Bool { left.id == right.id }

    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

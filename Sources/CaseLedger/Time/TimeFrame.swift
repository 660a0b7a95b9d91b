/// The two times that every view takes: what was true by then, and what was on record by then.
///
/// ```swift
/// TimeFrame(asOf: Day(2025, 12, 31))                 // true on that day, as known today
/// TimeFrame(asOf: Day(2025, 12, 31), knownAt: then)  // the same, as the record stood then
/// ```
public struct TimeFrame: Hashable, Sendable {
    /// The last day whose facts count; `nil` counts every day.
    ///
    /// An event counts if it has happened for certain by the end of this day (``Moment/latest``).
    public var asOf: Day?

    /// The last instant whose records count (recorded time); `nil` counts every record.
    public var knownAt: Instant?

    /// A frame from its two limits.
    public init(asOf: Day? = nil, knownAt: Instant? = nil) {
        self.asOf = asOf
        self.knownAt = knownAt
    }

    /// Everything on record.
    public static let everything = TimeFrame()

    /// Whether what happened at `moment` had happened for certain by the end of ``asOf``.
    @inlinable
    public func includes(_ moment: Moment) -> Bool {
        guard let asOf else { return true }
        return moment.latest <= asOf
    }
}

/// How long and by whom break-glass access is given.
public struct GlassLimits: Sendable, Hashable {
    /// For how many hours at most; the three of DHIS2, if not said otherwise.
    public var hours: Int

    /// Limits from their parts.
    public init(hours: Int = 3) { self.hours = hours }
}

import CaseLedger

/// Where a reactor stands.
public enum ReactorStatus: Hashable, Sendable {
    /// Everything that is on record was handled, or set aside: the number of entries looked at.
    case caughtUp(UInt64)
    /// It waits before this event until somebody decides; see ``ReactorRunner/resume(_:)``.
    case paused(ParkedEvent)
}

/// What to do about an event that a reactor could not act on.
public enum ReactorDecision: Sendable {
    /// Try it again, as often as the policy says.
    case retry
    /// Leave it out for good.
    case skip
    /// Set it aside, to be tried later.
    case park
}

/// Entries that a query names.
struct FoundEntries {
    /// From which position on they count, and below which.
    let start: UInt64
    let limit: UInt64
    private var found: Set<UInt64> = []
    private var targets: [EventID] = []
    /// The bytes of some of them, which finding them has read already.
    private(set) var kept: [UInt64: [UInt8]] = [:]
    /// Whether an amendment is among them.
    private(set) var hasAmendments = false

    /// A family has some hundred entries; an officer may have a million.
    static let mostKept = 1_024

    init(from start: UInt64, below limit: UInt64) {
        (self.start, self.limit) = (start, limit)
    }

    /// Where they are, ascending.
    var positions: [UInt64] { found.sorted() }

    /// Enters an entry, and the event that it amends; one that is amended counts from 0 on.
    mutating func note(
        _ position: UInt64, _ bytes: [UInt8]? = nil, amending target: EventID? = nil,
        amended: Bool = false
    ) {
        if let target {
            targets.append(target)
            hasAmendments = true
        }
        guard position < limit, amended || position >= start else { return }
        found.insert(position)
        if let bytes, kept.count < Self.mostKept { kept[position] = bytes }
    }

    /// The events that are amended, to be found themselves.
    mutating func takeTargets() -> [EventID] {
        defer { targets = [] }
        return targets
    }
}

/// What a figure is.
enum Unit: String {
    case microseconds = "µs"
    case milliseconds = "ms"
    case perSecond = "/s"
    case bytes = "B/event"
    case mebibytes = "MiB"
}

/// What the ratio of ours to the peer's should be.
enum Goal {
    case atLeast(Double)
    case atMost(Double)

    func holds(_ ratio: Double) -> Bool {
        switch self {
        case .atLeast(let bound): ratio >= bound
        case .atMost(let bound): ratio <= bound
        }
    }

    var description: String {
        switch self {
        case .atLeast(let bound): "≥ \(Report.short(bound))×"
        case .atMost(let bound): "≤ \(Report.short(bound))×"
        }
    }
}

/// One line of the table.
struct Row {
    let what: String
    let unit: Unit
    let ours: Double
    let peer: String
    let theirs: Double
    let goal: Goal?
    /// The least and the greatest ratio of any round.
    let spread: ClosedRange<Double>

    var ratio: Double { ours / theirs }
    var holds: Bool? { goal.map { $0.holds(ratio) } }
    /// Whether it held in all rounds or in none.
    var isClear: Bool {
        guard let goal else { return true }
        return goal.holds(spread.lowerBound) == goal.holds(spread.upperBound)
    }
    /// ✓ or ✗ by the medians, with a ~ where the rounds do not agree.
    var mark: String { holds.map { ($0 ? "✓" : "✗") + (isClear ? "" : "~") } ?? "" }

    init(
        _ what: String, _ unit: Unit, _ figures: Figures, vs peer: String, goal: Goal? = nil
    ) {
        self.what = what
        self.unit = unit
        self.peer = peer
        self.goal = goal
        ours = figures.ours.median
        theirs = figures.theirs.median
        let ratios = zip(figures.ours, figures.theirs).map { $0 / $1 }
        spread = (ratios.min() ?? 0)...(ratios.max() ?? 0)
    }
}

/// The figures of all rounds, ours and the peer's.
struct Figures {
    var ours: [Double] = []
    var theirs: [Double] = []

    /// Runs both sides in turn, so that what else the machine does falls on both; who goes first
    /// changes from round to round.
    static func alternating(
        _ rounds: Int, ours: () async throws -> Double, theirs: () async throws -> Double
    ) async throws -> Figures {
        var figures = Figures()
        for round in 0..<rounds {
            if round.isMultiple(of: 2) {
                figures.ours.append(try await ours())
                figures.theirs.append(try await theirs())
            } else {
                figures.theirs.append(try await theirs())
                figures.ours.append(try await ours())
            }
        }
        return figures
    }

    /// The same measurements as other figures, for example seconds as events per second.
    func map(_ body: (Double) -> Double) -> Figures {
        Figures(ours: ours.map(body), theirs: theirs.map(body))
    }
}

extension [Double] {
    /// The middle one; the mean of the middle two of an even number.
    var median: Double {
        let sorted = sorted()
        guard let last = sorted.last else { return .nan }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2)
            ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted.count == 1 ? last : sorted[middle]
    }
}

/// How long `body` takes.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await body()
    return (ContinuousClock.now - start) / .seconds(1)
}

/// Two sides that should have come to the same did not.
struct Disagreement: Error, CustomStringConvertible {
    let description: String
}

/// Fails the run unless both sides came to the same.
func agree<T: Equatable>(_ what: String, _ ours: T, _ theirs: T) throws {
    guard ours == theirs else {
        throw Disagreement(description: "\(what): ours is \(ours), the peer's \(theirs)")
    }
}

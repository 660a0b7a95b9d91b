public import CaseLedger

/// A supervision board as a grid: a row for each unit that answers for anything, a cell for each
/// check.
public struct BoardGrid: Sendable, Hashable {
    /// What one unit answers for.
    public struct Row: Sendable, Hashable {
        /// The unit's identifier; empty where nobody answers.
        public let unit: String
        /// What a supervisor must see first of each check; `nil` where the unit owes nothing.
        public let cells: [Outcome?]
    }

    /// The identifiers of the checks, column by column.
    public let checks: [String]
    /// The district units in the order of the plan, then the others by identifier.
    public let rows: [Row]

    /// The grid of a board.
    ///
    /// - Complexity: O(findings), and O(units × checks).
    public init(_ board: SupervisionBoard) {
        checks = board.results.map(\.check.id)
        let columns = board.results.map { result in
            Dictionary(grouping: result.findings, by: \.responsible.unit)
                .mapValues { Self.worst(of: $0.map(\.outcome)) }
        }
        var others = Set(columns.flatMap(\.keys))
        let districts = Areas.shenzhen.districtUnits
            .compactMap { others.remove(Responsibility.unitID(ofDistrict: $0.id)) }
        rows = (districts + others.sorted()).map { unit in
            Row(unit: unit, cells: columns.map { $0[unit] ?? nil })
        }
    }

    /// The one of several outcomes that stands for all: what was violated, then what was late, then
    /// what is pending, then what nobody can say; that all is well only where something was met and
    /// nothing else is left.
    public static func worst(of outcomes: [Outcome]) -> Outcome? {
        [.violated, .late, .pending, .notDeterminable, .satisfied, .notYetDue, .exempt]
            .first(where: outcomes.contains) ?? outcomes.first
    }

    /// What people call a unit.
    public static func name(of unit: String) -> Phrase {
        if unit.isEmpty { return Phrase("（未定）", "(nobody)") }
        let known = Responsibility.unit(unit)
        let district = unit.hasPrefix("district:") ? known.flatMap { Areas.shenzhen[$0.area] } : nil
        return district?.name ?? known?.name ?? Phrase(unit, unit)
    }
}

extension CheckResult {
    /// What a supervisor must act on: what was violated, then what was late.
    public var open: [Finding] {
        findings.filter { $0.outcome == .violated } + findings.filter { $0.outcome == .late }
    }
}

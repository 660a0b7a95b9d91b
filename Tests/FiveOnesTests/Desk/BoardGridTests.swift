import CaseLedgerTesting
import FiveOnes
import Testing

@Suite struct BoardGridTests {
    @Test(
        arguments: [
            ([], nil), ([.satisfied, .violated, .late], .violated), ([.pending, .late], .late),
            ([.satisfied, .pending], .pending),
            ([.notDeterminable, .notDeterminable], .notDeterminable),
            ([.notDeterminable, .satisfied], .notDeterminable),
            ([.exempt, .notYetDue], .notYetDue),
            ([.satisfied, .notApplicable], .satisfied), ([.notApplicable], .notApplicable),
        ] as [([Outcome], Outcome?)])
    func aCellShowsTheWorst(outcomes: [Outcome], worst: Outcome?) {
        #expect(BoardGrid.worst(of: outcomes) == worst)
    }

    @Test func districtsStandInTheOrderOfThePlanAndOthersBehind() async throws {
        let bureau = try Bureau()
        try bureau.family()
        try bureau.family("F-2", area: "futian/nanyuan", hasOfficer: false)
        try bureau.fund()
        try await bureau.ledger.synced(through: bureau.count)
        let day = try #require(Day(2025, 12, 31))
        bureau.clock.advance(to: day.end)
        let board = try bureau.ledger.supervise(in: TimeFrame(asOf: Day(2025, 12, 31)))
        let grid = BoardGrid(board)
        #expect(grid.checks == PlanCheck.all.map(\.id))
        let units = grid.rows.map(\.unit)
        let districts = Areas.shenzhen.districtUnits.map { "district:\($0.id)" }
        #expect(Array(units.prefix(districts.count)) == districts)
        let others = units.dropFirst(districts.count)
        #expect(others.elementsEqual(others.sorted()))
        for row in grid.rows {
            #expect(row.cells.count == grid.checks.count && row.cells.contains { $0 != nil })
            for (cell, result) in zip(row.cells, board.results) {
                let found = result.findings.filter { $0.responsible.unit == row.unit }
                #expect(cell == BoardGrid.worst(of: found.map(\.outcome)))
            }
        }
        for result in board.results {
            let outcomes = result.open.map(\.outcome)
            #expect(outcomes == outcomes.sorted { $0 == .violated && $1 == .late })
            #expect(outcomes.allSatisfy { $0 == .violated || $0 == .late })
        }
    }

    @Test func aUnitHasAName() {
        #expect(BoardGrid.name(of: "district:nanshan").chinese == "南山区")
        #expect(BoardGrid.name(of: "city:foundation").chinese == "市拥军优属基金会")
        #expect(BoardGrid.name(of: "station:S-1") == Phrase("station:S-1", "station:S-1"))
        #expect(BoardGrid.name(of: "") == Phrase("（未定）", "(nobody)"))
    }
}

import CaseLedger
import FiveOnes

/// One year of the office as it is worked out: the December of the founding, or a year of the plan.
struct Year {
    let world: World
    let number: Int
    var agenda: Agenda

    init(_ world: World, _ number: Int) {
        self.world = world
        self.number = number
        agenda = Agenda(
            day(number, 1, 1)...day(number, 12, 31), identity: world.random(.identity, number))
    }

    /// Works everything out.
    ///
    /// What founds a subject comes before what names it on the same day.
    static func agenda(of world: World, _ number: Int) -> Agenda {
        var year = Year(world, number)
        if number < world.years.lowerBound { year.found() }
        year.keepRegister()
        guard number >= world.years.lowerBound else { return year.agenda }
        year.openRounds()
        for family in world.families where family.enrolled.year <= number {
            guard family.closed.map({ $0.year >= number }) ?? true else { continue }
            year.visit(family)
            year.verify(family)
            year.answer(family)
            year.grantBenefits(to: family)
        }
        year.runFunds()
        year.holdActivities()
        year.standIn()
        return year.agenda
    }

    /// The first and the last day of the year.
    var first: Day { day(number, 1, 1) }
    var last: Day { day(number, 12, 31) }
}

import CaseLedger
import FiveOnes

extension Year {
    /// The days of a quarter, 1 to 4.
    func quarter(_ quarter: Int) -> ClosedRange<Day> {
        let month = quarter * 3
        return day(number, month - 2, 1)...day(number, month, Day.daysIn(month: month, of: number))
    }

    private func round(_ quarter: Int, _ unit: Int) -> RoundID {
        RoundID(rawValue: "R-\(number)-Q\(quarter)-\(World.units[unit])")
    }

    /// Opens each unit's round of every quarter.
    mutating func openRounds() {
        for quarter in 1...4 {
            let days = self.quarter(quarter)
            for unit in World.units.indices {
                agenda.add(
                    days.lowerBound, by: world.district(unit),
                    VerificationRoundOpened {
                        $0.round = round(quarter, unit)
                        $0.area = World.units[unit]
                        $0.due = days.upperBound
                    })
            }
        }
    }

    /// Verifies every survivor of a family in every quarter, at home or from afar.
    mutating func verify(_ family: Family) {
        for quarter in 1...4 {
            let days = self.quarter(quarter)
            guard family.enrolled <= days.lowerBound.adding(days: 45) else { continue }
            var random = world.random(.verification, family.index, number, quarter)
            let on = max(
                days.lowerBound.adding(days: random.number(8...78)), family.enrolled.adding(days: 3)
            ).worked
            let start = on.at(9, random.number(0...420))
            for (place, member) in family.members.enumerated() where member.lives(on: on) {
                let key = LapsePlan.Quarter(member: member.id, year: number, quarter: quarter)
                let verified = MemberVerified(.home) {
                    $0.member = member.id
                    $0.family = family.id
                    $0.method = [.home, .home, .video, .phone, .dataMatch][random.below(5)]
                    $0.living = Personal(random.pick(Words.living))
                    $0.health = Personal(random.pick(Words.health))
                    $0.income = Personal(random.pick(Words.income))
                    $0.round = round(quarter, world.stations[family.home(on: on)].unit)
                }
                guard !world.lapses.verifications.contains(key) else { continue }
                agenda.add(
                    start.adding(minutes: place * 12), by: world.caretaker(of: family, on: on),
                    verified)
            }
        }
    }
}

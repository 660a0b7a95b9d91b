import CaseLedger
import FiveOnes

extension Year {
    /// The month of care in September, and the ceremonies of the year.
    mutating func holdActivities() {
        let care: [ActivityKind] = [
            .performance, .freeClinicHaircut, .freeRepair, .warmthToHome, .publicity,
        ]
        for unit in World.units.indices {
            var random = world.random(.activity, unit, number)
            if let qingming = PlanCalendar.anchor(of: .qingming, in: number).day {
                hold(.ceremony, 1, in: unit, on: qingming, &random)
            }
            for (place, kind) in care.enumerated() {
                let on = day(number, 9, 2 + (unit * 3 + place * 5) % 27)
                hold(kind, 2 + place, in: unit, on: on, &random)
            }
            hold(.ceremony, 7, in: unit, on: day(number, 9, 30), &random)
        }
    }

    private mutating func hold(
        _ kind: ActivityKind, _ place: Int, in unit: Int, on day: Day,
        _ random: inout SampleRandom
    ) {
        agenda.add(
            day.at(9, 30 + place), by: world.district(unit),
            ActivityHeld {
                $0.activity = ActivityID(rawValue: "AC-\(number)-\(World.units[unit])-\(place)")
                $0.kind = kind
                $0.area = World.units[unit]
                $0.attended = Int64(random.number(8...60))
            })
    }
}

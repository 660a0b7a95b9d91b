import CaseLedger
import FiveOnes

extension World {
    /// No officer gets more families than this.
    private static let cap = 20

    /// Something that changes who answers for whom.
    private enum Change {
        case enrolled(family: Int)
        case moved(family: Int)
        case closed(family: Int)
        case left(officer: Int)
    }

    /// Goes through the days and gives every family an officer for every one of them.
    ///
    /// A family that moves has the old officer through the day before and the new one from the day
    /// of moving; an officer who leaves is followed on the next day.
    mutating func runCareers(_ officers: [[Int]]) {
        var pools = officers
        var load: [[Int]] = staff.map { _ in [] }
        let start = years.lowerBound - 1
        for year in start...years.upperBound {
            for (day, change) in changes(in: year) {
                switch change {
                case .enrolled(let family):
                    let officer = leastLoaded(pools[families[family].homes[0].station], load)
                    begin(family, officer, on: day, &load)
                case .moved(let family): move(family, on: day, pools, &load)
                case .closed(let family): finish(family, on: day, "家庭销档", &load)
                case .left(let officer):
                    let station = staff[officer].station
                    staff[officer].left = day
                    let successor = appoint(at: station, from: day.adding(days: -2))
                    load.append([])
                    pools[station] = pools[station].map { $0 == officer ? successor : $0 }
                    for family in load[officer] {
                        finish(family, on: day, "人员离任", &load)
                        begin(family, successor, on: day.adding(days: 1), &load)
                    }
                }
            }
        }
    }

    /// The changes of one year in the order of their days.
    private func changes(in year: Int) -> [(Day, Change)] {
        var found: [(Day, Change)] = []
        for family in families {
            if family.enrolled.year == year {
                found.append((family.enrolled, .enrolled(family: family.index)))
            }
            if let closed = family.closed, closed.year == year {
                found.append((closed, .closed(family: family.index)))
            }
            var random = random(.careers, 1, family.index, year)
            let moving = day(year, random.number(2...11), random.number(3...28))
            if years.contains(year), random.chance(40),
                family.isInCare(
                    from: moving.adding(days: -30), through: moving.adding(days: 30))
            {
                found.append((moving, .moved(family: family.index)))
            }
        }
        for (index, officer) in staff.enumerated() {
            var random = random(.careers, 2, index, year)
            let leaving = day(year, random.number(3...11), random.number(3...27)).worked
            let isHead = stations[officer.station].head == index
            if years.contains(year), !isHead, officer.left == nil,
                stations[officer.station].level == .street, random.chance(50)
            {
                found.append((leaving, .left(officer: index)))
            }
        }
        let order = found.indices.sorted {
            (found[$0].0, $0) < (found[$1].0, $1)
        }
        return order.map { found[$0] }
    }

    private func leastLoaded(_ pool: [Int], _ load: [[Int]]) -> Int {
        pool.min { (load[$0].count, $0) < (load[$1].count, $1) } ?? pool[0]
    }

    private mutating func begin(
        _ family: Int, _ officer: Int, on day: Day, _ load: inout [[Int]]
    ) {
        families[family].assignments.append(Assignment(officer: officer, from: day))
        load[officer].append(family)
    }

    private mutating func finish(
        _ family: Int, on day: Day, _ reason: String, _ load: inout [[Int]]
    ) {
        let last = families[family].assignments.count - 1
        families[family].assignments[last].through = day
        families[family].assignments[last].reason = reason
        load[families[family].assignments[last].officer].removeAll { $0 == family }
    }

    /// Moves a family to another street, unless its officer has just changed or nobody there has
    /// room for it.
    private mutating func move(
        _ family: Int, on day: Day, _ pools: [[Int]], _ load: inout [[Int]]
    ) {
        var random = random(.careers, 3, family, Int(day.number))
        let old = families[family].home(on: day)
        let near = stations.indices.filter { stations[$0].unit == stations[old].unit }
        let candidates = random.chance(500) ? near : Array(stations.indices)
        let target = random.pick(candidates)
        guard target != old, stations[target].level == .street,
            let current = families[family].assignments.last, day.days(since: current.from) > 2
        else { return }
        let officer = leastLoaded(pools[target], load)
        guard load[officer].count < World.cap else { return }
        finish(family, on: day.adding(days: -1), "家庭迁居", &load)
        families[family].homes.append((target, day))
        begin(family, officer, on: day, &load)
    }
}

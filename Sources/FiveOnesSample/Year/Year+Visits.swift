import CaseLedger
import FiveOnes

extension Year {
    /// Makes the visits of the year that are owed to a family, and some others.
    mutating func visit(_ family: Family) {
        var made = 0
        let span = first...last.adding(days: 31)
        for obligation in world.obligations(of: family, in: span) {
            guard let day = world.visitDay(obligation), day.year == number else { continue }
            made += 1
            settle(obligation, of: family, on: day, made)
        }
        var random = world.random(.otherVisit, family.index, number)
        guard random.chance(700) else { return }
        let day = first.adding(days: random.number(10...350)).worked
        guard family.isInCare(from: day, through: day) else { return }
        agenda.add(
            day.atWork(&random), by: world.caretaker(of: family, on: day),
            VisitMade(.home) {
                $0.visit = visitID(family, made + 1)
                $0.family = family.id
                $0.occasion = random.chance(700) ? .hardship : .other
                $0.met = [random.pick(family.living(on: day)).id]
                $0.mode = random.chance(150) ? .hospital : .home
                $0.findings = Personal(random.pick(Words.findings))
            })
    }

    private mutating func settle(
        _ obligation: Obligation, of family: Family, on day: Day, _ place: Int
    ) {
        let key = obligation.key
        var random = world.random(
            .visit, key.family, key.occasion.order, key.year, key.person + 100)
        let actor = world.caretaker(of: family, on: day)
        var honored: Member?
        if key.occasion == .birthday { honored = family.members[key.person] }
        let living = family.living(on: day)
        // At the Spring Festival and on Martyrs' Day everybody is at home.
        let isGathering = key.occasion == .springFestival || key.occasion == .martyrsDay
        var met = living.filter { member in
            isGathering || member.id == honored?.id || !random.chance(150)
        }
        if met.isEmpty { met = [living[0]] }
        let tried = day.adding(days: -1)
        if random.chance(40), obligation.window.contains(tried), tried.year == number,
            family.enrolled < tried
        {
            agenda.add(
                tried.atWork(&random), by: world.caretaker(of: family, on: tried),
                VisitFailed {
                    $0.family = family.id
                    $0.occasion = key.occasion
                    $0.reason = random.pick(["家中无人", "外出探亲", "住院检查"])
                })
        }
        let visit = VisitMade(.home) {
            $0.visit = visitID(family, place)
            $0.family = family.id
            $0.occasion = key.occasion
            if key.occasion == .sacrificeDay { $0.martyr = family.martyrs[key.person].id }
            $0.member = honored?.id
            $0.met = met.map(\.id)
            $0.mode = random.chance(30) ? .hospital : random.chance(30) ? .elsewhere : .home
            if random.chance(200) {
                let head = world.stations[family.home(on: day)].head
                $0.companions = [world.staff[head].id]
            }
            if isGathering { $0.gift = Money(yuan: Int64(random.number(5...20)) * 100) }
            $0.findings = Personal(random.pick(Words.findings))
        }
        if random.chance(120) {
            agenda.add(day, by: actor, visit)
        } else {
            agenda.add(day.atWork(&random), by: actor, visit)
        }
    }

    private func visitID(_ family: Family, _ place: Int) -> VisitID {
        VisitID(rawValue: "V-\(number)-\(padded(family.number, 4))-\(padded(place, 2))")
    }
}

extension World {
    /// The day on which a visit is made; `nil` if it is not, or only after the sample's end.
    ///
    /// It lies in the window and not after the anchor, unless a lapse says otherwise.
    func visitDay(_ obligation: Obligation) -> Day? {
        let key = obligation.key
        switch lapses.visits[key] {
        case .missed: return nil
        case .late(let day): return day
        case nil: break
        }
        let family = families[key.family]
        let earliest = max(obligation.window.lowerBound, family.enrolled, effective)
        var random = random(.visit, key.family, key.occasion.order, key.year, key.person)
        func draw() -> Day {
            let before =
                switch key.occasion {
                case .springFestival: random.number(1...18)
                case .partyDay, .martyrsDay: random.number(0...12)
                default: random.chance(650) ? 0 : random.number(0...5)
                }
            return max(earliest, obligation.anchor.adding(days: -before))
        }
        var day = draw()
        if key.occasion.isCommon {
            for _ in 0..<6 where !day.isWorked { day = draw() }
        }
        return day <= end ? day : nil
    }
}

extension VisitOccasion {
    /// A number that never changes.
    var order: Int { VisitOccasion.allCases.firstIndex(of: self) ?? 0 }

    /// Whether it is the same day for all families.
    var isCommon: Bool { self == .springFestival || self == .partyDay || self == .martyrsDay }
}

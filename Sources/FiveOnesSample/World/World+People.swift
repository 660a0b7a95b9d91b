import CaseLedger
import FiveOnes

extension World {
    /// A family of people who do not exist.
    func family(_ index: Int, at station: Int) -> Family {
        var random = random(.family, index)
        let first = years.lowerBound
        var enrolled = day(first - 1, 12, random.number(20...31))
        // The first of each unit are there from the start.
        if index >= World.units.count, random.chance(30) {
            let span = day(years.upperBound, 11, 15).days(since: day(first, 2, 1))
            enrolled = day(first, 2, 1).adding(days: random.below(span)).worked
        }
        let surname = Names.surname(&random)
        let martyrs = (0..<(random.chance(80) ? 2 : 1)).map { place in
            martyr(index * 2 + place + 1, surname, &random)
        }
        var family = Family(
            index: index, id: FamilyID(rawValue: "F-\(padded(index + 1, 4))"), enrolled: enrolled,
            martyrs: martyrs,
            members: members(of: index, martyrs[0], surname, &random),
            homes: [(station, enrolled)])
        addDeaths(to: &family, &random)
        return family
    }

    private func martyr(
        _ number: Int, _ surname: String, _ random: inout SampleRandom
    ) -> Martyr {
        let wars = [
            1932...1937, 1938...1945, 1946...1950, 1950...1953, 1955...1978, 1979...1984,
            1985...2022,
        ]
        let span = wars[random.weighted([6, 18, 20, 18, 12, 16, 10])]
        let year = min(random.number(span), years.lowerBound - 2)
        let month = random.number(1...12)
        let date = day(year, month, random.number(1...Day.daysIn(month: month, of: year)))
        let sacrificed: Moment =
            switch random.below(100) {
            case 0..<4: .year(year)
            case 4..<8: .month(year, month)
            default: .day(date)
            }
        return Martyr(
            id: MartyrID(rawValue: "MT-\(padded(number, 4))"),
            name: surname + Names.given(&random), sacrificed: sacrificed)
    }

    /// What a survivor can be to a martyr, by GB/T 4761.
    private enum Kin: CaseIterable {
        case child, grandchild, spouse, father, mother, sibling

        /// How many years after the sacrifice such a survivor can be born.
        var birth: ClosedRange<Int> {
            switch self {
            case .child: -12...0
            case .grandchild: 12...42
            case .spouse: -28...(-19)
            case .father, .mother: -50...(-41)
            case .sibling: -28...(-12)
            }
        }

        var weight: Int {
            switch self {
            case .child: 40
            case .grandchild: 25
            case .spouse, .father, .mother: 14
            case .sibling: 16
            }
        }

        var codes: [String] {
            switch self {
            case .child: ["20", "30"]
            case .grandchild: ["41", "42", "43", "44"]
            case .spouse: ["12"]
            case .father: ["51"]
            case .mother: ["52"]
            case .sibling: ["71", "73", "75", "77"]
            }
        }

        /// Whether there can be only one.
        var isSingle: Bool { self == .spouse || self == .father || self == .mother }
        /// Whether such kin usually bear the martyr's surname.
        var hasSurname: Bool { self != .spouse && self != .mother }
    }

    private func members(
        of family: Int, _ martyr: Martyr, _ surname: String, _ random: inout SampleRandom
    ) -> [Member] {
        let fell = martyr.sacrificed.earliest.year
        let born = 1928...(years.lowerBound - 7)
        var kin = Kin.allCases.filter {
            let span = ($0.birth.lowerBound + fell)...($0.birth.upperBound + fell)
            return span.overlaps(born)
        }
        return (0..<(random.weighted([24, 40, 26, 10]) + 1)).map { place in
            let choice = kin[random.weighted(kin.map(\.weight))]
            if choice.isSingle { kin.removeAll { $0 == choice } }
            let span = ((choice.birth.lowerBound + fell)...(choice.birth.upperBound + fell))
                .clamped(to: born)
            let year = random.number(span)
            let month = random.number(1...12)
            let date = day(year, month, random.number(1...Day.daysIn(month: month, of: year)))
            let known = random.below(100)
            let ownName = choice.hasSurname ? surname : Names.surname(&random)
            return Member(
                id: MemberID(rawValue: "M-\(padded(family * 4 + place + 1, 5))"),
                name: ownName + Names.given(&random), relation: random.pick(choice.codes),
                birthday: known < 3 ? nil : known < 5 ? .month(year, month) : .day(date),
                calendar: random.chance(year < 1970 ? 450 : 100) ? .lunar : .solar,
                hasPension: choice != .grandchild && choice != .sibling && year < 1965)
        }
    }

    /// Lets some of the old die, never on a day on which something is owed to the family, nor on
    /// the first or the last day of a quarter.
    private func addDeaths(to family: inout Family, _ random: inout SampleRandom) {
        for index in family.members.indices {
            let born = family.members[index].birthday?.earliest.year ?? 1960
            for year in years where family.members[index].died == nil {
                let age = year - born
                guard random.chance(age > 85 ? 50 : age > 70 ? 15 : 2) else { continue }
                let died = day(year, random.number(2...11), random.number(2...27))
                guard died.days(since: family.enrolled) > 30,
                    anchors(of: family, in: died...died).isEmpty
                else { continue }
                family.members[index].died = died
            }
        }
        let deaths = family.members.compactMap(\.died)
        if deaths.count == family.members.count { family.closed = deaths.max() }
    }
}

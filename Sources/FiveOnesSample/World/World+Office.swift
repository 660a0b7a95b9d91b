import CaseLedger
import FiveOnes

extension World {
    /// An office with these families.
    init(seed: UInt64, families count: Int, years: ClosedRange<Int>) {
        self.seed = seed
        self.years = years
        clerks = (0...World.units.count).map { unit in
            var random = random(.office, 1, unit)
            return Names.account(9001 + unit, &random)
        }
        let streets = World.streetsInTurn
        let homes = (0..<count).map { index in
            var random = random(.office, 2, index)
            return index < streets.count ? index : random.below(streets.count)
        }
        var peopled = [Int](repeating: 0, count: streets.count)
        for street in homes { peopled[street] += 1 }
        var stationOfStreet = [Int](repeating: 0, count: streets.count)
        for (street, residents) in peopled.enumerated() where residents > 0 {
            stationOfStreet[street] = stations.count
            stations.append(station(of: streets[street]))
        }
        addCommunities()
        families = homes.enumerated().map { family($0, at: stationOfStreet[$1]) }
        var officers = [[Int]](repeating: [], count: stations.count)
        for index in stations.indices {
            stations[index].head = appoint(at: index, from: day(years.lowerBound - 1, 12, 17))
        }
        for street in streets.indices where peopled[street] > 0 {
            let station = stationOfStreet[street]
            for _ in 0..<max(1, (peopled[street] + 11) / 12) {
                officers[station].append(
                    appoint(at: station, from: day(years.lowerBound - 1, 12, 18)))
            }
        }
        runCareers(officers)
        funds = (0...World.units.count).map(fund)
    }

    /// All streets: the first of each unit, then the second of each, and so on.
    private static var streetsInTurn: [Area] {
        let children = units.map { Areas.shenzhen.children(of: $0) }
        let rounds = children.map(\.count).max() ?? 0
        return (0..<rounds).flatMap { round in
            children.compactMap { round < $0.count ? $0[round] : nil }
        }
    }

    private func station(of street: Area) -> Station {
        let slug = street.id.rawValue.split(separator: "/").last ?? ""
        let unit = Areas.shenzhen.districtUnit(of: street.id)
        return Station(
            id: StationID(rawValue: "S-\(slug)"), area: street.id, level: .street,
            unit: World.units.firstIndex { $0 == unit } ?? 0,
            hotline: "0755-0\(padded(stations.count + 1, 7))")
    }

    /// Every sixth street has a station in one of its communities.
    private mutating func addCommunities() {
        for index in stations.indices where index % 6 == 2 {
            let street = stations[index]
            stations[index].community = stations.count
            stations.append(
                Station(
                    id: StationID(rawValue: "\(street.id)-c01"),
                    area: AreaID(rawValue: "\(street.area)/c01"), level: .community,
                    unit: street.unit, hotline: "0755-0\(padded(stations.count + 1, 7))"))
        }
    }

    /// Appoints somebody new and gives the index back.
    mutating func appoint(at station: Int, from day: Day) -> Int {
        var random = random(.staff, staff.count)
        let account = Names.account(staff.count + 1, &random)
        staff.append(Staff(id: StaffID(rawValue: account), station: station, appointed: day))
        return staff.count - 1
    }

    /// The city's fund by 0, a district unit's by its index and one.
    private func fund(_ number: Int) -> Fund {
        var random = random(.money, number)
        var accounts = 9100 + number * 40
        func account() -> String {
            accounts += 1
            return Names.account(accounts, &random)
        }
        var custodians = [(staff: account(), from: day(years.lowerBound - 1, 12, 1))]
        let (approver, payer, receiver) = (account(), account(), account())
        for year in years where random.chance(200) {
            let from = day(year, random.number(4...10), random.number(1...28)).worked
            custodians.append((account(), from))
        }
        let unit = number == 0 ? nil : Areas.shenzhen[World.units[number - 1]]
        return Fund(
            id: FundID(rawValue: unit.map { "K-\($0.id)" } ?? "K-city"),
            name: (unit?.name.chinese ?? "深圳市") + "关爱烈士遗属专项基金",
            parent: unit == nil ? "市拥军优属基金会" : "区退役军人关爱基金",
            office: unit.map { "district:\($0.id)" } ?? "city:foundation",
            custodians: custodians, approver: approver, payer: payer, receiver: receiver)
    }
}

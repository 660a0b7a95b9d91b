import CaseLedger
import FiveOnes

/// Everything about the office that is decided before the first event: who there is, where they
/// live, who answers for them on which day.
///
/// What happens in a year is worked out from this, year by year, and not kept.
struct World: Sendable {
    let seed: UInt64
    /// The first and the last year of the plan.
    let years: ClosedRange<Int>
    /// The districts and the streets that have a station.
    var stations: [Station] = []
    var staff: [Staff] = []
    var families: [Family] = []
    /// The city's fund, then one for each district unit in the order of ``units``.
    var funds: [Fund] = []
    /// Who acts for each district unit, and last for the city.
    var clerks: [String] = []
    /// What is to go wrong.
    var lapses = LapsePlan()

    /// The district units.
    static let units = Areas.shenzhen.districtUnits.map(\.id)

    /// The day from which the plan holds.
    var effective: Day { day(years.lowerBound, 1, 1) }
    /// The last day of the sample.
    var end: Day { day(years.upperBound, 12, 31) }

    /// The stream of chance that a subject and some numbers name.
    func random(
        _ subject: SampleRandom.Subject, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0
    ) -> SampleRandom { SampleRandom.stream(seed, subject, a, b, c, d) }
}

/// A service station.
struct Station: Sendable {
    let id: StationID
    let area: AreaID
    let level: StationLevel
    /// The index of its district unit.
    let unit: Int
    let hotline: String
    /// Who runs it, by the index of the staff.
    var head = 0
    /// The community station of this street, if it has one, by its index.
    var community: Int?

    /// The unit in whose name its staff act.
    var office: String { "station:\(id)" }
}

/// Somebody who works at a station.
struct Staff: Sendable {
    let id: StaffID
    let station: Int
    let appointed: Day
    var left: Day?
}

/// A martyr.
struct Martyr: Sendable {
    let id: MartyrID
    let name: String
    let sacrificed: Moment
}

/// A survivor.
struct Member: Sendable {
    let id: MemberID
    let name: String
    let relation: String
    let birthday: Moment?
    let calendar: CalendarKind
    let hasPension: Bool
    var died: Day?

    /// Whether the survivor lives on a day; not on the day of death itself.
    func lives(on day: Day) -> Bool { died.map { day < $0 } ?? true }
}

/// A family, with all that will befall it.
struct Family: Sendable {
    /// Its place among the families, from 0.
    let index: Int
    let id: FamilyID
    let enrolled: Day
    var closed: Day?
    let martyrs: [Martyr]
    var members: [Member]
    /// Stations of the streets where it lived, each with its first day.
    var homes: [(station: Int, from: Day)]
    /// Officers, in order.
    var assignments: [Assignment] = []

    /// Its number, from 1.
    var number: Int { index + 1 }

    /// The station of the street where it lives on a day.
    func home(on day: Day) -> Int {
        (homes.last { $0.from <= day } ?? homes[0]).station
    }

    /// Who answers for it on a day.
    func officer(on day: Day) -> Int? {
        assignments.last { $0.from <= day && ($0.through ?? day) >= day }?.officer
    }

    /// Whether it is in the plan's care from one day through another, without the day on which its
    /// file is closed.
    func isInCare(from: Day, through: Day) -> Bool {
        enrolled <= from && (closed.map { through < $0 } ?? true)
    }

    /// The survivors who live on a day.
    func living(on day: Day) -> [Member] { members.filter { $0.lives(on: day) } }
}

/// The days for which an officer answers for a family.
struct Assignment: Sendable {
    let officer: Int
    let from: Day
    var through: Day?
    var reason = ""
}

/// A fund with the people who keep it apart from each other.
struct Fund: Sendable {
    let id: FundID
    let name: String
    let parent: String
    /// The unit in whose name its people act.
    let office: String
    /// Who alone keeps it, each with the first day.
    var custodians: [(staff: String, from: Day)]
    let approver: String
    let payer: String
    let receiver: String

    func custodian(on day: Day) -> String {
        (custodians.last { $0.from <= day } ?? custodians[0]).staff
    }

    func earmark(_ purpose: AidPurpose) -> EarmarkID {
        EarmarkID(rawValue: "E-\(id.rawValue.dropFirst(2))-\(purpose.rawValue)")
    }

    /// What its lasting earmarks are for.
    static let purposes: [AidPurpose] = [.scholarship, .hardship, .medical, .consolation]
}

extension World {
    /// Who acts for a family on a day: its officer, or the head of the station while it has none.
    func caretaker(of family: Family, on day: Day) -> Actor {
        if let officer = family.officer(on: day) {
            return Actor(
                staff[officer].id.rawValue, role: .responsibleOfficer,
                unit: stations[staff[officer].station].office)
        }
        return head(of: family.home(on: day))
    }

    /// The head of a station.
    func head(of station: Int) -> Actor {
        Actor(
            staff[stations[station].head].id.rawValue, role: .stationStaff,
            unit: stations[station].office)
    }

    /// The staff of a district unit.
    func district(_ unit: Int) -> Actor {
        Actor(clerks[unit], role: .districtStaff, unit: "district:\(World.units[unit])")
    }

    /// The city's double-support division.
    var city: Actor {
        Actor(clerks[World.units.count], role: .cityStaff, unit: "city:double-support")
    }
}

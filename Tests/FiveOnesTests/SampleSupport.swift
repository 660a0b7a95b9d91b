import CaseLedger
import FiveOnes
import FiveOnesSample
import Testing

/// A sample as a reader of its lines sees it: nothing here uses the generator's own knowledge.
struct SampleReading {
    struct Event {
        let type: String
        let time: Moment
        let day: Day
        let unit: String
        let data: JSONValue

        func text(_ name: String) -> String { data[name]?.stringValue ?? "" }
        func amount(_ name: String) -> Int64 { data[name]?.integerValue ?? 0 }
    }

    var events: [Event] = []
    var planted: [Lapse]
    let first: Day
    let asOf: Day

    init(_ sample: Sample) throws {
        planted = sample.planted
        first = planDay("\(sample.years.lowerBound)-01-01")
        asOf = sample.asOf
        for line in sample.lines().split(separator: 0x0A) {
            let json = try JSONValue.parse(Array(line))
            let time = try #require(json["time"]?.stringValue.flatMap { Instant($0) })
            let isDay = json["occurredprecision"]?.stringValue == "day"
            let type = try #require(json["type"]?.stringValue)
            events.append(
                Event(
                    type: String(type.dropLast(2)), time: isDay ? .day(time.day) : .instant(time),
                    day: time.day, unit: json["unit"]?.stringValue ?? "",
                    data: json["data"] ?? .null))
        }
    }

    func all(_ type: String) -> [Event] { events.filter { $0.type == type } }

    /// The events of a type by the value of one of their fields.
    func all(_ type: String, by field: String) -> [String: [Event]] {
        Dictionary(grouping: all(type)) { $0.text(field) }
    }
}

/// What a check says of everything that is not as it should be.
struct Findings: Equatable {
    var lines: Set<String> = []

    mutating func add(_ check: String, _ subject: String, _ anchor: String, _ outcome: String) {
        lines.insert("\(check) \(subject) \(anchor) \(outcome)")
    }

    /// What lapses expect of a check.
    static func expected(_ lapses: [Lapse], _ check: String) -> Findings {
        var findings = Findings()
        for finding in lapses.flatMap(\.expected) where finding.check == check {
            findings.add(check, finding.subject, finding.anchor, finding.outcome.rawValue)
        }
        return findings
    }
}

extension SampleReading {
    /// C15.1 as its text has it: every family's days, and the visits that name them.
    func visitFindings() -> Findings {
        var visits: [String: [Day]] = [:]
        for visit in all("visit.made") {
            let whose = visit.text("occasion") == "birthday" ? "member" : "martyr"
            let key = "\(visit.text("family")) \(visit.text("occasion")) \(visit.text(whose))"
            visits[key, default: []].append(visit.day)
        }
        let closed = all("family.closed", by: "family").compactMapValues(\.first?.day)
        let died = all("member.died", by: "member").compactMapValues(\.first?.day)
        let martyrs = all("martyr.recorded", by: "martyr")
        let members = all("member.enrolled", by: "family")
        var findings = Findings()
        for family in all("family.enrolled") {
            let id = family.text("family")
            func judge(_ node: String, _ person: String, _ year: Int, _ anchor: Day?) {
                guard let anchor, anchor >= first, anchor <= asOf, anchor >= family.day,
                    closed[id].map({ anchor < $0 }) ?? true,
                    died[person].map({ anchor < $0 }) ?? true
                else { return }
                let opens = anchor.adding(days: node == "springFestival" ? -20 : -15)
                let closes = anchor.adding(days: 15)
                let made = (visits["\(id) \(node) \(person)"] ?? []).filter {
                    $0 >= opens && $0 <= closes
                }
                let name = "\(node)/\(year)" + (person.isEmpty ? "" : "/\(person)")
                if made.contains(where: { $0 <= anchor }) { return }
                guard made.isEmpty else {
                    return findings.add("C15.1", "family:\(id)", name, "late")
                }
                // A window that is still open may yet be met.
                if closes <= asOf { findings.add("C15.1", "family:\(id)", name, "violated") }
            }
            for year in (first.year - 1)...asOf.year {
                judge("springFestival", "", year, try? ChineseCalendar.springFestival(of: year))
                judge("partyDay", "", year, Day(year, 7, 1))
                judge("martyrsDay", "", year, Day(year, 9, 30))
                for martyr in family.data["martyrs"]?.arrayValue ?? [] {
                    let martyr = martyr.stringValue ?? ""
                    guard let fell = Day(martyrs[martyr]?.first?.text("sacrificed") ?? "") else {
                        continue
                    }
                    judge("sacrificeDay", martyr, year, sameDay(fell, year))
                }
                for member in members[id] ?? [] {
                    guard let born = Day(member.text("birthday")) else { continue }
                    let isLunar = member.text("calendar") == "lunar"
                    let day = isLunar ? sameLunarDay(born, year) : sameDay(born, year)
                    judge("birthday", member.text("member"), day?.year ?? year, day)
                }
            }
        }
        return findings
    }

    private func sameDay(_ day: Day, _ year: Int) -> Day? {
        Day(year, day.parts.month, day.parts.day) ?? Day(year, day.parts.month, 28)
    }

    /// The day itself, or the day before it where the lunar month is short.
    private func sameLunarDay(_ born: Day, _ year: Int) -> Day? {
        guard let lunar = try? ChineseCalendar.date(of: born) else { return nil }
        for isLeap in lunar.isLeapMonth ? [true, false] : [false] {
            for number in [lunar.day, 29] where number <= lunar.day {
                let date = LunarDate(
                    year: year, month: lunar.month, isLeapMonth: isLeap, day: number)
                if let day = try? ChineseCalendar.day(of: date) { return day }
            }
        }
        return nil
    }
}

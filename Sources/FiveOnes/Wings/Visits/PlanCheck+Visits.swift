import CaseLedger

extension PlanCheck {
    /// C15.1: every family is visited on each of the five dates.
    static let fiveDateVisits = PlanCheck(
        "C15.1", .visits, .expects,
        Phrase("五个时间节点逐户走访", "Every family is visited on the five dates"),
        basis: Phrase("方案第15条；走访窗口为政策默认值", "Plan, measure 15; windows are policy defaults"),
        mend: Phrase("上门走访，见到本人", "visit, and meet the survivor")
    ) { world in VisitObligations(world).owed }

    /// C15.2: the same, for each unit and date.
    static let fiveDateVisitsByUnit = PlanCheck(
        "C15.2", .visits, .expects,
        Phrase("各区各节点走访完成情况", "Visits by unit and date"),
        basis: Phrase("方案第15条", "Plan, measure 15"),
        mend: Phrase("逐户查看 C15.1", "look at C15.1, family by family")
    ) { world in
        let groups = Dictionary(grouping: world.fiveDateVisits) { finding in
            let node = finding.anchor.split(separator: "/").prefix(2).joined(separator: "/")
            return [finding.responsible.unit, node]
        }
        return groups.compactMap { key, findings in
            VisitTally(findings).owed(by: key[0], node: key[1])
        }
    }

    /// C15.7: every survivor is visited at least once in every calendar year.
    static let statutoryVisit = PlanCheck(
        "C15.7", .visits, .expects,
        Phrase("每年至少走访每位遗属一次", "Every survivor is visited at least once a year"),
        basis: Phrase(
            "英雄烈士保护法第21条；烈士褒扬条例第25条",
            "Law on the Protection of Heroes and Martyrs, art. 21; Regulations, art. 25"),
        mend: Phrase("当年内上门走访本人", "visit the survivor within the year")
    ) { world in
        let visits = world.visits.byMember
        return world.registry.members.values.flatMap { member in
            world.recordedYears.compactMap { year -> Owed? in
                guard let first = Day(year, 1, 1), let last = Day(year, 12, 31),
                    case let times = world.policy.policy.value(.statutoryVisitsPerYear, on: last),
                    times > 0,
                    let share = CareShare(of: first...last, member, world, inForce: first)
                else { return nil }
                let duty = Obligation(
                    subject: .member(member.id), anchor: String(year), day: last,
                    responsible: world.responsible(for: member.family, on: share.last),
                    opens: .day(first), due: .day(last), closes: .day(last),
                    basis: [member.enrolled.position])
                let made = (visits[member.id] ?? [])
                    .filter { $0.family == member.family && (first...last).contains($0.visit.day) }
                    .prefix(times).map(\.visit)
                if made.count == times, let visit = made.last {
                    return Owed(duty, .met(at: visit.at, by: made.map(\.position))) { _ in
                        Phrase("已走访", "visited")
                    }
                }
                if let reason = share.reason {
                    return Owed(
                        duty,
                        .notOwed(because: reason, by: share.evidence + made.map(\.position)))
                }
                return Owed(duty, .open(there: made.map(\.position))) { outcome in
                    guard outcome != .notYetDue else { return nil }
                    return made.isEmpty
                        ? Phrase("\(year) 年尚无走访记录", "no visit on record in \(year)")
                        : Phrase(
                            "\(year) 年应走访 \(times) 次，仅 \(made.count) 次",
                            "\(made.count) of \(times) visits on record in \(year)")
                }
            }
        }
    }
}

extension SupervisionCase {
    /// The findings of C15.1, worked out at the first question.
    var fiveDateVisits: [Finding] {
        once("C15.1") { PlanCheck.fiveDateVisits.settle(self) }
    }
}

/// What the visits of one unit on one date came to.
private struct VisitTally {
    private let findings: [Finding]

    init(_ findings: [Finding]) { self.findings = findings }

    /// The worst of them stands for all.
    func owed(by unit: String, node: String) -> Owed? {
        guard let worst = findings.max(by: { $0.outcome.weight < $1.outcome.weight }) else {
            return nil
        }
        let counts = findings.reduce(into: [Outcome: Int]()) { $0[$1.outcome, default: 0] += 1 }
        let said = Outcome.allCases.filter { counts[$0] != nil }
        let words = Phrase(
            said.map { "\($0.label.chinese) \(counts[$0] ?? 0)" }.joined(separator: "，"),
            said.map { "\(counts[$0] ?? 0) \($0.label.english)" }.joined(separator: ", "))
        let area = unit.split(separator: ":").last.map(String.init) ?? ""
        let due = findings.compactMap(\.due).max { $0.first < $1.first }
        let duty = Obligation(
            subject: Tag("area", area.isEmpty ? "unknown" : area), anchor: node,
            day: due?.latest ?? .blank, responsible: Responsible(unit: unit),
            opens: findings.compactMap(\.opens).min { $0.first < $1.first }, due: due,
            closes: findings.compactMap(\.closes).max { $0.first < $1.first })
        let shown = findings.filter { $0.outcome == worst.outcome }.flatMap(\.evidence)
        let settled = findings.compactMap(\.settled).max { $0.first < $1.first }
        return Owed(
            duty, .judged(worst.outcome, settled: settled, by: shown)
        ) { _ in words }
    }
}

extension Visits {
    /// The visits at which each survivor was met, in order; a call is none.
    fileprivate var byMember: [MemberID: [(family: FamilyID, visit: Visit)]] {
        var all: [MemberID: [(family: FamilyID, visit: Visit)]] = [:]
        for (family, visits) in byFamily {
            for visit in visits where visit.mode != .phone {
                for member in Set(visit.met) { all[member, default: []].append((family, visit)) }
            }
        }
        return all.mapValues {
            $0.sorted { ($0.visit.day, $0.visit.position) < ($1.visit.day, $1.visit.position) }
        }
    }
}

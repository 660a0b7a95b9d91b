import CaseLedger

extension PlanCheck {
    /// C15.1: every family is visited on each of the five dates.
    static let fiveDateVisits = PlanCheck(
        "C15.1", .visits, .expects,
        Phrase("五个时间节点逐户走访", "Every family is visited on the five dates"),
        basis: Phrase("方案第15条；走访窗口为政策默认值", "Plan, measure 15; windows are policy defaults")
    ) { world in world.fiveDateVisits }

    /// C15.2: the same, for each unit and date.
    static let fiveDateVisitsByUnit = PlanCheck(
        "C15.2", .visits, .expects,
        Phrase("各区各节点走访完成情况", "Visits by unit and date"),
        basis: Phrase("方案第15条", "Plan, measure 15")
    ) { world in
        let known = world.fiveDateVisits.filter { $0.outcome != .notDeterminable }
        let groups = Dictionary(grouping: known) { finding in
            let node = finding.anchor.split(separator: "/").prefix(2).joined(separator: "/")
            return [finding.responsible.unit, node]
        }
        return groups.compactMap { key, findings -> Finding? in
            guard let worst = findings.max(by: { $0.outcome.weight < $1.outcome.weight }) else {
                return nil
            }
            let counts = findings.reduce(into: [Outcome: Int]()) { $0[$1.outcome, default: 0] += 1 }
            let said = Outcome.allCases.filter { counts[$0] != nil }
            let area = key[0].split(separator: ":").last.map(String.init) ?? ""
            return Finding(
                "C15.2", worst.outcome, subject: Tag("area", area.isEmpty ? "unknown" : area),
                anchor: key[1], responsible: Responsible(unit: key[0]),
                opens: findings.compactMap(\.opens).min { $0.first < $1.first },
                due: findings.compactMap(\.due).max { $0.first < $1.first },
                closes: findings.compactMap(\.closes).max { $0.first < $1.first },
                settled: worst.outcome == .satisfied || worst.outcome == .late
                    ? findings.compactMap(\.settled).max { $0.first < $1.first } : nil,
                evidence: findings.filter { $0.outcome == worst.outcome }.flatMap(\.evidence),
                reason: Phrase(
                    said.map { "\($0.label.chinese) \(counts[$0] ?? 0)" }.joined(separator: "，"),
                    said.map { "\(counts[$0] ?? 0) \($0.label.english)" }.joined(separator: ", ")))
        }
    }

    /// C15.7: every survivor is visited at least once in every calendar year.
    static let statutoryVisit = PlanCheck(
        "C15.7", .visits, .expects,
        Phrase("每年至少走访每位遗属一次", "Every survivor is visited at least once a year"),
        basis: Phrase(
            "英雄烈士保护法第21条；烈士褒扬条例第25条",
            "Law on the Protection of Heroes and Martyrs, art. 21; Regulations, art. 25")
    ) { world in
        let days = world.visits.daysByMember
        return world.registry.members.values.flatMap { member in
            world.years.compactMap { year -> Finding? in
                guard let first = Day(year, 1, 1), let last = Day(year, 12, 31),
                    first >= world.planStart, member.isLiving(on: first),
                    member.died.map({ $0.from >= min(last, world.asOf) }) ?? true,
                    world.registry.families[member.family]?.isInCare(on: min(last, world.asOf))
                        ?? false,
                    case let owed = world.policy.policy.value(.statutoryVisitsPerYear, on: last),
                    owed > 0
                else { return nil }
                let made = (days[member.id] ?? []).filter { (first...last).contains($0.day) }
                    .prefix(owed)
                let visit = made.count == owed ? made.last : nil
                let outcome = visit == nil ? world.unmet(opens: first, closes: last) : .satisfied
                let finding = Finding(
                    "C15.7", outcome, subject: .member(member.id), anchor: String(year),
                    responsible: world.responsible(for: member.family, on: min(last, world.asOf)),
                    opens: .day(first), due: .day(last), closes: .day(last),
                    settled: visit.map { .day($0.day) },
                    evidence: [member.enrolled.position] + made.map(\.position),
                    reason: visit != nil
                        ? Phrase("已走访", "visited")
                        : made.isEmpty
                            ? Phrase("\(year) 年尚无走访记录", "no visit on record in \(year)")
                            : Phrase(
                                "\(year) 年应走访 \(owed) 次，仅 \(made.count) 次",
                                "\(made.count) of \(owed) visits on record in \(year)"))
                return world.considering(finding, on: last)
            }
        }
    }
}

extension Visits {
    /// The days on which each survivor was met, in order.
    var daysByMember: [MemberID: [Visit]] {
        var days: [MemberID: [Visit]] = [:]
        for visits in byFamily.values {
            for visit in visits {
                for member in Set(visit.met) { days[member, default: []].append(visit) }
            }
        }
        return days.mapValues { $0.sorted { ($0.day, $0.position) < ($1.day, $1.position) } }
    }
}

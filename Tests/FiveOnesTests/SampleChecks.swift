import CaseLedger
import FiveOnes
import FiveOnesSample

/// The other checks a sample must pass, each in the fewest words that say what it asks.
extension SampleReading {
    /// C4.1: every day of a family's care has one officer.
    func officerFindings() -> Findings {
        let began = all("officer.assigned", by: "family")
        let ended = all("assignment.ended", by: "family")
        let closed = all("family.closed", by: "family").compactMapValues(\.first?.day)
        var findings = Findings()
        for family in all("family.enrolled") {
            let id = family.text("family")
            var officers: [Day: Int] = [:]
            for assignment in began[id] ?? [] {
                let end = (ended[id] ?? []).first {
                    $0.text("officer") == assignment.text("officer") && $0.day >= assignment.day
                }
                var day = assignment.day
                while day <= (end?.day ?? asOf) {
                    officers[day, default: 0] += 1
                    day = day.adding(days: 1)
                }
            }
            var day = family.day
            var isWhole = true
            while day < (closed[id] ?? asOf.adding(days: 1)) {
                if officers[day] != 1 { isWhole = false }
                day = day.adding(days: 1)
            }
            if !isWhole { findings.add("C4.1", "family:\(id)", "", "violated") }
        }
        return findings
    }

    /// C6.1 to C6.3: who proposed, from what money, on whose approval.
    func fundFindings() -> Findings {
        var findings = Findings()
        var custodian: [String: String] = [:]
        var balance: [String: Int64] = [:]
        var purposes: [String: [String]] = [:]
        var applied: [String: Event] = [:]
        var approved: [String: Event] = [:]
        var paid: [String: Event] = [:]
        var paidAids: Set<String> = []
        let donations = all("donation.received", by: "donation")
        for event in events {
            switch event.type {
            case "fund.established", "custodian.appointed":
                custodian[event.text("fund")] = event.text("custodian")
            case "earmark.opened":
                purposes[event.text("earmark")] =
                    event.data["purposes"]?.arrayValue?.compactMap(\.stringValue)
            case "donation.received" where event.text("kind") == "money":
                balance[event.text("earmark"), default: 0] += event.amount("amount")
            case "donation.reversed":
                guard let gift = donations[event.text("donation")]?.first else { continue }
                balance[gift.text("earmark"), default: 0] -= gift.amount("amount")
            case "aid.applied": applied[event.text("aid")] = event
            case "aid.approved": approved[event.text("aid")] = event
            case "disbursement.reversed":
                guard let back = paid[event.text("disbursement")] else { continue }
                balance[back.text("earmark"), default: 0] += back.amount("amount")
            case "disbursement.paid":
                let id = event.text("disbursement")
                let earmark = event.text("earmark")
                paid[id] = event
                if event.text("proposedBy") != custodian[event.text("fund")] {
                    findings.add("C6.1", "disbursement:\(id)", "", "violated")
                }
                balance[earmark, default: 0] -= event.amount("amount")
                let aid = applied[event.text("aid")]
                if balance[earmark, default: 0] < 0
                    || !(purposes[earmark] ?? []).contains(aid?.text("purpose") ?? "")
                {
                    findings.add("C6.2", "earmark:\(earmark)", "", "violated")
                }
                let approval = approved[event.text("aid")]
                let isCovered =
                    approval?.text("fund") == event.text("fund")
                    && approval?.text("earmark") == earmark
                    && approval?.amount("amount") == event.amount("amount")
                    && aid?.text("member") == event.text("payee")
                    && paidAids.insert(event.text("aid")).inserted
                if !isCovered { findings.add("C6.3", "disbursement:\(id)", "", "violated") }
            default: break
            }
        }
        return findings
    }

    /// C7.1: five organizations a unit and year.
    func donorFindings() -> Findings {
        let reversed = Set(all("donation.reversed").map { $0.text("donation") })
        var codes: [String: Set<String>] = [:]
        for gift in all("donation.received")
        where gift.text("donorKind") != "individual" && !reversed.contains(gift.text("donation")) {
            codes["\(gift.text("mobilizedBy")) \(gift.day.year)", default: []]
                .insert(gift.text("creditCode"))
        }
        var findings = Findings()
        for unit in all("plan.accepted").map({ $0.text("unit") }) {
            for year in first.year...asOf.year where (codes["\(unit) \(year)"]?.count ?? 0) < 5 {
                findings.add("C7.1", "area:\(unit)", "\(year)", "violated")
            }
        }
        return findings
    }

    /// C9.1 and C15.7: every survivor verified every quarter and met every year.
    func memberFindings() -> Findings {
        let died = all("member.died", by: "member").compactMapValues(\.first?.day)
        var verified: Set<String> = []
        for event in all("member.verified") {
            let quarter = (event.day.parts.month + 2) / 3
            verified.insert("\(event.text("member")) \(event.day.year)-Q\(quarter)")
        }
        var met: Set<String> = []
        for visit in all("visit.made") {
            for member in visit.data["met"]?.arrayValue ?? [] {
                met.insert("\(member.stringValue ?? "") \(visit.day.year)")
            }
        }
        var findings = Findings()
        for member in all("member.enrolled") {
            let id = member.text("member")
            // Who is in care on the last day, and was for half of it.
            func isOwed(_ from: Day, _ through: Day) -> Bool {
                let here = through.days(since: max(member.day, from)) + 1
                return here * 2 >= through.days(since: from) + 1
                    && died[id].map { $0 > through } ?? true
            }
            for year in first.year...asOf.year {
                for quarter in 1...4 {
                    let from = planDay("\(year)-\(["01", "04", "07", "10"][quarter - 1])-01")
                    let through = planDay(
                        "\(year)-\(["03-31", "06-30", "09-30", "12-31"][quarter - 1])")
                    guard isOwed(from, through) else { continue }
                    if !verified.contains("\(id) \(year)-Q\(quarter)") {
                        findings.add("C9.1", "member:\(id)", "\(year)-Q\(quarter)", "violated")
                    }
                }
                let last = planDay("\(year)-12-31")
                guard isOwed(planDay("\(year)-01-01"), last), !met.contains("\(id) \(year)")
                else { continue }
                findings.add("C15.7", "member:\(id)", "\(year)", "violated")
            }
        }
        return findings
    }

    /// C12.4 and C12.5: tickets resolved in time, and callers asked in time.
    func ticketFindings() throws -> Findings {
        let limits = ["urgent": 0, "enquiry": 3, "guidance": 3, "request": 13, "complaint": 13]
        let resolved = all("ticket.resolved", by: "ticket")
        let heard = all("ticket.feedback-given", by: "ticket")
        var findings = Findings()
        for ticket in all("ticket.opened") {
            let id = ticket.text("ticket")
            let working = try WorkingCalendar.china.adding(
                workingDays: limits[ticket.text("category")] ?? 0, to: ticket.day)
            let deadline = Instant(ticket.text("deadline")) ?? working.end
            for resolution in resolved[id] ?? [] {
                if resolution.time.first > deadline {
                    findings.add("C12.4", "ticket:\(id)", "", "late")
                }
                let limit = try WorkingCalendar.china.adding(workingDays: 1, to: resolution.day).end
                let answer = (heard[id] ?? []).first { $0.time.first > resolution.time.first }
                if answer.map({ $0.time.first > limit }) ?? true {
                    findings.add("C12.5", "ticket:\(id)", "", answer == nil ? "violated" : "late")
                }
            }
            if resolved[id] == nil, deadline <= asOf.end {
                findings.add("C12.4", "ticket:\(id)", "", "violated")
            }
        }
        return findings
    }

    /// C15.2: the findings of C15.1 by the unit in which the family lived, the worst of each.
    func unitFindings(_ visits: Findings) -> Findings {
        let homes = all("family.enrolled", by: "family").compactMapValues { $0.first?.text("area") }
        var worst: [String: String] = [:]
        for line in visits.lines {
            let words = line.split(separator: " ").map(String.init)
            let area = homes[String(words[1].dropFirst("family:".count))] ?? ""
            let node = words[2].split(separator: "/").prefix(2).joined(separator: "/")
            let key = "C15.2 area:\(area.split(separator: "/")[0]) \(node)"
            if worst[key] != "violated" { worst[key] = words[3] }
        }
        return Findings(lines: Set(worst.map { "\($0) \($1)" }))
    }
}

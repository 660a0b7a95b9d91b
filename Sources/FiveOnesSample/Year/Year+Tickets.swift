import CaseLedger
import FiveOnes

extension Year {
    /// Answers the calls of a family.
    mutating func answer(_ family: Family) {
        for (place, ticket) in world.tickets(of: family, in: number).enumerated() {
            var random = world.random(.ticket, 2 + place, family.index, number)
            handle(ticket, of: family, &random)
        }
    }

    private mutating func handle(
        _ ticket: TicketCase, of family: Family, _ random: inout SampleRandom
    ) {
        let opened = ticket.opened
        var desk = family.home(on: opened.day)
        if random.chance(250), let community = world.stations[desk].community { desk = community }
        let clerk = world.head(of: desk)
        let living = family.living(on: opened.day)
        let channel =
            (480...1080).contains(Int(opened.timeOfDay / 60_000_000))
            ? random.pick(["phone", "phone", "window", "app"]) : "phone"
        let deadline = ticket.opened.day.adding(workingDays: ticket.effort + 2).at(18, 0)
        let matter = agenda.add(
            opened, by: clerk, channel: channel,
            TicketOpened {
                $0.ticket = ticket.id
                $0.category = ticket.category
                $0.channel = channel
                $0.station = world.stations[desk].id
                $0.family = family.id
                $0.member = random.pick(living).id
                if ticket.hasDeadline { $0.deadline = deadline }
                $0.matter = Personal(random.pick(TicketWords.matters(of: ticket.category)))
            })
        let assigned = opened.adding(minutes: random.number(1...5))
        let owner = world.caretaker(of: family, on: assigned.day)
        agenda.add(
            assigned, by: clerk, in: matter,
            TicketAssigned {
                $0.ticket = ticket.id
                $0.owner = owner.id
            })
        let responded = assigned.adding(minutes: random.number(1...14))
        agenda.add(
            responded, by: owner, in: matter, TicketResponded { $0.ticket = ticket.id })
        let resolved = resolution(of: ticket, after: responded, &random)
        step(ticket, of: family, from: responded, to: resolved, matter, &random)
        finish(ticket, of: family, at: resolved, matter, &random)
    }

    /// When a ticket is resolved: within its limit, unless a lapse says otherwise.
    private func resolution(
        of ticket: TicketCase, after responded: Instant, _ random: inout SampleRandom
    ) -> Instant {
        if ticket.lapse == .late {
            return ticket.limit.adding(workingDays: random.number(1...3)).atWork(&random)
        }
        guard ticket.effort > 0 else { return responded.adding(minutes: random.number(12...30)) }
        return ticket.opened.day.adding(workingDays: ticket.effort).at(
            9, random.number(0...480))
    }

    /// Writes down what was done between the first answer and the resolution.
    private mutating func step(
        _ ticket: TicketCase, of family: Family, from: Instant, to: Instant, _ matter: EventID,
        _ random: inout SampleRandom
    ) {
        let count = random.weighted([30, 40, 20, 10])
        for place in 0..<count {
            let share = (to.microseconds - from.microseconds) / Int64(count + 1)
            let raw = from.microseconds + share * Int64(place + 1)
            let instant = Instant(microseconds: raw / 1_000_000 * 1_000_000)
            agenda.add(
                instant, by: world.caretaker(of: family, on: instant.day), in: matter,
                TicketStepDone {
                    $0.ticket = ticket.id
                    $0.step = random.pick(TicketWords.steps)
                    if random.chance(300) { $0.reference = "转办单\(random.number(1000...9999))" }
                })
        }
        // Asked for as a precaution; such tickets are resolved within the first limit all the same.
        if ticket.category.limit > 3, !ticket.hasDeadline, ticket.lapse == nil, random.chance(40) {
            let asked = from.adding(minutes: 5)
            agenda.add(
                asked, by: world.caretaker(of: family, on: asked.day), in: matter,
                TicketDeadlineExtended {
                    $0.ticket = ticket.id
                    $0.deadline = ticket.limit.adding(workingDays: 5).end
                    $0.reason = "需其他部门会商"
                })
        }
    }

    private mutating func finish(
        _ ticket: TicketCase, of family: Family, at resolved: Instant, _ matter: EventID,
        _ random: inout SampleRandom
    ) {
        let owner = world.caretaker(of: family, on: resolved.day)
        agenda.add(
            resolved, by: owner, in: matter,
            TicketResolved {
                $0.ticket = ticket.id
                $0.outcome = Personal(random.pick(TicketWords.outcomes))
            })
        guard ticket.lapse != .withoutFeedback else {
            agenda.add(
                resolved.adding(minutes: 20), by: owner, in: matter,
                TicketClosed { $0.ticket = ticket.id })
            return
        }
        let heard = callBack(
            ticket, of: family, after: resolved, isLast: !ticket.isReopened, matter, &random)
        guard ticket.isReopened, ticket.lapse == nil else {
            agenda.add(
                heard.adding(minutes: random.number(5...40)),
                by: world.caretaker(of: family, on: heard.day), in: matter,
                TicketClosed { $0.ticket = ticket.id })
            return
        }
        agenda.add(
            heard.adding(minutes: 15), by: world.head(of: family.home(on: heard.day)), in: matter,
            TicketReopened {
                $0.ticket = ticket.id
                $0.reason = "回访反映问题未解决"
            })
        let again = heard.day.adding(workingDays: random.number(1...4)).atWork(&random)
        agenda.add(
            again, by: world.caretaker(of: family, on: again.day), in: matter,
            TicketResolved {
                $0.ticket = ticket.id
                $0.outcome = "已协调解决"
            })
        let end = callBack(ticket, of: family, after: again, isLast: true, matter, &random)
        agenda.add(
            end.adding(minutes: 10), by: world.caretaker(of: family, on: end.day), in: matter,
            TicketClosed { $0.ticket = ticket.id })
    }

    /// Asks the caller whether it helped, by the end of the next working day.
    private mutating func callBack(
        _ ticket: TicketCase, of family: Family, after resolved: Instant, isLast: Bool,
        _ matter: EventID, _ random: inout SampleRandom
    ) -> Instant {
        let next = resolved.day.adding(workingDays: 1)
        let isEarly = resolved < resolved.day.at(15, 0) && random.chance(500)
        let heard =
            isEarly
            ? resolved.adding(minutes: random.number(60...150)) : next.atWork(&random)
        agenda.add(
            heard, by: world.head(of: family.home(on: heard.day)), in: matter, channel: "phone",
            EffectFeedbackGiven(.solved) {
                $0.ticket = ticket.id
                $0.effect =
                    isLast ? [.solved, .solved, .solved, .partly][random.below(4)] : .unsolved
                $0.satisfaction = Int64(isLast ? random.number(3...5) : random.number(1...2))
            })
        return heard
    }
}

/// What callers ask and what is done about it.
private enum TicketWords {
    static func matters(of category: TicketCategory) -> [String] {
        switch category {
        case .enquiry: ["定期抚恤金标准", "优待证使用范围", "体检安排", "公交优待办理"]
        case .guidance: ["异地祭扫申请流程", "医疗报销材料", "子女入学优待办理", "遗属登记变更"]
        case .request: ["申请适老化改造", "房屋漏水求助", "申请临时救助", "需要陪同就医", "申请家政服务"]
        case .complaint: ["窗口排队过久", "优待未落实", "补贴到账延迟"]
        case .urgent: ["老人突发不适", "家中燃气报警", "老人走失求助"]
        }
    }

    static let steps = ["联系家属核实情况", "转社区协办", "上门查看", "联系责任单位", "提交申请材料", "预约服务时间"]
    static let outcomes = ["已答复", "已办结", "已协助办理", "已转介并落实", "已上门处理"]
}

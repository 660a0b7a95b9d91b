import CaseLedger
import FiveOnes

extension Year {
    /// What the survivors of a family claim of the catalog, and what becomes of it.
    mutating func grantBenefits(to family: Family) {
        var random = world.random(.benefit, family.index, number)
        let count = random.weighted([12, 36, 34, 18])
        let from = max(first.adding(days: 5), family.enrolled.adding(days: 10))
        let until = day(number, 11, 20)
        let claimants = family.living(on: last)
        guard from < until, !claimants.isEmpty, family.isInCare(from: from, through: last) else {
            return
        }
        for place in 0..<count {
            let claimed = from.adding(days: random.below(until.days(since: from))).worked
            let grant = GrantID(
                rawValue: "G-\(number)-\(padded(family.number, 4))-\(place + 1)")
            let channel = random.pick(["window", "app", "home"])
            let matter = agenda.add(
                claimed.atWork(&random), by: world.caretaker(of: family, on: claimed),
                channel: channel,
                BenefitClaimed {
                    $0.grant = grant
                    $0.item = random.pick(BenefitItem.city).id
                    $0.member = random.pick(claimants).id
                    $0.family = family.id
                })
            let decided = claimed.adding(days: random.number(1...7)).worked
            let clerk = world.district(world.stations[family.home(on: decided)].unit)
            if random.chance(60) {
                agenda.add(
                    decided.atWork(&random), by: clerk, in: matter,
                    BenefitRefused {
                        $0.grant = grant
                        $0.article = "烈士褒扬条例第十五条"
                        $0.reason = "不在该项目亲属范围内"
                    })
                continue
            }
            agenda.add(
                decided.atWork(&random), by: clerk, in: matter,
                BenefitGranted {
                    $0.grant = grant
                    $0.rule = "catalog/1"
                })
            let delivered = decided.adding(days: random.number(1...20)).worked
            agenda.add(
                delivered.atWork(&random), by: world.caretaker(of: family, on: delivered),
                in: matter, BenefitDelivered { $0.grant = grant })
        }
    }
}

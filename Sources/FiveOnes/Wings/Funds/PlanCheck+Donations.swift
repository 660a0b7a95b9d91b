import CaseLedger

extension PlanCheck {
    /// C7.1: every district unit mobilizes enough organizations to donate, every year.
    static let mobilization = PlanCheck(
        "C7.1", .fundraisingDay, .expects,
        Phrase("各区每年发动至少五家单位捐赠", "Every district mobilizes five organizations a year"),
        basis: Phrase("方案第7条“至少发动5家”", "Plan, measure 7: at least five"),
        mend: Phrase(
            "发动企业或社会组织捐赠，登记其统一社会信用代码",
            "mobilize enterprises or social organizations, and record their credit codes")
    ) { world in
        let mobilized = world.funds.donations.values.filter {
            $0.said.mobilizedBy != nil && $0.reversed == nil && $0.said.donorKind != .individual
        }
        // What a street mobilizes counts for its district unit.
        let byUnit = Dictionary(grouping: mobilized) { donation in
            donation.said.mobilizedBy.flatMap { Areas.shenzhen.districtUnit(of: $0) }
        }
        return Areas.shenzhen.districtUnits.flatMap { unit -> [Owed] in
            let donations = (byUnit[unit.id] ?? [])
                .sorted { ($0.at.latest, $0.position) < ($1.at.latest, $1.position) }
            return world.years.compactMap { year in owed(by: unit.id, in: year, donations, world) }
        }
    }

    private static func owed(
        by unit: AreaID, in year: Int, _ donations: [FundBook.Donation], _ world: SupervisionCase
    ) -> Owed? {
        guard let first = Day(year, 1, 1), let last = Day(year, 12, 31),
            let charity = PlanCalendar.anchor(of: .charityDay, in: year).day
        else { return nil }
        let ofYear = donations.filter { (first...last).contains($0.at.latest) }
        var seen: Set<String> = []
        let counted = ofYear.filter { donation in
            donation.organization.map { seen.insert($0).inserted } ?? false
        }
        let invalid = ofYear.filter { $0.organization == nil }
        let goal = world.policy.policy.value(.organizationsPerDistrictYear, on: last)
        let duty = Obligation(
            subject: .area(unit), anchor: String(year), day: last,
            responsible: Responsible(unit: Responsibility.unitID(ofDistrict: unit)),
            opens: .day(first), due: .day(last), closes: .day(last),
            basis: world.policy.accepted[unit].map { [$0.position] } ?? [])
        let there = counted.map(\.position) + invalid.map(\.position)
        guard let start = world.firstRecord, start <= last else {
            return Owed(
                duty,
                .unknown(
                    missing: Phrase("\(year) 年的记录", "anything on record of \(year)"), there: there))
        }
        guard world.planStart <= charity else {
            return Owed(
                duty,
                .notOwed(
                    because: Phrase(
                        "方案在 9 月 5 日之后才施行", "the plan took effect after 5 September"), by: there))
        }
        if counted.count >= goal {
            let reached = goal > 0 ? counted[goal - 1].at : .day(first)
            return Owed(duty, .met(at: reached, by: there)) { _ in
                Phrase("\(counted.count) 家", "\(counted.count) organizations")
            }
        }
        let short = goal - counted.count
        let count = counted.count
        let (noChinese, noEnglish) =
            invalid.isEmpty
            ? ("", "")
            : (
                "；\(invalid.count) 笔无有效代码，不计",
                "; \(invalid.count) without a valid code do not count"
            )
        return Owed(duty, .open(there: there)) { outcome in
            outcome == .notYetDue
                ? nil
                : Phrase(
                    "\(count) 家，缺 \(short) 家\(noChinese)",
                    "\(count) organization\(count == 1 ? "" : "s"), \(short) short of \(goal)"
                        + noEnglish)
        }
    }
}

extension SupervisionCase {
    /// The day of the first family, fund or donation on record: of what was before nothing is known.
    fileprivate var firstRecord: Day? {
        once("firstRecord") {
            [
                registry.families.values.map(\.enrolled.from).min(),
                funds.funds.values.map(\.established.from).min(),
                funds.donations.values.map(\.at.earliest).min(),
            ].compactMap { $0 }.min()
        }
    }
}

extension FundBook.Donation {
    /// The organization that gave it, by its credit code in capitals; `nil` where the code is not
    /// that of an enterprise or a social organization.
    fileprivate var organization: String? {
        let code = said.creditCode.uppercased()
        guard let kind = try? CreditCode.check(code), kind != .other else { return nil }
        return code
    }
}

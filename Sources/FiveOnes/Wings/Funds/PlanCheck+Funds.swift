import CaseLedger

extension PlanCheck {
    /// C6.1: only the fund's custodian of the day proposes a payment (专人专管).
    static let soleCustodian = PlanCheck(
        "C6.1", .fundServices, .forbids,
        Phrase("拨付只由专管人提请", "Only the custodian of the day proposes a payment"),
        basis: Phrase("方案第6条“专人专管”", "Plan, measure 6: one custodian")
    ) { world in
        world.funds.payments.values.map { payment in
            let day = payment.at.at.latest
            let custodian = world.funds.funds[payment.said.fund]?.custodian(on: day)
            let isRight = custodian?.value == payment.said.proposedBy
            return world.finding(
                "C6.1", isRight, payment, evidence: custodian.map { [$0.position] } ?? [],
                reason: isRight
                    ? Phrase("由专管人提请", "proposed by the custodian")
                    : Phrase(
                        "由 \(payment.said.proposedBy) 提请；当日专管人为 \(custodian?.value.rawValue ?? "无")",
                        "proposed by \(payment.said.proposedBy); the custodian of the day was "
                            + "\(custodian?.value.rawValue ?? "nobody")"))
        }
    }

    /// C6.2: no earmark is overdrawn at any instant, and none pays for another purpose (专款专用).
    static let earmarkOnly = PlanCheck(
        "C6.2", .fundServices, .forbids,
        Phrase("专款不透支、不挪用", "No earmark is overdrawn or used for another purpose"),
        basis: Phrase("方案第6条“专款专用”；慈善法第53条", "Plan, measure 6; Charity Law, art. 53")
    ) { world in
        world.funds.earmarks.values.map { earmark in
            var balance = Money.zero
            var all: [(day: Day, said: Phrase, evidence: [UInt64])] = []
            for posting in earmark.byTime where posting.form == .money {
                balance += posting.amount
                if balance < .zero {
                    let said = Phrase(
                        "\(posting.at) 余额为 \(balance)",
                        "the balance was \(balance) on \(posting.at)")
                    all.append((posting.at.latest, said, [posting.position]))
                }
                if case .payment(let id) = posting.kind, let payment = world.funds.payments[id],
                    let aid = payment.said.aid.flatMap({ world.funds.aid[$0] }),
                    !earmark.purposes.contains(aid.said.purpose)
                {
                    let said = Phrase(
                        "\(id) 用于\(aid.said.purpose.label.chinese)，不在专款用途内",
                        "\(id) paid for \(aid.said.purpose.label.english), "
                            + "which the earmark is not for")
                    all.append(
                        (posting.at.latest, said, [aid.applied.position, posting.position]))
                }
            }
            var exemptions: [PolicyBook.Exemption] = []
            let left = all.filter { fault in
                let exemption = world.policy.exemption(
                    from: "C6.2", of: Tag.earmark(earmark.id).text, on: fault.day)
                if let exemption { exemptions.append(exemption) }
                return exemption == nil
            }
            let faults = left.map(\.said)
            let fund = world.funds.funds[earmark.fund]
            let finding = Finding(
                "C6.2", faults.isEmpty ? .satisfied : .violated, subject: .earmark(earmark.id),
                responsible: Responsible(
                    unit: fund?.parent ?? "",
                    person: fund?.custodian(on: world.asOf)?.value.rawValue),
                evidence: [earmark.position] + left.flatMap(\.evidence),
                reason: faults.isEmpty
                    ? Phrase("余额 \(balance)，用途相符", "balance \(balance), purposes kept")
                    : Phrase(
                        faults.map(\.chinese).joined(separator: "；"),
                        faults.map(\.english).joined(separator: "; ")))
            return left.isEmpty && !all.isEmpty ? finding.exempt(by: exemptions) : finding
        }
    }

    /// C6.3: every payment is for one approved matter, as approved, to its beneficiary (专事专拨).
    static let perMatterDisbursement = PlanCheck(
        "C6.3", .fundServices, .forbids,
        Phrase("拨付一事一批、与批准一致", "Every payment is as approved, for one matter"),
        basis: Phrase("方案第6条“专事专拨”", "Plan, measure 6: one payment for one matter")
    ) { world in
        world.funds.payments.values.map { payment in
            let matter = payment.said.aid.flatMap { world.funds.aid[$0] }
            let fault = fault(of: payment, matter, world.funds)
            let evidence =
                [matter?.applied.position].compactMap { $0 }
                + (matter?.approvals.map(\.at.position) ?? [])
                + (matter?.rejections.map(\.position) ?? [])
            return world.finding(
                "C6.3", fault == nil, payment, evidence: evidence,
                reason: fault ?? Phrase("与批准一致", "as approved"))
        }
    }

    /// How a payment differs from what was approved; `nil` if it does not.
    static func fault(
        of payment: FundBook.Payment, _ matter: FundBook.Aid?, _ funds: FundBook
    ) -> Phrase? {
        let said = payment.said
        guard let matter else { return Phrase("没有对应的帮扶事项", "no matter of aid stands behind it") }
        guard let approval = matter.approvals.min(by: { $0.at.at.last < $1.at.at.last }) else {
            return Phrase("未经批准", "the matter was never approved")
        }
        if approval.at.at.first > payment.at.at.last {
            return Phrase("先拨付后批准", "approved only after the payment")
        }
        if said.amount != approval.said.amount {
            return Phrase(
                "拨付 \(said.amount)，批准 \(approval.said.amount)",
                "paid \(said.amount), approved \(approval.said.amount)")
        }
        if said.fund != approval.said.fund || said.earmark != approval.said.earmark {
            return Phrase("拨付的专款与批准的不同", "paid from another earmark than approved")
        }
        if said.payee != matter.said.member {
            return Phrase("收款人不是受助人", "the payee is not the beneficiary")
        }
        if !matter.rejections.isEmpty { return Phrase("该事项已被驳回", "the matter was rejected") }
        let others = matter.payments.filter {
            $0 != said.disbursement && funds.payments[$0]?.reversed == nil
        }
        if payment.reversed == nil, !others.isEmpty {
            return Phrase("同一事项多次拨付", "the matter was paid more than once")
        }
        return nil
    }

    /// C7.1: every district unit mobilizes enough organizations to donate, every year.
    static let mobilization = PlanCheck(
        "C7.1", .fundraisingDay, .expects,
        Phrase("各区每年发动至少五家单位捐赠", "Every district mobilizes five organizations a year"),
        basis: Phrase("方案第7条“至少发动5家”", "Plan, measure 7: at least five")
    ) { world in
        let mobilized = world.funds.donations.values.filter {
            $0.said.mobilizedBy != nil && $0.reversed == nil && $0.said.donorKind != .individual
        }
        // What a street mobilizes counts for its district unit.
        let byUnit = Dictionary(grouping: mobilized) { donation in
            donation.said.mobilizedBy.flatMap { Areas.shenzhen.districtUnit(of: $0) }
        }
        return Areas.shenzhen.districtUnits.flatMap { unit -> [Finding] in
            guard let accepted = world.policy.accepted[unit.id] else { return [] }
            let donations = (byUnit[unit.id] ?? [])
                .sorted { ($0.at.latest, $0.position) < ($1.at.latest, $1.position) }
            return world.years.compactMap { year -> Finding? in
                guard let first = Day(year, 1, 1), let last = Day(year, 12, 31),
                    last >= world.planStart, accepted.from <= last
                else { return nil }
                let ofYear = donations.filter { (first...last).contains($0.at.latest) }
                var seen: Set<String> = []
                let counted = ofYear.filter { seen.insert($0.organization).inserted }
                let goal = world.policy.policy.value(.organizationsPerDistrictYear, on: last)
                let reached = counted.count >= goal && goal > 0 ? counted[goal - 1] : nil
                let isMet = counted.count >= goal
                let outcome = isMet ? .satisfied : world.unmet(opens: first, closes: last)
                let finding = Finding(
                    "C7.1", outcome, subject: .area(unit.id), anchor: String(year),
                    responsible: Responsible(unit: Responsibility.unitID(ofDistrict: unit.id)),
                    opens: .day(first), due: .day(last), closes: .day(last),
                    settled: reached?.at, evidence: [accepted.position] + counted.map(\.position),
                    reason: isMet
                        ? Phrase("\(counted.count) 家", "\(counted.count) organizations")
                        : Phrase(
                            "\(counted.count) 家，缺 \(goal - counted.count) 家",
                            "\(counted.count) organization\(counted.count == 1 ? "" : "s"), \(goal - counted.count) short of \(goal)"
                        ))
                return world.considering(finding, on: last)
            }
        }
    }
}

extension FundBook.Donation {
    /// What tells one organization from another: its credit code, else its identifier.
    fileprivate var organization: String {
        said.creditCode.isEmpty ? said.donor.rawValue : said.creditCode
    }
}

extension SupervisionCase {
    /// The finding on one payment.
    fileprivate func finding(
        _ check: String, _ isRight: Bool, _ payment: FundBook.Payment, evidence: [UInt64],
        reason: Phrase
    ) -> Finding {
        let finding = Finding(
            check, isRight ? .satisfied : .violated,
            subject: .disbursement(payment.said.disbursement),
            responsible: Responsible(
                unit: funds.funds[payment.said.fund]?.parent ?? "",
                person: payment.said.proposedBy.rawValue),
            opens: payment.at.at, due: payment.at.at, settled: isRight ? payment.at.at : nil,
            evidence: evidence + [payment.at.position], reason: reason)
        return considering(finding, on: payment.at.at.latest)
    }
}

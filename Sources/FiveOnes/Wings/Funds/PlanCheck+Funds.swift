import CaseLedger

extension PlanCheck {
    /// C6.1: only who is the fund's custodian at that moment proposes a payment (专人专管).
    static let soleCustodian = PlanCheck(
        "C6.1", .fundServices, .forbids,
        Phrase("拨付只由专管人提请", "Only the custodian of the day proposes a payment"),
        basis: Phrase("方案第6条“专人专管”", "Plan, measure 6: one custodian"),
        mend: Phrase(
            "查明由何人提请，或补录专管人的更换", "find out who proposed it, or record the change of custodian")
    ) { world in
        world.funds.payments.values.map { payment in
            let custodians =
                world.funds.funds[payment.said.fund]?
                .custodians(at: payment.at.at) ?? []
            let isRight = custodians.contains { $0.value == payment.said.proposedBy }
            let names = custodians.map(\.value.rawValue).joined(separator: ", ")
            let fault = Phrase(
                "由 \(payment.said.proposedBy) 提请；当时专管人为 \(names.isEmpty ? "无" : names)",
                "proposed by \(payment.said.proposedBy); the custodian then was "
                    + "\(names.isEmpty ? "nobody" : names)")
            return world.owed(
                of: payment, isRight ? nil : fault, evidence: custodians.map(\.position),
                kept: Phrase("由专管人提请", "proposed by the custodian"))
        }
    }

    /// C6.2: no earmark is overdrawn at any instant, and none pays for another purpose (专款专用).
    static let earmarkOnly = PlanCheck(
        "C6.2", .fundServices, .forbids,
        Phrase("专款不透支、不挪用", "No earmark is overdrawn or used for another purpose"),
        basis: Phrase("方案第6条“专款专用”；慈善法第53条", "Plan, measure 6; Charity Law, art. 53"),
        mend: Phrase("冲回该笔拨付，或补录漏记的款项", "reverse the payment, or record what is missing")
    ) { world in
        world.funds.earmarks.values.map { earmark in
            var balance = Money.zero
            var faults: [Settlement.Fault] = []
            for posting in earmark.byTime where posting.form == .money {
                balance += posting.amount
                let day = posting.at.latest
                if balance < .zero {
                    faults.append(
                        .init(
                            days: day...day,
                            said: Phrase(
                                "\(posting.at) 余额为 \(balance)",
                                "the balance was \(balance) on \(posting.at)"),
                            evidence: [posting.position]))
                }
                guard case .payment(let id) = posting.kind, let payment = world.funds.payments[id]
                else { continue }
                faults += misuse(of: earmark, by: payment, world.funds).map { said, evidence in
                    .init(
                        days: day...day, said: said, evidence: evidence + [posting.position])
                }
            }
            let fund = world.funds.funds[earmark.fund]
            let day = faults.first?.days.lowerBound ?? world.horizon
            let kept = Phrase("余额 \(balance)，用途相符", "balance \(balance), purposes kept")
            return Owed(
                Obligation(
                    subject: .earmark(earmark.id), day: day,
                    responsible: Responsible(
                        unit: fund?.unit ?? "",
                        person: fund?.custodian(on: day)?.value.rawValue),
                    basis: [earmark.position]), .faults(faults)
            ) { _ in kept }
        }
    }

    /// What a payment took from an earmark that is not for it, or not its fund's.
    private static func misuse(
        of earmark: FundBook.Earmark, by payment: FundBook.Payment, _ funds: FundBook
    ) -> [(said: Phrase, evidence: [UInt64])] {
        var found: [(said: Phrase, evidence: [UInt64])] = []
        let id = payment.said.disbursement
        if payment.said.fund != earmark.fund {
            found.append(
                (
                    Phrase(
                        "\(id) 记为基金 \(payment.said.fund)，专款属于基金 \(earmark.fund)",
                        "\(id) says fund \(payment.said.fund); the earmark is of \(earmark.fund)"),
                    []
                ))
        }
        if let aid = payment.said.aid.flatMap({ funds.aid[$0] }),
            !earmark.purposes.contains(where: { $0.includes(aid.said.purpose) })
        {
            found.append(
                (
                    Phrase(
                        "\(id) 用于\(aid.said.purpose.label.chinese)，不在专款用途内",
                        "\(id) paid for \(aid.said.purpose.label.english), "
                            + "which the earmark is not for"), [aid.applied.position]
                ))
        }
        return found
    }

    /// C6.3: every payment is for one approved matter, as approved, to its beneficiary (专事专拨).
    static let perMatterDisbursement = PlanCheck(
        "C6.3", .fundServices, .forbids,
        Phrase("拨付一事一批、与批准一致", "Every payment is as approved, for one matter"),
        basis: Phrase("方案第6条“专事专拨”", "Plan, measure 6: one payment for one matter"),
        mend: Phrase("冲回该笔拨付，按批准重新拨付", "reverse the payment, and pay as approved")
    ) { world in
        world.funds.payments.values.map { payment in
            let matter = payment.said.aid.flatMap { world.funds.aid[$0] }
            let evidence =
                [matter?.applied.position].compactMap { $0 }
                + (matter?.approvals.map(\.at.position) ?? [])
                + (matter?.rejections.map(\.position) ?? [])
            return world.owed(
                of: payment, fault(of: payment, matter, world.funds), evidence: evidence,
                kept: Phrase("与批准一致", "as approved"))
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
        if matter.rejections.contains(where: { $0.at.last < payment.at.at.first }) {
            return Phrase("该事项已被驳回", "the matter was rejected")
        }
        // Of several, the first is right.
        let earlier = matter.payments.compactMap { funds.payments[$0] }.filter {
            $0.said.disbursement != said.disbursement && $0.reversed == nil
                && ($0.at.at.first, $0.at.position) < (payment.at.at.first, payment.at.position)
        }
        if payment.reversed == nil, !earlier.isEmpty {
            return Phrase("同一事项多次拨付", "the matter was paid more than once")
        }
        return nil
    }
}

extension SupervisionCase {
    /// What is owed of one payment: that there is nothing wrong with it.
    fileprivate func owed(
        of payment: FundBook.Payment, _ fault: Phrase?, evidence: [UInt64], kept: Phrase
    ) -> Owed {
        let day = payment.at.at.latest
        return Owed(
            Obligation(
                subject: .disbursement(payment.said.disbursement), day: day,
                responsible: Responsible(
                    unit: funds.funds[payment.said.fund]?.unit ?? "",
                    person: payment.said.proposedBy.rawValue),
                opens: payment.at.at, due: payment.at.at,
                basis: evidence + [payment.at.position]),
            .faults(fault.map { [.init(days: day...day, said: $0)] } ?? [])
        ) { _ in kept }
    }
}

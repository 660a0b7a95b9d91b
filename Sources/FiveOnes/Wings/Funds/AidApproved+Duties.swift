import CaseLedger

// Who handles, approves, keeps, pays and confirms a matter of aid: nobody does two of them.

extension AidApproved: DutyBearing {
    func duties(_ past: Past, _ context: RecordContext) -> (new: [DutyHeld], held: [DutyHeld]) {
        let custodian = past.funds.funds[fund]?.custodian(on: context.day)?.value
        return (
            [DutyHeld(aid: .approver, context.actor.id)],
            past.duties(of: aid)
                + (custodian.map { [DutyHeld(aid: .custodian, $0.rawValue)] } ?? [])
        )
    }
}

extension AidRejected: DutyBearing {
    func duties(_ past: Past, _ context: RecordContext) -> (new: [DutyHeld], held: [DutyHeld]) {
        ([DutyHeld(aid: .approver, context.actor.id)], past.duties(of: aid))
    }
}

extension DisbursementPaid: DutyBearing {
    func duties(_ past: Past, _ context: RecordContext) -> (new: [DutyHeld], held: [DutyHeld]) {
        (
            [
                DutyHeld(aid: .payer, context.actor.id),
                DutyHeld(aid: .custodian, proposedBy.rawValue),
            ], aid.map { past.duties(of: $0) } ?? []
        )
    }
}

extension DisbursementConfirmed: DutyBearing {
    func duties(_ past: Past, _ context: RecordContext) -> (new: [DutyHeld], held: [DutyHeld]) {
        guard let payment = past.funds.payments[disbursement] else { return ([], []) }
        return (
            [DutyHeld(aid: .confirmer, context.actor.id)],
            (payment.said.aid.map { past.duties(of: $0) } ?? []) + payment.duties
        )
    }
}

extension PlanRecord {
    /// Who has which duty about a matter of aid.
    fileprivate func duties(of aid: AidID) -> [DutyHeld] {
        guard let matter = funds.aid[aid] else { return [] }
        let deciders = matter.approvals.map(\.at.actor) + matter.rejections.map(\.actor)
        return [DutyHeld(aid: .handler, matter.applied.actor)]
            + deciders.map { DutyHeld(aid: .approver, $0) }
            + matter.payments.compactMap { funds.payments[$0] }.flatMap(\.duties)
    }
}

extension FundBook.Payment {
    /// Who has which duty about it.
    fileprivate var duties: [DutyHeld] {
        [DutyHeld(aid: .custodian, said.proposedBy.rawValue), DutyHeld(aid: .payer, at.actor)]
    }
}

extension DutyHeld {
    fileprivate init(aid duty: Duty, _ account: String) {
        self.init(matter: "aid", duty: duty, account: account)
    }
}

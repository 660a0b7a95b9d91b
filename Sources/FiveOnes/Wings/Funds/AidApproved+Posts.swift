import CaseLedger

// Who handles, approves, keeps, pays and confirms a matter of aid: nobody does two of them.

extension AidApproved: PostBearing {
    func posts(_ past: Past, _ context: RecordContext) -> (new: [PostHeld], held: [PostHeld]) {
        let custodian = past.funds.funds[fund]?.custodian(on: context.day)?.value
        return (
            [PostHeld(aid: .approver, context.actor.id)],
            past.posts(of: aid)
                + (custodian.map { [PostHeld(aid: .custodian, $0.rawValue)] } ?? [])
        )
    }
}

extension AidRejected: PostBearing {
    func posts(_ past: Past, _ context: RecordContext) -> (new: [PostHeld], held: [PostHeld]) {
        ([PostHeld(aid: .approver, context.actor.id)], past.posts(of: aid))
    }
}

extension DisbursementPaid: PostBearing {
    func posts(_ past: Past, _ context: RecordContext) -> (new: [PostHeld], held: [PostHeld]) {
        (
            [
                PostHeld(aid: .payer, context.actor.id),
                PostHeld(aid: .custodian, proposedBy.rawValue),
            ], aid.map { past.posts(of: $0) } ?? []
        )
    }
}

extension DisbursementConfirmed: PostBearing {
    func posts(_ past: Past, _ context: RecordContext) -> (new: [PostHeld], held: [PostHeld]) {
        guard let payment = past.funds.payments[disbursement] else { return ([], []) }
        return (
            [PostHeld(aid: .confirmer, context.actor.id)],
            (payment.said.aid.map { past.posts(of: $0) } ?? []) + payment.posts
        )
    }
}

extension PlanRecord {
    /// Who has which post about a matter of aid.
    fileprivate func posts(of aid: AidID) -> [PostHeld] {
        guard let matter = funds.aid[aid] else { return [] }
        let deciders = matter.approvals.map(\.at.actor) + matter.rejections.map(\.actor)
        return [PostHeld(aid: .handler, matter.applied.actor)]
            + deciders.map { PostHeld(aid: .approver, $0) }
            + matter.payments.compactMap { funds.payments[$0] }.flatMap(\.posts)
    }
}

extension FundBook.Payment {
    /// Who has which post about it.
    fileprivate var posts: [PostHeld] {
        [PostHeld(aid: .custodian, said.proposedBy.rawValue), PostHeld(aid: .payer, at.actor)]
    }
}

extension PostHeld {
    fileprivate init(aid post: Post, _ account: String) {
        self.init(matter: "aid", post: post, account: account)
    }
}

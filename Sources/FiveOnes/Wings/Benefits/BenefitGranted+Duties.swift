import CaseLedger

// Who takes a claim does not decide it.

extension BenefitGranted: DutyBearing {
    func duties(_ past: Past, _ context: RecordContext) -> (new: [DutyHeld], held: [DutyHeld]) {
        past.benefits.duties(deciding: grant, by: context.actor)
    }
}

extension BenefitRefused: DutyBearing {
    func duties(_ past: Past, _ context: RecordContext) -> (new: [DutyHeld], held: [DutyHeld]) {
        past.benefits.duties(deciding: grant, by: context.actor)
    }
}

extension BenefitBook {
    fileprivate func duties(
        deciding claim: GrantID, by actor: Actor
    ) -> (new: [DutyHeld], held: [DutyHeld]) {
        let handler = claims[claim].map {
            DutyHeld(matter: "grant", duty: .handler, account: $0.handler)
        }
        return (
            [DutyHeld(matter: "grant", duty: .approver, account: actor.id)],
            [handler].compactMap { $0 }
        )
    }
}

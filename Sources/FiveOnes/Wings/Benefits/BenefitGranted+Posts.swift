import CaseLedger

// Who takes a claim does not decide it.

extension BenefitGranted: PostBearing {
    func posts(_ past: Past, _ context: RecordContext) -> (new: [PostHeld], held: [PostHeld]) {
        past.benefits.posts(deciding: grant, by: context.actor)
    }
}

extension BenefitRefused: PostBearing {
    func posts(_ past: Past, _ context: RecordContext) -> (new: [PostHeld], held: [PostHeld]) {
        past.benefits.posts(deciding: grant, by: context.actor)
    }
}

extension BenefitBook {
    fileprivate func posts(
        deciding claim: GrantID, by actor: Actor
    ) -> (new: [PostHeld], held: [PostHeld]) {
        let handler = claims[claim].map {
            PostHeld(matter: "grant", post: .handler, account: $0.handler)
        }
        return (
            [PostHeld(matter: "grant", post: .approver, account: actor.id)],
            [handler].compactMap { $0 }
        )
    }
}

import CaseLedger

// Who resolved a ticket does not ask the caller whether it helped.

extension EffectFeedbackGiven: PostBearing {
    func posts(_ past: Past, _ context: RecordContext) -> (new: [PostHeld], held: [PostHeld]) {
        let resolver = past.tickets.tickets[ticket]?.resolution?.actor
        return (
            [PostHeld(matter: "ticket", post: .caller, account: context.actor.id)],
            [resolver].compactMap { $0 }.map {
                PostHeld(matter: "ticket", post: .resolver, account: $0)
            }
        )
    }
}

import CaseLedger

// Who resolved a ticket does not ask the caller whether it helped.

extension EffectFeedbackGiven: DutyBearing {
    func duties(_ past: Past, _ context: RecordContext) -> (new: [DutyHeld], held: [DutyHeld]) {
        let resolver = past.tickets.tickets[ticket]?.resolution?.actor
        return (
            [DutyHeld(matter: "ticket", duty: .caller, account: context.actor.id)],
            [resolver].compactMap { $0 }.map {
                DutyHeld(matter: "ticket", duty: .resolver, account: $0)
            }
        )
    }
}

import CaseLedger

/// What happens in one year, gathered in any order and given out in the order of time.
struct Agenda {
    private struct Item {
        let id: EventID
        let occurred: Moment
        let actor: Actor
        let onBehalfOf: String
        let channel: String
        let correlation: EventID?
        let payload: any Payload
    }

    private var items: [Item] = []
    private var identity: SampleRandom
    /// Whether an event may lie in this agenda.
    private let span: ClosedRange<Day>

    init(_ span: ClosedRange<Day>, identity: SampleRandom) {
        self.span = span
        self.identity = identity
    }

    /// Adds an event and gives its identity back.
    ///
    /// - Precondition: It lies in the agenda's year.
    @discardableResult
    mutating func add(
        _ occurred: Moment, by actor: Actor, for behalf: String = "", in matter: EventID? = nil,
        channel: String = "", _ payload: any Payload
    ) -> EventID {
        precondition(
            span.contains(occurred.earliest), "an event on \(occurred) lies outside its year")
        let id = EventID.next(at: occurred.first, using: &identity)
        items.append(
            Item(
                id: id, occurred: occurred, actor: actor, onBehalfOf: behalf, channel: channel,
                correlation: matter,
                payload: payload))
        return id
    }

    /// Adds an event at an instant.
    @discardableResult
    mutating func add(
        _ instant: Instant, by actor: Actor, for behalf: String = "", in matter: EventID? = nil,
        channel: String = "", _ payload: any Payload
    ) -> EventID {
        add(
            .instant(instant), by: actor, for: behalf, in: matter, channel: channel, payload)
    }

    /// Adds an event of which the day is known.
    @discardableResult
    mutating func add(
        _ day: Day, by actor: Actor, in matter: EventID? = nil, channel: String = "",
        _ payload: any Payload
    ) -> EventID { add(.day(day), by: actor, in: matter, channel: channel, payload) }

    /// Calls `body` with every event, by the first instant at which it can have happened, then as
    /// added.
    func forEach(_ body: (Draft) throws -> Void) rethrows {
        let order = items.indices.map { (items[$0].occurred.first.microseconds, $0) }
            .sorted { $0 < $1 }
        for (_, index) in order {
            let item = items[index]
            var draft = Draft(event(item.payload, item), by: item.actor)
            draft.channel = item.channel
            draft.onBehalfOf = item.onBehalfOf
            draft.correlation = item.correlation
            try body(draft)
        }
    }

    private func event(_ payload: some Payload, _ item: Item) -> NewEvent {
        NewEvent(payload, occurred: item.occurred, id: item.id)
    }
}

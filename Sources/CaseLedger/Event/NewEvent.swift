/// An event that a decision proposes: what it says, not yet who says it.
public struct NewEvent: Sendable {
    /// The identity; a new one is made when it is recorded, if `nil`.
    public var id: EventID?
    /// The type that the payload is encoded in.
    public let type: EventType
    /// The encoded payload.
    public let payload: [UInt8]
    /// When it happened; the moment of recording, if `nil`.
    public var occurred: Moment?
    /// What it is about.
    public var tags: TagSet
    /// What bears it out.
    public var evidence: [Evidence] = []
    /// The event that made this one necessary.
    public var causation: EventID?
    /// What makes no sense in the payload.
    let problem: PayloadProblem?
    /// The payload as it is recorded, once its personal data is sealed; the payload itself, if
    /// `nil`.
    var sealed: [UInt8]?
    /// A field that is sealed or erased already, so that the event can only be one on record.
    var redacted: String?

    /// An event that says `payload`.
    ///
    /// - Precondition: The payload can be encoded; every payload made of this library's kinds of
    ///   field can.
    public init<P: Payload>(_ payload: P, occurred: Moment? = nil, id: EventID? = nil) {
        self.id = id
        type = P.type
        tags = payload.tags
        problem = payload.problem
        self.occurred = occurred
        do {
            self.payload = try WireEncoder.encode(payload)
        } catch {
            preconditionFailure("a payload that its own type cannot encode: \(error)")
        }
    }

    package init(id: EventID?, type: EventType, payload: ReadPayload, occurred: Moment?) {
        self.id = id
        self.type = type
        self.payload = payload.bytes
        self.occurred = occurred
        tags = payload.tags
        problem = payload.problem
    }
}

/// An event ready to be recorded: what it says, who says it, and by which door it comes.
public struct Draft: Sendable {
    /// What it says.
    public var event: NewEvent
    /// Who says it.
    public var actor: Actor
    /// For whom, where the actor stands in for somebody.
    public var onBehalfOf: String = ""
    /// By which way it comes in.
    public var channel: String = ""
    /// The first event of the matter.
    public var correlation: EventID?
    /// The log's size when the decision was taken.
    public var observed: UInt64?
    /// The version of the policy under which it was decided.
    public var policy: String = ""
    /// Who brings it in, if it was not decided here.
    public var attestation: Attestation?
    /// What the actor signed of it.
    package var signature: Envelope.Signature?
    /// Whether it is taken over though it has effect only where it was decided.
    package var isAdopted = false

    /// A draft of an event by an actor.
    public init(_ event: NewEvent, by actor: Actor, attestation: Attestation? = nil) {
        self.event = event
        self.actor = actor
        self.attestation = attestation
    }
}

/// What an append depends on: nothing new that a query names.
///
/// It holds as long as no event of ``query`` stands at or after ``after`` (the dynamic consistency
/// boundary).
public struct AppendCondition: Sendable, Hashable {
    /// Which events would be news.
    public var query: Query
    /// The size of the log that the decision has seen.
    public var after: UInt64

    /// A condition from its parts.
    public init(_ query: Query, after: UInt64) {
        self.query = query
        self.after = after
    }
}

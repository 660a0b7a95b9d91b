public import CaseLedger

/// Something that acts on the world when events are recorded: sends, prints, calls, pays.
///
/// It is not a ``Projection`` and cannot take part in a replay; only a ``ReactorRunner`` runs it.
///
/// ```swift
/// struct Reminders: Reactor {
///     static let name = "reminders"
///     let mail: MailService
///     static func handle(_ on: inout Reactions<Reminders>) {
///         on(BookLent.self) { reminders, event, lent in
///             try await reminders.mail.send(to: lent.reader, key: "\(event.id)")
///         }
///     }
/// }
/// ```
///
/// Each event that it names is handed to it at least once, as recorded, in the order of recording;
/// corrections and retractions are events of their own, which it may name too. After a crash the
/// last event may come again, with the same ``RecordedEvent/id``: give that to whatever is called
/// as the key by which it knows what it has done already.
public protocol Reactor: Sendable {
    /// The name under which its progress is kept: lower-case letters, digits and hyphens.
    static var name: String { get }
    /// Names the event types it acts on and what it does on each.
    static func handle(_ on: inout Reactions<Self>)
}

/// What a reactor does, by event type.
public struct Reactions<R: Reactor> {
    typealias Act = @Sendable (R, RecordedEvent) async throws -> Void
    private(set) var byType: [EventType: Act] = [:]

    init() { R.handle(&self) }

    /// Registers what the reactor does when an event of type `payload` is recorded.
    ///
    /// An event of an earlier version of the type comes in the form of `payload`.
    public mutating func callAsFunction<P: Payload>(
        _ payload: P.Type, _ act: @escaping @Sendable (R, RecordedEvent, P) async throws -> Void
    ) {
        byType[P.type] = { reactor, event in
            try await act(reactor, event, try event.payload(P.self))
        }
    }
}

/// How often a reactor tries again, and what then.
public struct RetryPolicy: Sendable {
    /// What becomes of an event on which every attempt failed.
    public enum Outcome: Sendable {
        /// The reactor stops before it, until somebody decides. Nothing is overtaken.
        case pause
        /// The event is set aside, and the reactor goes on to the next.
        case park
    }

    /// How many times each event is tried before ``outcome``; at least once.
    public var attempts: Int
    /// What becomes of an event on which every attempt failed.
    public var outcome: Outcome
    /// Returns when it is time for another attempt; it is told how many failed.
    public var backoff: @Sendable (Int) async throws -> Void

    /// A policy from its parts.
    ///
    /// - Precondition: `attempts > 0`.
    public init(
        attempts: Int = 5, then outcome: Outcome = .pause,
        backoff: @escaping @Sendable (Int) async throws -> Void = RetryPolicy.doubling()
    ) {
        precondition(attempts > 0, "an event is tried at least once")
        self.attempts = attempts
        self.outcome = outcome
        self.backoff = backoff
    }

    /// Waits a time that doubles with every failure, up to a minute.
    public static func doubling(
        from first: Duration = .milliseconds(200), by clock: any Clock<Duration> = ContinuousClock()
    ) -> @Sendable (Int) async throws -> Void {
        { failures in
            let factor = 1 << min(max(failures - 1, 0), 20)
            let pause = min(first * factor, .seconds(60))
            try await clock.sleep(for: pause)
        }
    }
}

/// An error that may say in a reactor's record why it happened.
///
/// The record is a file, so the text must hold no personal data. Of any other error only the type
/// is recorded.
public protocol ReactorReason: Error {
    /// Why, without personal data.
    var reason: String { get }
}

/// An event that a reactor could not act on.
public struct ParkedEvent: Hashable, Codable, Sendable {
    /// Its place in the log.
    public let position: UInt64
    /// Its identity.
    public let id: EventID
    /// How often it was tried.
    public var attempts: Int
    /// What the last failure was.
    public var reason: String
}

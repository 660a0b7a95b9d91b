public import CaseLedger

/// When each survivor was verified.
public struct Verifications: SnapshotProjection {
    public static let name = "verifications"

    /// One verification.
    public struct Verification: Hashable, Codable, Sendable {
        /// The day.
        public let day: Day
        /// How.
        public let method: VerificationMethod
        /// Whether all three topics were stated: living condition, health, income.
        public let isComplete: Bool
        /// Where the verification is on record.
        public let position: UInt64
    }

    /// Verifications by survivor, in the order of recording.
    public private(set) var byMember: [MemberID: [Verification]] = [:]

    public init() {}

    public static func handle(_ on: inout Handlers<Verifications>) {
        on(MemberVerified.self) { state, context, event in
            let topics = [event.living, event.health, event.income]
            state.byMember[event.member, default: []].append(
                Verification(
                    day: context.occurred.latest, method: event.method,
                    isComplete: topics.allSatisfy { !$0.isBlank },
                    position: context.position))
        }
    }
}

public import CaseLedger

/// One thing that was made to go wrong, and what supervision must find because of it.
public struct Lapse: Hashable, Sendable {
    /// What kind of thing.
    public let kind: LapseKind
    /// What it happened to, for example `family:F-0012`.
    public let subject: Tag
    /// What happened, in words.
    public let happened: Phrase
    /// Every finding that is not lawful and that follows from it.
    ///
    /// Where several lapses weigh on one subject and anchor, each of them expects the worst.
    public internal(set) var expected: [ExpectedFinding]
}

/// Something that goes wrong in a sample on request.
public enum LapseKind: String, CaseIterable, Sendable {
    /// A visit that was owed was not made.
    case missedVisit
    /// A visit was made after its day.
    case lateVisit
    /// More was paid out of an earmark than came into it.
    case overdrawnEarmark
    /// A family was without a responsible officer.
    case officerGap
    /// A ticket was closed, and the caller was never asked whether it helped.
    case ticketWithoutFeedback
    /// A ticket was resolved after its limit.
    case lateTicket
    /// A district unit mobilized four organizations in a year.
    case fourDonors
    /// A survivor was not verified for a quarter.
    case missedVerification
    /// A payment was proposed by somebody who does not keep the fund.
    case wrongCustodian
    /// A payment was made before its approval, or not of the approved amount.
    case unapprovedPayment
}

/// A finding that a supervision run over a sample must make.
public struct ExpectedFinding: Hashable, Sendable {
    /// How an obligation or a ban was not kept.
    public enum Outcome: String, Sendable, CaseIterable, Comparable {
        /// Kept, but after its time.
        case late
        /// Not kept.
        case violated

        /// Whether the left outcome is the less grave.
        public static func < (left: Outcome, right: Outcome) -> Bool {
            left == .late && right == .violated
        }
    }

    /// The check, for example `C15.1`.
    public let check: String
    /// The subject, for example `family:F-0012`.
    public let subject: String
    /// Which of the subject's obligations, for example `springFestival/2025`; may be empty.
    public let anchor: String
    /// What the check must say.
    public internal(set) var outcome: Outcome

    /// An expectation from its parts.
    public init(check: String, subject: String, anchor: String, outcome: Outcome) {
        self.check = check
        self.subject = subject
        self.anchor = anchor
        self.outcome = outcome
    }
}

extension Lapse {
    /// The lapse as a JSON object.
    public var json: JSONValue {
        [
            "kind": .string(kind.rawValue),
            "subject": .string(subject.text),
            "happened": [
                "zh": .string(happened.chinese), "en": .string(happened.english),
            ],
            "expected": .array(
                expected.map { finding in
                    [
                        "check": .string(finding.check),
                        "subject": .string(finding.subject),
                        "anchor": .string(finding.anchor),
                        "outcome": .string(finding.outcome.rawValue),
                    ]
                }),
        ]
    }

    /// The same lapses, each expecting the worst that any of them expects of the same obligation.
    static func settled(_ lapses: [Lapse]) -> [Lapse] {
        var worst: [String: ExpectedFinding.Outcome] = [:]
        func key(_ finding: ExpectedFinding) -> String {
            "\(finding.check) \(finding.subject) \(finding.anchor)"
        }
        for finding in lapses.flatMap(\.expected) {
            worst[key(finding)] = max(worst[key(finding)] ?? .late, finding.outcome)
        }
        return lapses.map { lapse in
            var lapse = lapse
            for index in lapse.expected.indices {
                let finding = lapse.expected[index]
                lapse.expected[index].outcome = worst[key(finding)] ?? finding.outcome
            }
            return lapse
        }
    }
}

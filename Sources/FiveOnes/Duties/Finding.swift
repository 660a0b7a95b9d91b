public import CaseLedger

/// One obligation and what became of it, with the events that show it.
public struct Finding: Hashable, Sendable {
    /// The check's identifier, `C15.1`.
    public let check: String
    /// What became of it.
    public var outcome: Outcome
    /// What it is about, as a tag: `family:F-0012`.
    public let subject: String
    /// Which of the subject's obligations it is: `springFestival/2025`, `2025-Q3`; may be empty.
    public let anchor: String
    /// Who answers for it.
    public let responsible: Responsible
    /// From when on it can be met.
    public let opens: Moment?
    /// By when it must be met.
    public let due: Moment?
    /// Until when it can still be met late.
    public let closes: Moment?
    /// When it was met.
    public var settled: Moment?
    /// The positions of the events that show it, ascending and each once, so that the same ledger
    /// gives the same bytes.
    public private(set) var evidence: [UInt64]
    /// What a supervisor needs to know: what was expected, what there is.
    public var reason: Phrase
    /// What would settle it; `nil` where nothing is left to do.
    public var advice: Phrase?

    /// What names it: check, subject and anchor, `C15.1/family:F-0012/springFestival/2025`.
    public var identifier: String {
        "\(check)/\(subject)" + (anchor.isEmpty ? "" : "/\(anchor)")
    }

    /// A finding from its parts.
    public init(
        _ check: String, _ outcome: Outcome, subject: Tag, anchor: String = "",
        responsible: Responsible, opens: Moment? = nil, due: Moment? = nil,
        closes: Moment? = nil, settled: Moment? = nil, evidence: [UInt64], reason: Phrase
    ) {
        self.check = check
        self.outcome = outcome
        self.subject = subject.text
        self.anchor = anchor
        self.responsible = responsible
        self.opens = opens
        self.due = due
        self.closes = closes
        self.settled = settled
        self.evidence = Set(evidence).sorted()
        self.reason = reason
    }

    /// Cites more events.
    mutating func cite(_ positions: [UInt64]) {
        guard !positions.isEmpty else { return }
        evidence = Set(evidence + positions).sorted()
    }
}

/// Who answers for an obligation on the day it turns about.
public struct Responsible: Hashable, Sendable {
    /// The unit: `district:nanshan`, or a department where the subject names one.
    public var unit: String
    /// The person, by account; `nil` where there was none.
    public var person: String?

    /// Who answers, by unit and person.
    public init(unit: String, person: String? = nil) {
        self.unit = unit
        self.person = person
    }
}

extension Finding {
    /// The finding as JSON.
    public var json: JSONValue {
        func time(_ moment: Moment?) -> JSONValue {
            moment.map { .string($0.description) } ?? .null
        }
        var who = JSONObject()
        who["unit"] = .string(responsible.unit)
        who["person"] = responsible.person.map { .string($0) } ?? .null
        var object = JSONObject()
        object["outcome"] = .string(outcome.rawValue)
        object["subject"] = .string(subject)
        if !anchor.isEmpty { object["anchor"] = .string(anchor) }
        object["responsible"] = .object(who)
        object["opens"] = time(opens)
        object["due"] = time(due)
        object["closes"] = time(closes)
        object["settled"] = time(settled)
        object["evidence"] = .array(evidence.map { .integer(Int64($0)) })
        object["reason"] = ["zh": .string(reason.chinese), "en": .string(reason.english)]
        if let advice {
            object["advice"] = ["zh": .string(advice.chinese), "en": .string(advice.english)]
        }
        return .object(object)
    }
}

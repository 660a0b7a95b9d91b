/// A rule that a decision would break.
public struct RuleViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rule's name, for example `C6.2` or `I9`.
    public let rule: String
    /// What the rule forbids about it.
    public let message: Phrase
    /// What to do instead; may be empty.
    public let advice: Phrase

    /// A violation from its parts.
    public init(_ rule: String, _ message: Phrase, advice: Phrase = "") {
        self.rule = rule
        self.message = message
        self.advice = advice
    }

    /// Rule, fault and advice in one language.
    public func text(in language: Language) -> String {
        let advice = advice(in: language)
        let gap = advice.isEmpty ? "" : Phrase("", " ")(in: language)
        return "[\(rule)] \(message(in: language))\(gap)\(advice)"
    }

    /// Rule, fault and advice in English.
    public var description: String { text(in: .english) }
}

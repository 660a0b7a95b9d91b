public import CaseLedger

/// An event that says which of a closed list it is, where the first word would read as an answer:
/// that it helped, that it was justified, that somebody came to the home.
///
/// It is made with the word; what is left out is not taken for the first one.
///
/// ```swift
/// let feedback = EffectFeedbackGiven(.partly) {
///     $0.ticket = "T-1"
///     $0.satisfaction = 3
/// }
/// ```
public protocol ChoiceEvent: Payload {
    /// The closed list.
    associatedtype Choice: FieldCode
    /// Where the word stands.
    static var choice: WritableKeyPath<Self, Choice> { get }
}

extension ChoiceEvent {
    /// An event of that word whose other fields `fill` sets.
    public init(_ choice: Choice, _ fill: (inout Self) -> Void) {
        self.init()
        self[keyPath: Self.choice] = choice
        fill(&self)
    }

    /// Not without the word.
    @available(*, unavailable, message: "say which it is: EffectFeedbackGiven(.partly) { … }")
    public init(_ fill: (inout Self) -> Void) { self.init() }
}

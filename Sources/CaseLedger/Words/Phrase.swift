/// One piece of text in both languages.
public struct Phrase: Hashable, Sendable {
    /// The Simplified Chinese text.
    public let chinese: String
    /// The English text.
    public let english: String

    /// A phrase from its Chinese and its English text.
    public init(_ chinese: String, _ english: String) {
        self.chinese = chinese
        self.english = english
    }

    /// The text in `language`.
    public func callAsFunction(in language: Language) -> String {
        language == .chinese ? chinese : english
    }
}

/// The two languages of the project's text.
public enum Language: String, Sendable, CaseIterable {
    /// Simplified Chinese.
    case chinese = "zh"
    /// English.
    case english = "en"
}

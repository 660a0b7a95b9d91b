/// Somebody opened, in an emergency and for a limited time, what lies outside their reach.
///
/// It opens reading and nothing else. Somebody else reviews it afterwards (``GlassUseReviewed``).
public struct GlassBroken: Payload, Hashable {
    public static let type = EventType("glass.broken")
    public static let title = Phrase("应急查阅", "Glass broken")
    public static let sentence = Phrase(
        "应急查阅 {scope}（{glass}），至 {until} 止：{reason}",
        "broke the glass on {scope} ({glass}) until {until}: {reason}")

    /// This use of emergency access.
    public var glass: String = ""
    /// The account that may read; who records it.
    public var holder: String = ""
    /// What is opened, as a tag such as `family:F-0012`.
    public var scope: String = ""
    /// Why it cannot wait.
    public var reason: String = ""
    /// Until when.
    public var until: Instant = .blank

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "glass", &glass, [.founds, .required], of: "glass")
        try visit.field(2, "holder", &holder, .required, of: "authority")
        try visit.field(3, "scope", &scope, [.required, .tag])
        try visit.field(4, "reason", &reason)
        try visit.field(5, "until", &until)
    }

    public func check() throws(PayloadProblem) {
        try requireScope(scope)
        try require(reason, "reason")
    }
}

/// What a review found about a use of break-glass access.
public enum GlassVerdict: String, FieldCode, Sendable {
    /// It was needed.
    case justified
    /// It was not.
    case unjustified

    public static var blank: GlassVerdict { .justified }

    public var label: Phrase {
        switch self {
        case .justified: Phrase("正当", "justified")
        case .unjustified: Phrase("不正当", "not justified")
        }
    }
}

/// Somebody else looked into a use of break-glass access.
public struct GlassUseReviewed: Payload, Hashable {
    public static let type = EventType("glass.reviewed")
    public static let title = Phrase("复核应急查阅", "Glass use reviewed")
    public static let sentence = Phrase(
        "复核应急查阅 {glass}：{verdict}，{note}", "reviewed the use {glass}: {verdict}, {note}")

    /// The use.
    public var glass: String = ""
    /// What was found.
    public var verdict: GlassVerdict = .blank
    /// What was looked at, and what follows.
    public var note: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "glass", &glass, .required, of: "glass")
        try visit.field(2, "verdict", &verdict)
        try visit.field(3, "note", &note, .required)
    }
}

extension Tag {
    /// One use of break-glass access.
    public static func glass(_ id: String) -> Tag { Tag("glass", id) }
}

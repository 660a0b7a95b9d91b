/// Somebody else looked into a use of break-glass access.
public struct GlassUseReviewed: Payload, Hashable {
    public static let type = EventType("glass.reviewed")
    /// A second look is a second review.
    public static let force = EventDefinition.Force.settled
    public static let title = Phrase("复核应急查阅", "Glass use reviewed")
    public static let sentence = Phrase(
        "复核应急查阅 {glass}：{verdict}，{note}", "reviewed the use {glass}: {verdict}, {note}")

    /// The use.
    public var glass: String = ""
    /// What was found.
    public var verdict: GlassUseReviewed.Verdict = .blank
    /// What was looked at, and what follows.
    public var note: String = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "glass", &glass, .required, of: "glass")
        try visit.field(2, "verdict", &verdict)
        try visit.field(3, "note", &note, .required)
    }
}

extension GlassUseReviewed {
    /// What a review found about a use of break-glass access.
    public enum Verdict: String, FieldCode, Sendable {
        /// It was needed.
        case justified
        /// It was not.
        case unjustified

        public static var blank: GlassUseReviewed.Verdict { .justified }

        public var label: Phrase {
            switch self {
            case .justified: Phrase("正当", "justified")
            case .unjustified: Phrase("不正当", "not justified")
            }
        }
    }
}

extension Authority {
    /// The reviews of an account's uses of break-glass access.
    public func reviews(of account: String) -> Query {
        let tags = glasses.filter { $0.holder == account }.map { Tag.glass($0.id) }
        return Query(tags.map { Query.Item(types: [GlassUseReviewed.type], tags: [$0]) })
    }
}

extension GlassUseReviewed: AuthorityEvent {
    /// Keepers of the authority and inspectors.
    public static var keepers: Set<Role> { [.authorityKeeper, "inspector"] }
    /// Any keeper may.
    public var governed: String? { nil }

    /// Refuses a review by whoever used it, and of what is not there.
    public func require(
        _ authority: Authority, _ context: DecisionContext, _ limits: Authority.GlassLimits
    ) throws(RuleViolation) {
        guard let use = authority.glasses.first(where: { $0.id == glass }) else {
            throw RuleViolation(
                "I4", Phrase("没有这次应急查阅。", "There is no such use of break-glass access."),
                advice: Phrase("核对编号。", "Check its identifier."))
        }
        try context.requireApart(
            from: use.holder,
            Phrase("查阅人不得自行复核。", "Nobody reviews their own use of break-glass access."))
    }
}

public import CaseLedger

/// How a survivor was verified.
public enum VerificationMethod: String, FieldCode, Sendable {
    /// A visit to the home.
    case home
    /// A video call.
    case video
    /// A phone call.
    case phone
    /// Matching of data.
    case dataMatch

    public static var blank: VerificationMethod { .home }

    public var label: Phrase {
        switch self {
        case .home: Phrase("入户", "a visit to the home")
        case .video: Phrase("视频", "a video call")
        case .phone: Phrase("电话", "a phone call")
        case .dataMatch: Phrase("数据比对", "matching of data")
        }
    }
}

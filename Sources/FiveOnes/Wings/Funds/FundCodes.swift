public import CaseLedger

/// What money of a fund may be for.
public enum AidPurpose: String, FieldCode, Sendable {
    /// Scholarship.
    case scholarship
    /// Hardship aid.
    case hardship
    /// Medical aid.
    case medical
    /// Consolation.
    case consolation
    /// Care of martyrs' families.
    case general

    public static var blank: AidPurpose { .scholarship }

    public var label: Phrase {
        switch self {
        case .scholarship: Phrase("助（奖）学", "scholarship")
        case .hardship: Phrase("特困帮扶", "hardship aid")
        case .medical: Phrase("医疗保障", "medical aid")
        case .consolation: Phrase("走访慰问", "consolation")
        case .general: Phrase("关爱烈士遗属", "care of martyrs' families")
        }
    }
}

/// What a donor is.
public enum DonorKind: String, FieldCode, Sendable {
    /// An enterprise.
    case enterprise
    /// A social organization.
    case socialOrganization
    /// A person.
    case individual

    public static var blank: DonorKind { .enterprise }

    public var label: Phrase {
        switch self {
        case .enterprise: Phrase("企业", "an enterprise")
        case .socialOrganization: Phrase("社会组织", "a social organization")
        case .individual: Phrase("个人", "a person")
        }
    }
}

/// What was given.
public enum DonationKind: String, FieldCode, Sendable {
    /// Money.
    case money
    /// Goods.
    case goods

    public static var blank: DonationKind { .money }

    public var label: Phrase {
        switch self {
        case .money: Phrase("款", "money")
        case .goods: Phrase("物", "goods")
        }
    }
}

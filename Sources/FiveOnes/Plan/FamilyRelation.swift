public import CaseLedger

/// A family relation by the codes of GB/T 4761-2008: who somebody is to the person in question.
///
/// ```swift
/// FamilyRelation(code: "28")?.lineage  // .linealAffinity, a son-in-law
/// ```
public struct FamilyRelation: Hashable, Sendable {
    /// The code as given: one digit, or two.
    public let code: String

    /// A relation by its code of one or two digits; `nil` for any other text.
    public init?(code: some StringProtocol) {
        let bytes = Array(code.utf8)
        guard (1...2).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }),
            FamilyRelation.isAssigned(bytes)
        else { return nil }
        self.code = String(decoding: bytes, as: UTF8.self)
    }

    /// The two digits that the code means: one digit stands for its whole group.
    private var number: Int {
        let value = Int(code) ?? 0
        return code.utf8.count == 1 ? value * 10 : value
    }

    /// The line in which the relation stands.
    ///
    /// Codes 27, 37, 57 and 58 mix adoptive and step kin and are counted with the blood, as the law
    /// counts adoptive kin; see ``mayBeStepKin``.
    public var lineage: Lineage {
        switch number {
        case 0, 1, 2: .oneself
        case 10...19: .spouse
        case 28, 38, 45, 46, 53...56, 65, 68: .linealAffinity
        case 20...39, 41...44, 47, 48, 51, 52, 57, 58, 61...64, 66, 67: .linealBlood
        case 40, 49, 50, 59, 60, 69: .lineal
        case 70...79, 81...97: .collateral
        default: .unrelated
        }
    }

    /// Whether the code covers both adoptive kin and step kin, so that a record must say which.
    public var mayBeStepKin: Bool { [27, 37, 57, 58].contains(number) }

    /// The name of the relation's group, as its first digit tells.
    public var group: Phrase {
        switch number / 10 {
        case 0: Phrase("本人或户主", "self or head of household")
        case 1: Phrase("配偶", "spouse")
        case 2: Phrase("子", "son")
        case 3: Phrase("女", "daughter")
        case 4: Phrase("孙子、孙女或外孙子、外孙女", "grandchild")
        case 5: Phrase("父母", "parent")
        case 6: Phrase("祖父母或外祖父母", "grandparent")
        case 7: Phrase("兄弟姐妹", "sibling")
        default: Phrase("其他", "other")
        }
    }

    /// In the groups of oneself and of spouses some second digits mean nothing.
    private static func isAssigned(_ digits: [UInt8]) -> Bool {
        guard digits.count == 2 else { return true }
        switch digits[0] {
        case 0x30: return (0x31...0x32).contains(digits[1])
        case 0x31: return (0x30...0x32).contains(digits[1])
        default: return true
        }
    }
}

/// How one person is related to another, as the plan's “直系亲属（血亲或姻亲）” asks.
public enum Lineage: String, Sendable, CaseIterable {
    /// The person in question.
    case oneself
    /// The spouse, who is neither of the blood nor by affinity.
    case spouse
    /// In the direct line by blood: children, grandchildren, parents, grandparents.
    case linealBlood
    /// In the direct line by marriage: parents-in-law, sons- and daughters-in-law.
    case linealAffinity
    /// In the direct line, but the code does not say whether by blood or by marriage.
    case lineal
    /// Beside the direct line: siblings, uncles, aunts, cousins and their spouses.
    case collateral
    /// No kin, or the code does not say.
    case unrelated

    /// Whether it is the direct line, by blood or by marriage.
    public var isLineal: Bool {
        switch self {
        case .linealBlood, .linealAffinity, .lineal: true
        case .oneself, .spouse, .collateral, .unrelated: false
        }
    }
}

extension FamilyRelation: CustomStringConvertible {
    public var description: String { code }
}

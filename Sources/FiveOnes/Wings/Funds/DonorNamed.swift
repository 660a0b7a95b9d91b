public import CaseLedger

/// A donor who is a person gave a name; it is sealed, since the donor's identifier stands in the clear.
public struct DonorNamed: PlanEvent, Hashable {
    public static let type = EventType("donor.named")
    public static let title = Phrase("登记捐赠人姓名", "Donor named")
    public static let sentence = Phrase(
        "登记捐赠 {donation} 的捐赠人 {donor} 的姓名",
        "put the name of donor {donor} of donation {donation} on record")
    public static let measures: [Measure] = [.fundraisingDay]

    public var donation: DonationID = .blank
    /// The fund that it came to.
    public var fund: FundID = .blank
    public var donor: DonorID = .blank
    public var name: Personal = ""

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "donation", &donation)
        try visit.field(2, "fund", &fund)
        try visit.field(3, "donor", &donor)
        try visit.sealed(4, "name", &name, of: .donor(donor))
    }
}

extension DonorNamed: Recordable {
    /// The foundation.
    public static var roles: Set<Role> { [.foundationStaff] }
    public var concerns: [Concern] { [.fund(fund)] }
    public var looksAt: Query { .donation(donation) }

    /// Refuses a name for a donation that is not there, or is another donor's or no person's.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        guard let said = past.funds.donations[donation]?.said, said.donor == donor,
            said.fund == fund, said.donorKind == .individual
        else {
            throw RuleViolation(
                "X3",
                Phrase("没有此人的此项捐赠。", "There is no such donation of a person."),
                advice: Phrase("核对捐赠、基金和捐赠人。", "Check the donation, the fund and the donor."))
        }
    }
}

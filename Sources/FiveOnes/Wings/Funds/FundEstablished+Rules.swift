public import CaseLedger

extension FundEstablished: Recordable {
    /// The foundation and the city.
    public static var roles: Set<Role> { [.foundationStaff, .cityStaff] }

    /// Refuses a fund that is on record already.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.funds.funds[fund] != nil, .fund(fund))
    }
}

extension CustodianAppointed: Recordable {
    /// The foundation and the city.
    public static var roles: Set<Role> { [.foundationStaff, .cityStaff] }
    public var concerns: [Concern] { [.fund(fund)] }
}

extension EarmarkOpened: Recordable {
    /// The foundation.
    public static var roles: Set<Role> { [.foundationStaff, .fundCustodian] }
    public var concerns: [Concern] { [.fund(fund)] }

    /// Refuses an earmark that is on record already.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.funds.earmarks[earmark] != nil, .earmark(earmark))
    }
}

extension DonationReceived: Recordable {
    /// The foundation alone: a bureau mobilizes and does not receive (Donations Law, article 11).
    public static var roles: Set<Role> { [.foundationStaff] }
    public var concerns: [Concern] { [.fund(fund)] }

    public var looksAt: Query { .earmark(earmark) }

    /// Refuses a donation on record, to another fund's earmark, or without a valid credit code.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.funds.donations[donation] != nil, .donation(donation))
        guard past.funds.earmarks[earmark]?.fund == fund else {
            throw RuleViolation(
                "C6.2",
                Phrase(
                    "专款 \(earmark) 不属于基金 \(fund)。", "Earmark \(earmark) is not of fund \(fund)."),
                advice: Phrase("核对专款。", "Check the earmark."))
        }
        if donorKind != .individual, (try? CreditCode.check(creditCode)) == nil {
            throw RuleViolation(
                "C7.1", Phrase("统一社会信用代码无效。", "The unified social credit code is not valid."),
                advice: Phrase("核对代码（GB 32100）。", "Check the code (GB 32100)."))
        }
    }
}

extension DonationReversed: Recordable {
    /// The foundation.
    public static var roles: Set<Role> { [.foundationStaff] }
    public var concerns: [Concern] { [.fund(fund)] }
    public var looksAt: Query { .donation(donation).adding(.earmark(earmark)) }
    /// The account of the earmark.
    public var follows: [Followed] { [.account(of: earmark)] }

    /// Refuses the reversal of a donation that is not there, reversed already, or spent.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        guard let donation = past.funds.donations[donation], donation.reversed == nil,
            donation.said.fund == fund, donation.said.earmark == earmark
        else {
            throw RuleViolation(
                "X3", Phrase("没有可冲回的捐赠。", "There is no such donation to reverse."),
                advice: Phrase("核对捐赠、基金和专款。", "Check the donation, the fund and the earmark."))
        }
        if donation.said.kind == .money {
            try past.requireBalance(earmark, donation.said.amount, context)
        }
    }
}

extension AidApplied: Recordable {
    /// Officers, stations and district bureaus.
    public static var roles: Set<Role> { [.responsibleOfficer, .stationStaff, .districtStaff] }
    public var concerns: [Concern] { [.family(family)] }
    public var looksAt: Query { .member(member) }

    /// Refuses aid to somebody who is not in care.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.funds.aid[aid] != nil, .aid(aid))
        try past.requireLiving(member, of: family, on: context.day)
    }
}

extension AidApproved: Recordable {
    /// Approvers.
    public static var roles: Set<Role> { [.approver] }
    public var concerns: [Concern] { [.fund(fund)] }
    public var looksAt: Query { .aid(aid).adding(.fund(fund)).adding(.earmark(earmark)) }

    /// Refuses a second decision, more than was asked for, and an earmark for another purpose.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        let matter = try past.undecided(aid)
        guard let earmark = past.funds.earmarks[earmark], earmark.fund == fund,
            earmark.purposes.contains(where: { $0.includes(matter.said.purpose) })
        else {
            throw RuleViolation(
                "C6.2", Phrase("该专款不能用于此用途。", "The earmark is not for this purpose."),
                advice: Phrase("选用途相符的专款。", "Choose an earmark for this purpose."))
        }
        guard amount <= matter.said.amount else {
            throw RuleViolation(
                "C6.3", Phrase("批准金额超过申请金额。", "More is approved than was applied for."),
                advice: Phrase("不超过 \(matter.said.amount)。", "At most \(matter.said.amount)."))
        }
    }
}

extension AidRejected: Recordable {
    /// Approvers.
    public static var roles: Set<Role> { [.approver] }
    public var concerns: [Concern] { [.aid(aid)] }
    public var looksAt: Query { .aid(aid) }

    /// Refuses a second decision.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.undecided(aid)
    }
}

extension DisbursementPaid: Recordable {
    /// Payers.
    public static var roles: Set<Role> { [.payer] }
    public var concerns: [Concern] { [.fund(fund)] }
    public var looksAt: Query {
        Query.fund(fund).adding(.earmark(earmark))
            .adding(aid.map { .aid($0) } ?? [])
    }
    /// The account of the earmark.
    public var follows: [Followed] { [.account(of: earmark)] }

    /// Holds the three rules of measure 6: one custodian, one purpose, one matter.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        try past.requireNew(past.funds.payments[disbursement] != nil, .disbursement(disbursement))
        guard past.funds.funds[fund]?.custodian(on: context.day)?.value == proposedBy else {
            throw RuleViolation(
                "C6.1", Phrase("提请人不是当日专管人。", "The proposer is not the custodian of the day."),
                advice: Phrase("由专管人提请。", "Let the custodian propose it."))
        }
        let matter = aid.flatMap { past.funds.aid[$0] }
        if let fault = PlanCheck.fault(
            of: FundBook.Payment(
                said: self,
                at: Mark(
                    at: context.occurred, position: .max, actor: context.actor.id)),
            matter, past.funds)
        {
            throw RuleViolation(
                "C6.3", Phrase("\(fault.chinese)。", "Not as approved: \(fault.english)."),
                advice: Phrase("按批准的事项、金额和对象拨付。", "Pay what was approved, to whom it was approved.")
            )
        }
        try past.requireBalance(earmark, amount, context)
    }
}

extension DisbursementConfirmed: Recordable {
    /// Officers, stations and the foundation.
    public static var roles: Set<Role> { [.responsibleOfficer, .stationStaff, .foundationStaff] }
    public var concerns: [Concern] { [.payment(disbursement)] }
    public var looksAt: Query { .disbursement(disbursement) }
}

extension DisbursementReversed: Recordable {
    /// Payers.
    public static var roles: Set<Role> { [.payer] }
    public var concerns: [Concern] { [.fund(fund)] }
    public var looksAt: Query { .disbursement(disbursement) }

    /// Refuses the reversal of a payment that is not there or reversed already.
    public func mayBeRecorded(_ past: Past, _ context: RecordContext) throws(RuleViolation) {
        guard let payment = past.funds.payments[disbursement], payment.reversed == nil,
            payment.said.fund == fund, payment.said.earmark == earmark
        else {
            throw RuleViolation(
                "X3", Phrase("没有可冲回的拨付。", "There is no such payment to reverse."),
                advice: Phrase("核对拨付、基金和专款。", "Check the payment, the fund and the earmark."))
        }
    }
}

extension Past {
    /// The matter of aid, if it was neither approved nor rejected.
    @discardableResult
    fileprivate func undecided(_ id: AidID) throws(RuleViolation) -> FundBook.Aid {
        guard let matter = funds.aid[id], matter.approvals.isEmpty, matter.rejections.isEmpty else {
            throw RuleViolation(
                "C6.3", Phrase("该事项未申请或已决定。", "The matter was not applied for, or is decided."),
                advice: Phrase("核对事项编号。", "Check the matter's identifier."))
        }
        return matter
    }

    /// Refuses to take more out of an earmark than is in it at any time from the moment on.
    fileprivate func requireBalance(
        _ id: EarmarkID, _ amount: Money, _ context: RecordContext
    ) throws(RuleViolation) {
        let account = context.decision.view(EarmarkAccount.self)
        let balance =
            funds.earmarks[id] == nil ? .zero : account.leastBalance(from: context.occurred.last)
        guard amount <= balance else {
            throw RuleViolation(
                "C6.2",
                Phrase(
                    "专款 \(id) 余额 \(balance)，不足 \(amount)。",
                    "Earmark \(id) holds \(balance), less than \(amount)."),
                advice: Phrase("补足专款或减少金额。", "Add to the earmark or pay less."))
        }
    }
}

import CaseLedger

extension PolicyKey {
    /// Every key that the plan's own rules use, in the order in which they are listed.
    public static let all: [PolicyKey] = [
        planEffectiveDay,
        visitWindowBefore, visitWindowAfter, springFestivalWindowBefore, springFestivalWindowAfter,
        allowSharedVisit, statutoryVisitsPerYear, visitsPerVisitorDay,
        sacrificeFallback, birthdayFallback,
        officerGapTolerance, caseloadCap,
        organizationsPerDistrictYear, receiptConfirmation,
        verificationPeriod, verificationMaxRecordedLate, statutoryConfirmationsPerYear,
        urgentLimit, enquiryLimit, guidanceLimit, requestLimit, complaintLimit, callBackLimit,
        backDatingLimit, lateWeight,
        glassHours, glassReviewLimit, bulkReads,
    ]

    /// One of the plan's own keys by its name; `nil` for any other name.
    public static func named(_ id: String) -> PolicyKey? { byID[id] }

    private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    /// The day on which the plan takes effect.
    ///
    /// The plan is a draft without a date, written between November 2021 and October 2022.
    public static let planEffectiveDay = PolicyKey(
        "plan.effective", Phrase("方案生效日", "Day on which the plan takes effect"), in: .day,
        range: 0...100_000, default: civil(2022, 1, 1), source: .default)

    // Visits, task 15.

    /// How many days before its anchor a visit's window opens.
    public static let visitWindowBefore = PolicyKey(
        "visit.window.before", Phrase("走访窗口提前天数", "Visit window, days before"), in: .days,
        range: 0...180, default: 15, source: .default)
    /// How many days after its anchor a visit's window closes.
    public static let visitWindowAfter = PolicyKey(
        "visit.window.after", Phrase("走访窗口延后天数", "Visit window, days after"), in: .days,
        range: 0...180, default: 15, source: .default)
    /// How many days before the Spring Festival its window opens.
    public static let springFestivalWindowBefore = PolicyKey(
        "visit.window.spring-festival.before",
        Phrase("春节走访窗口提前天数", "Spring Festival visit window, days before"), in: .days,
        range: 0...180, default: 20, source: .default)
    /// How many days after the Spring Festival its window closes: to the Lantern Festival.
    public static let springFestivalWindowAfter = PolicyKey(
        "visit.window.spring-festival.after",
        Phrase("春节走访窗口延后天数", "Spring Festival visit window, days after"), in: .days,
        range: 0...180, default: 15, source: .default)
    /// Whether one visit may settle several occasions whose windows it lies in.
    public static let allowSharedVisit = PolicyKey(
        "visit.shared", Phrase("一次走访可计多个节点", "One visit may settle several occasions"), in: .flag,
        range: 0...1, default: 0, source: .default)
    /// How many visits a year the law gives every survivor.
    ///
    /// Law on the Protection of Heroes and Martyrs, article 21, in force from 2018-05-01.
    public static let statutoryVisitsPerYear = PolicyKey(
        "visit.statutory", Phrase("法定每年走访次数", "Visits a year required by law"), in: .count,
        range: 0...12, default: 0, steps: step(2018, 5, 1, 1), source: .law)
    /// How many visits a day one visitor can have made.
    public static let visitsPerVisitorDay = PolicyKey(
        "visit.per-visitor-day", Phrase("每人每日走访上限", "Visits a day per visitor, at most"),
        in: .count, range: 1...200, default: 15, source: .default)
    /// What stands in for a day of sacrifice that a year lacks or nobody knows.
    public static let sacrificeFallback = PolicyKey(
        "visit.fallback.sacrifice", Phrase("牺牲日替代规则", "Fallback for days of sacrifice"),
        in: .fallback, range: 0...4, default: 2, source: .default)
    /// What stands in for a birthday that a year lacks or nobody knows.
    public static let birthdayFallback = PolicyKey(
        "visit.fallback.birthday", Phrase("生日替代规则", "Fallback for birthdays"), in: .fallback,
        range: 0...4, default: 2, source: .default)

    // Officers, task 4.

    /// How many days a family may be without a responsible officer.
    public static let officerGapTolerance = PolicyKey(
        "officer.gap", Phrase("专责人员空缺容许天数", "Days without an officer, at most"), in: .days,
        range: 0...90, default: 0, source: .default)
    /// How many families one officer may have.
    public static let caseloadCap = PolicyKey(
        "officer.caseload", Phrase("每名专责人员负责家庭上限", "Families per officer, at most"), in: .count,
        range: 1...1000, default: 20, source: .default)

    // Funds, tasks 5 to 7.

    /// How many enterprises or social organizations each district mobilizes to donate each year.
    public static let organizationsPerDistrictYear = PolicyKey(
        "fund.organizations",
        Phrase("各区每年发动捐赠单位数", "Organizations mobilized per district and year"), in: .count,
        range: 0...1000, default: 5, source: .seed)
    /// Within how many days a donation has its receipt or a waiver on record.
    public static let receiptConfirmation = PolicyKey(
        "fund.receipt", Phrase("捐赠票据确认天数", "Days to confirm a donation's receipt"), in: .days,
        range: 0...366, default: 30, source: .default)

    // Verification, task 9.

    /// How many months may pass between two verifications of a member.
    public static let verificationPeriod = PolicyKey(
        "verification.period", Phrase("定期核查周期", "Verification period"), in: .months,
        range: 1...24, default: 3, source: .default)
    /// How many days after a verification it may be recorded.
    public static let verificationMaxRecordedLate = PolicyKey(
        "verification.recorded-late",
        Phrase("核查补录上限天数", "Days until a verification is recorded, at most"), in: .days,
        range: 0...366, default: 30, source: .default)
    /// How many times a year the law confirms every recipient of a periodic pension.
    ///
    /// Regulations on Commending Martyrs, article 23, in force from 2025-01-01.
    public static let statutoryConfirmationsPerYear = PolicyKey(
        "verification.statutory",
        Phrase("法定每年确认次数", "Confirmations a year required by law"), in: .count,
        range: 0...12, default: 0, steps: step(2025, 1, 1, 1), source: .law)

    // Hotline tickets, tasks 12 to 14.

    /// Working days to settle an urgent ticket; 0 is the same day.
    public static let urgentLimit = PolicyKey(
        "ticket.limit.urgent", Phrase("紧急事项办结时限", "Limit for urgent tickets"),
        in: .workingDays, range: 0...90, default: 0, source: .default)
    /// Working days to settle an enquiry.
    public static let enquiryLimit = PolicyKey(
        "ticket.limit.enquiry", Phrase("咨询办结时限", "Limit for enquiries"), in: .workingDays,
        range: 0...90, default: 3, source: .default)
    /// Working days to settle a question of guidance.
    public static let guidanceLimit = PolicyKey(
        "ticket.limit.guidance", Phrase("服务指引办结时限", "Limit for guidance"), in: .workingDays,
        range: 0...90, default: 3, source: .default)
    /// Working days to settle a request.
    public static let requestLimit = PolicyKey(
        "ticket.limit.request", Phrase("诉求办结时限", "Limit for requests"), in: .workingDays,
        range: 0...90, default: 13, source: .default)
    /// Working days to settle a complaint.
    public static let complaintLimit = PolicyKey(
        "ticket.limit.complaint", Phrase("投诉办结时限", "Limit for complaints"), in: .workingDays,
        range: 0...90, default: 13, source: .default)
    /// Working days from a ticket's resolution to the call-back on its effect.
    public static let callBackLimit = PolicyKey(
        "ticket.limit.call-back", Phrase("效果回访时限", "Limit for the call-back on effect"),
        in: .workingDays, range: 0...90, default: 1, source: .default)

    // The record itself.

    /// How many days after it happened a fact may be recorded without being called back-dated.
    public static let backDatingLimit = PolicyKey(
        "record.back-dating", Phrase("补录认定天数", "Days after which a record is back-dated"),
        in: .days,
        range: 0...3660, default: 30, source: .default)
    /// What an obligation met late counts in a rate.
    public static let lateWeight = PolicyKey(
        "score.late", Phrase("逾期完成计分比例", "Weight of what was met late"), in: .percent,
        range: 0...100, default: 50, source: .default)

    // Access to personal data.

    /// For how many hours break-glass access is given at most; DHIS2 gives it three.
    public static let glassHours = PolicyKey(
        "access.glass", Phrase("应急查阅上限小时数", "Hours of break-glass access, at most"), in: .count,
        range: 1...24, default: 3, source: .default)
    /// Within how many days somebody else reviews a use of break-glass access.
    public static let glassReviewLimit = PolicyKey(
        "access.glass.review", Phrase("应急查阅复核天数", "Days to review a use of break-glass access"),
        in: .days, range: 1...90, default: 7, source: .default)
    /// Of how many people one reader may read personal data in a day before it counts as bulk.
    public static let bulkReads = PolicyKey(
        "access.bulk", Phrase("每日查阅人数上限", "People whose data one reader reads a day, at most"),
        in: .count, range: 1...100_000, default: 100, source: .default)

    private static func civil(_ year: Int, _ month: Int, _ day: Int) -> Int {
        guard let day = Day(year, month, day) else {
            preconditionFailure("a default names no day: \(year)-\(month)-\(day)")
        }
        return Int(day.number)
    }

    private static func step(_ year: Int, _ month: Int, _ day: Int, _ value: Int) -> [Step] {
        [Step(from: Day(number: Int32(civil(year, month, day))), value: value)]
    }
}

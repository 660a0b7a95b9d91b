import CaseLedger

extension PlanCheck {
    /// X7: emergency access is short, and somebody else reviews it in time.
    static let access = PlanCheck(
        "X7", .supervision, .expects,
        Phrase("应急查阅限时并经他人复核", "Emergency access is short and reviewed by another"),
        basis: Phrase(
            "不变式 I8、I9；时限为政策默认值（应急查阅 3 小时，7 日内复核）",
            "Invariants I8 and I9; the limits (3 hours, review in 7 days) are policy defaults"),
        mend: Phrase("由他人复核（glass.reviewed）", "let somebody else review it (glass.reviewed)")
    ) { world in world.authority.glasses.map { world.owed(for: $0) } }
}

extension SupervisionCase {
    fileprivate func owed(for glass: Authority.Glass) -> Owed {
        let opened = glass.opened.day
        let hours = policy.policy.value(.glassHours, on: opened)
        let due = opened.adding(days: policy.policy.value(.glassReviewLimit, on: opened))
        let all = authority.reviews.filter { $0.glass == glass.id }
        let review = all.filter { $0.reviewer != glass.holder }
            .min { ($0.at.last, $0.position) < ($1.at.last, $1.position) }
        let isTooLong = glass.until > glass.opened.adding(seconds: Int64(hours) * 3600)
        let isRepeated =
            authority.unreviewed(of: glass.holder, below: glass.position).count
            >= Authority.GlassLimits().unreviewed
        let isUnjustified = review?.verdict == .unjustified
        let duty = Obligation(
            subject: .glass(glass.id), day: opened,
            responsible: Responsible(unit: district(of: glass.unit), person: glass.holder),
            opens: .instant(glass.opened), due: .day(due),
            basis: [glass.position] + all.map(\.position))
        let reason =
            if isTooLong {
                Phrase(
                    "应急查阅 \(glass.scope) 超过 \(hours) 小时；核实用途并终止",
                    "access to \(glass.scope) for more than \(hours) hours; ask what for, and end it"
                )
            } else if isUnjustified {
                Phrase(
                    "应急查阅 \(glass.scope) 经复核不正当；追究并告知当事人",
                    "access to \(glass.scope) was found not justified; hold the reader to account "
                        + "and tell the family")
            } else if isRepeated {
                Phrase(
                    "应急查阅 \(glass.scope) 时，此前的查阅尚未复核；逐次复核",
                    "access to \(glass.scope) while earlier uses waited for review; review each of "
                        + "them")
            } else if review == nil {
                Phrase(
                    all.isEmpty
                        ? "应急查阅 \(glass.scope) 未经复核；由他人复核（glass.reviewed）"
                        : "应急查阅 \(glass.scope) 仅由本人复核；由他人复核（glass.reviewed）",
                    (all.isEmpty ? "not reviewed" : "reviewed only by the reader")
                        + ": access to \(glass.scope); let somebody else review it (glass.reviewed)"
                )
            } else {
                Phrase("应急查阅 \(glass.scope) 已复核", "access to \(glass.scope) was reviewed")
            }
        let settlement: Settlement =
            isTooLong || isUnjustified || isRepeated
            ? .faults([.init(days: opened...opened, said: reason)])
            : review.map { .met(at: $0.at, by: [$0.position]) } ?? .open(there: [])
        return Owed(duty, settlement) { _ in reason }
    }
}

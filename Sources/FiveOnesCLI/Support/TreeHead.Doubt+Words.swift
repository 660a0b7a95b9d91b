import FiveOnes

/// What a damaged or missing `head` leaves unknown, in words.
extension TreeHead.Doubt {
    /// What is wrong, and how many entries are known and in doubt.
    func finding(_ say: LanguageOption) -> String {
        let wrong =
            switch reason {
            case .missing: say("缺少 head 文件", "the file 'head' is missing")
            case .damaged: say("head 的两个槽均已损坏", "both slots of 'head' are damaged")
            case .foreign: say("head 属于另一本账", "'head' is another ledger's")
            case .slotDamaged: say("head 的一个槽已损坏", "a slot of 'head' is damaged")
            case .slotForeign: say("head 的一个槽属于另一本账", "a slot of 'head' is another ledger's")
            }
        guard let acknowledged else {
            return say(
                "\(wrong)：共有 \(behind) 条完整记录，其中多少已确认不得而知。",
                "\(wrong): \(behind) complete entries are there, and how many were acknowledged is "
                    + "unknown. ")
        }
        return say(
            "\(wrong)：至少 \(acknowledged) 条已确认；其后还有 \(behind) 条完整记录，可能也已确认，但未显示。",
            "\(wrong): at least \(acknowledged) entries were acknowledged; \(behind) complete ones "
                + "behind them may have been too, and are not shown. ")
    }

    /// How to know again.
    func advice(_ say: LanguageOption) -> String {
        if reason == .slotDamaged {
            return say(
                "登记任意一条即可：打开时重写该槽，并保留所有完整的记录。",
                "Record something: opening mends the slot and keeps every complete entry.")
        }
        return say(
            "请放回 head 的副本（如备份中的 log/head，较旧的也可）：下次登记时保留所有完整的记录。若是恢复中断所致，请再次运行恢复。",
            "Put back a copy of 'head', such as log/head of a backup; an older one will do, since "
                + "the next recording keeps every complete entry. If this is a restoration that "
                + "was cut short, run it again.")
    }

    /// The doubt, as others can rely on it.
    var json: JSONValue {
        [
            "reason": .string(reason.rawValue),
            "acknowledged": acknowledged.map { .integer(Int64($0)) } ?? .null,
            "behind": .integer(Int64(behind)),
        ]
    }
}

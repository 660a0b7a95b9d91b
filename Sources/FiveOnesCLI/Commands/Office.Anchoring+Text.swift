import FiveOnes

/// How a ledger stands to a checkpoint, in words.
extension Office.Anchoring {
    func lines(_ say: LanguageOption) -> [String] {
        let anchored = signed.head.size
        let origin = DisplayWidth.printable(signed.checkpoint.origin)
        var lines = [
            say("锚定 \(anchored)（\(origin)）", "anchored  \(anchored) (\(origin))")
        ]
        lines += signed.witnesses(say)
        switch state {
        case .consistent:
            lines.append(say("与检查点一致。", "The ledger begins with what the checkpoint states."))
        case .rolledBack:
            lines.append(
                say(
                    "丢失：检查点涵盖的位置 \(size)–\(anchored - 1) 不在账本中。",
                    "LOSS: positions \(size)–\(anchored - 1), which the checkpoint covers, "
                        + "are not in the ledger."))
        case .inconsistent:
            lines.append(
                say(
                    "篡改：检查点涵盖的记录中至少有一条已不是原来的内容。",
                    "ALTERED: at least one entry that the checkpoint covers is not what it was."))
        case .unknown:
            lines.append(
                say(
                    "因有损坏，无法与检查点比对。",
                    "Because of the damage the ledger cannot be compared with the checkpoint."))
        }
        if state == .consistent, let first = window.first, let last = window.last {
            lines.append(
                say(
                    "未锚定 位置 \(first)–\(last)：若有丢失，此检查点不能显示。",
                    "not anchored  positions \(first)–\(last): this checkpoint would not show "
                        + "their loss."))
        }
        return lines
    }

    /// What was found, as others can rely on it.
    var json: JSONValue {
        [
            "origin": .string(signed.checkpoint.origin),
            "size": .integer(Int64(clamping: signed.head.size)),
            "root": .string(signed.head.root.base64), "state": .string(state.rawValue),
            "witnesses": .array(signed.cosignatures.map { .string($0.witness) }),
            "unanchored": [
                "from": .integer(Int64(window.lowerBound)),
                "to": .integer(Int64(window.upperBound)),
            ],
        ]
    }
}

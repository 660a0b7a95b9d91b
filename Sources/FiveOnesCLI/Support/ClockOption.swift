import ArgumentParser
import FiveOnes

/// `--confirm-clock`: what is recorded is on record at the time of the clock, for ever.
struct ClockOption: ParsableArguments {
    @Flag(
        help: "The clock is right, though the last event was recorded more than a month ago.")
    var confirmClock = false
}

extension Ledger.ClockLead {
    /// Which entries, how far ahead, and what that means.
    func words(_ say: LanguageOption) -> String {
        let last = positions.upperBound - 1
        return say(
            "第 \(positions.lowerBound)–\(last) 条的登记时间（至 \(recorded)）晚于本机时钟（\(now)）："
                + "当时的时钟偏快，或现在的时钟偏慢。登记时间无法更正；此后的登记以本机时钟为发生时间。",
            "positions \(positions.lowerBound)–\(last) are recorded ahead of the clock, up to "
                + "\(recorded), and the clock says \(now): it was ahead then, or is behind now. Times "
                + "of recording stay; what is recorded now happened by the clock.")
    }

    /// The same, as others can rely on it.
    var json: JSONValue {
        [
            "from": .integer(Int64(positions.lowerBound)),
            "to": .integer(Int64(positions.upperBound)),
            "recorded": .string("\(recorded)"), "now": .string("\(now)"),
        ]
    }
}

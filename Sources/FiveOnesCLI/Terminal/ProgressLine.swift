import Synchronization

/// One line on standard error that shows how far a long command has come.
///
/// ```
/// import  ▕██████▌   ▏  650,000/1,000,000  65%  1,234,567/s  ≈ 0:04
/// ```
///
/// It is drawn only on a terminal, at most ten times a second, and is gone when the work is done. Anywhere
/// else it does nothing, so callers need not ask.
final class ProgressLine: Sendable {
    private struct State {
        var count = 0
        var lastDrawn: Duration?
        var isFinished = false
    }

    private static let interval = Duration.milliseconds(100)
    private static let clear = "\r\u{1B}[K"

    private let label: String
    private let total: Int?
    private let width: Int?
    private let elapsed: @Sendable () -> Duration
    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// Progress of a number of things, on standard error.
    convenience init(_ label: String, total: Int? = nil) {
        let start = ContinuousClock.now
        self.init(
            label, total: total, terminal: .standardError,
            elapsed: { ContinuousClock.now - start },
            write: { OutputWriter.standardError.write($0) })
    }

    /// Progress with a clock and a place to write of one's own.
    init(
        _ label: String, total: Int?, terminal: Terminal,
        elapsed: @escaping @Sendable () -> Duration, write: @escaping @Sendable (String) -> Void
    ) {
        self.label = label
        self.total = total
        width = terminal.isTerminal ? terminal.width : nil
        self.elapsed = elapsed
        self.write = write
    }

    /// Says how many are done by now.
    func update(to count: Int) {
        guard let width else { return }
        state.withLock { state in
            state.count = count
            draw(&state, width: width)
        }
    }

    /// Says that some more are done.
    func advance(by step: Int = 1) {
        guard let width else { return }
        state.withLock { state in
            state.count += step
            draw(&state, width: width)
        }
    }

    /// Takes the line away, for good.
    func finish() {
        guard width != nil else { return }
        state.withLock { state in
            if state.lastDrawn != nil, !state.isFinished { write(Self.clear) }
            state.isFinished = true
        }
    }

    private func draw(_ state: inout State, width: Int) {
        guard !state.isFinished else { return }
        let now = elapsed()
        if let last = state.lastDrawn, now - last < Self.interval { return }
        state.lastDrawn = now
        let line = Self.line(
            label: label, count: state.count, total: total, elapsed: now, width: width)
        write(Self.clear + line)
    }

    // MARK: The line itself

    private static let barWidth = 20

    /// The line for a moment, narrower than the terminal so that it never wraps.
    ///
    /// Rate and remaining time are left out during the first half second, when they mean nothing.
    static func line(
        label: String, count: Int, total: Int?, elapsed: Duration, width: Int
    ) -> String {
        let seconds = elapsed / .seconds(1)
        let rate = seconds >= 0.5 ? Double(count) / seconds : 0
        var parts = [DisplayWidth.printable(label)]
        if let total, total > 0 {
            let share = min(max(Double(count) / Double(total), 0), 1)
            parts.append(
                "▕" + DisplayWidth.pad(Plot.bar(share, width: barWidth), to: barWidth) + "▏")
            parts.append("\(grouped(count))/\(grouped(total))")
            parts.append("\(Int(share * 100))%")
        } else {
            parts.append(grouped(count))
        }
        if rate >= 1 { parts.append("\(grouped(Int(rate)))/s") }
        if let total, rate > 0, count < total {
            parts.append("≈ " + clockTime(Double(total - count) / rate))
        }
        return DisplayWidth.truncate(parts.joined(separator: "  "), to: max(width - 1, 0))
    }

    /// Minutes and seconds, with hours when there are any: `0:04`, `1:02:03`.
    static func clockTime(_ seconds: Double) -> String {
        guard seconds < 360_000 else { return "99:59:59" }
        let whole = Int(seconds.rounded(.up))
        let pair = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (whole / 3600, whole / 60 % 60)
        return hours > 0
            ? "\(hours):\(pair(minutes)):\(pair(whole % 60))" : "\(minutes):\(pair(whole % 60))"
    }
}

import SegmentLog
import Synchronization

/// What the clock says, held against what is on record.
///
/// The time of recording never goes back, so that one recording under a clock that was ahead stays
/// ahead for ever, and so does every later one until the clock has come that far. When something
/// happened does not depend on that.
extension Ledger {
    /// So many seconds behind the last event a clock may be and still be thought right: then what is
    /// recorded happened when the last event was recorded, and their order stays.
    static let clockTolerance: Int64 = 60
    /// The rule that the clock is not far ahead of the last event.
    static let clockRule = "I7"

    /// Entries that were recorded at times that the clock has not come to.
    public struct ClockLead: Hashable, Sendable {
        /// Where they stand: the last entries of the ledger.
        public let positions: Range<UInt64>
        /// When the last of them is said to have been recorded.
        public let recorded: Instant
        /// What the clock says.
        public let now: Instant
    }

    /// The times of one recording.
    struct Stamp {
        /// The present moment, when what is recorded happened unless something else is said.
        let present: Instant
        /// When it is recorded: never before the entry before it.
        let recorded: Instant
    }

    /// The entries that were recorded ahead of the clock, by more than a minute; `nil` if there are
    /// none.
    ///
    /// The clock was ahead when they were recorded, or is behind now. Nothing that is recorded can
    /// change their times; what is recorded from now on happened by the clock, is on record from the
    /// last of these times on, and is seen by `knownAt` only from then on.
    ///
    /// - Throws: ``LedgerError/Code/log`` if the storage fails.
    /// - Complexity: O(log n) reads.
    public func clockLead() throws(LedgerError) -> ClockLead? {
        let (now, size) = (now, size)
        /// The time of the last entry before a position that can be read.
        func recorded(before end: UInt64) throws(LedgerError) -> Instant? {
            for position in (0..<end).suffix(64).reversed() {
                do throws(LedgerError) { return try event(at: position).envelope.recorded } catch {
                    guard error.code == .damaged || error.cause?.code == .damaged else {
                        throw error
                    }
                }
            }
            return nil
        }
        let latest = now.adding(seconds: Self.clockTolerance)
        guard let last = try recorded(before: size), last > latest else { return nil }
        var (right, wrong): (UInt64, UInt64) = (0, size - 1)
        while right < wrong {
            let middle = (right + wrong) / 2
            if let time = try recorded(before: middle + 1), time > latest {
                wrong = middle
            } else {
                right = middle + 1
            }
        }
        return ClockLead(positions: wrong..<size, recorded: last, now: now)
    }

    /// Says that the clock is right, however long after the last event it is; for a process that
    /// records again after a long pause.
    ///
    /// See ``LedgerOptions/clockLeap``.
    public func confirmClock() {
        let now = now
        core.withLock { core in core.confirmed = now }
    }

    /// The present moment for a decision.
    func present(after last: Instant) -> Instant {
        let now = now
        return now.adding(seconds: Self.clockTolerance) < last ? now : max(now, last)
    }

    /// The times of what is recorded next.
    ///
    /// - Throws: `refused` if the clock is so far ahead of the last event that it is thought wrong.
    func stamp(_ core: borrowing Core) throws(LedgerError) -> Stamp {
        let present = present(after: core.lastRecorded)
        let known = max(core.lastRecorded, core.confirmed ?? core.lastRecorded)
        let leap = Int64(clockLeap) * 86_400
        if core.surveyed > 0, known.adding(seconds: leap) < present {
            throw LedgerError(
                RuleViolation(
                    Self.clockRule,
                    Phrase(
                        "时钟（\(present.day)）比最后一条记录（\(known.day)）晚 \(clockLeap) 天以上；错误的登记时间无法更正。",
                        "The clock says \(present.day), more than \(clockLeap) days after the last "
                            + "event on record (\(known.day)); a wrong time of recording stays for "
                            + "ever."),
                    advice: Phrase(
                        "核对时钟；无误时予以确认（--confirm-clock）。",
                        "Look at the clock; if it is right, confirm it (--confirm-clock).")))
        }
        return Stamp(present: present, recorded: max(present, core.lastRecorded))
    }
}

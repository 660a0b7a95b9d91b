import SegmentLog

extension Ledger {
    /// What tells whoever follows a ledger to look again, and that it is still there.
    ///
    /// A follower in the writer's own process is woken by every sync besides, so that the pulse is
    /// only its heartbeat; in another process it is how often the log is looked at.
    public struct Pulse: Sendable {
        /// Returns when the next beat is due.
        let beat: @Sendable () async throws -> Void

        /// A pulse from a function that returns when the next beat is due; for tests, and for
        /// whoever watches the directory.
        ///
        /// It should end early when its task is canceled.
        public init(_ beat: @escaping @Sendable () async throws -> Void) { self.beat = beat }

        /// A beat at every interval of a clock.
        public static func every(
            _ interval: Duration, by clock: any Clock<Duration> = ContinuousClock()
        ) -> Pulse {
            Pulse { try await clock.sleep(for: interval) }
        }
    }
}

extension Ledger {
    /// Returns when there may be more than `size` entries, or at the next beat.
    ///
    /// - Returns: Whether it is worth going on: `false` once the ledger is closed or the task
    ///   canceled.
    package func growth(beyond size: UInt64, or pulse: Ledger.Pulse) async throws -> Bool {
        enum Woken: Sendable { case grown, beat, over }
        if Task.isCancelled { return false }
        let woken = try await withThrowingTaskGroup(of: Woken.self) { [writer] group in
            group.addTask {
                do { try await pulse.beat() } catch is CancellationError { return .over }
                return .beat
            }
            if let writer {
                group.addTask {
                    try await writer.growth(beyond: size) == nil ? .over : .grown
                }
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .over
        }
        return woken != .over && !Task.isCancelled
    }
}

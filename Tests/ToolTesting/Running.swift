public import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A program that runs beside a test.
public struct Running: Sendable {
    /// The number of its process.
    public let id: Int32
    /// The file of what it has printed to standard output.
    public let output: URL
    /// The file of what it has printed to standard error.
    public let errors: URL
    let kill: @Sendable () -> Void

    /// Whether it has ended by itself or been killed.
    public var hasEnded: Bool {
        // Looks, and leaves the rest to who waits for its end; who has been waited for is gone.
        var state = siginfo_t()
        let isKnown = waitid(P_PID, id_t(id), &state, WEXITED | WNOHANG | WNOWAIT) == 0
        return !isKnown || state.si_signo != 0
    }

    /// What it has printed to standard output so far.
    public var text: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

    /// SIGKILL: the process gets no chance to do anything.
    ///
    /// Returns when it is gone, and its locks with it.
    public func killAndWait() {
        killNow()
        while !hasEnded { sched_yield() }
    }

    /// SIGKILL, without waiting.
    public func killNow() { kill() }
}

import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What is known about the place where a stream ends up.
///
/// Colors are on only for a terminal, when `NO_COLOR` is unset or empty (no-color.org) and `TERM` is not
/// `dumb`. A width is known only for a terminal; what is piped is never cut.
struct Terminal: Hashable, Sendable {
    let isTerminal: Bool
    /// The columns to fit output into, or `nil` when output must not be fitted.
    let width: Int?
    let colors: Bool

    /// Decides from the facts, so that tests can name them.
    ///
    /// `columns` is what the terminal itself reports; `COLUMNS` takes precedence, as in POSIX.
    init(isTerminal: Bool, environment: [String: String], columns: Int?) {
        self.isTerminal = isTerminal
        let wanted = environment["COLUMNS"].flatMap(Int.init) ?? 0
        let reported = columns ?? 0
        width = isTerminal ? (wanted > 0 ? wanted : reported > 0 ? reported : 80) : nil
        colors =
            isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Asks the system about a file descriptor.
    init(descriptor: Int32) {
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        self.init(
            isTerminal: isatty(descriptor) == 1,
            environment: ProcessInfo.processInfo.environment,
            columns: isKnown ? Int(size.ws_col) : nil)
    }

    static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
    static let standardError = Terminal(descriptor: STDERR_FILENO)
}

/// Writes text to a file descriptor, gathering small writes.
///
/// When the reader goes away (`fiveones history | head`), the rest is dropped silently and ``isClosed``
/// becomes true, so that a long command can stop; the process is not killed by SIGPIPE. Call ``flush()``
/// before the process exits.
final class OutputWriter: Sendable {
    private struct State {
        var buffer: [UInt8] = []
        var isClosed = false
        var failure: Int32?
    }

    /// Holds the whole tool's results; flushed when 64 KiB are gathered and at the end.
    static let standardOutput = OutputWriter(descriptor: STDOUT_FILENO, capacity: 64 << 10)
    /// Diagnostics and progress; flushed at every write.
    static let standardError = OutputWriter(descriptor: STDERR_FILENO, capacity: 0)

    private static let brokenPipesAreIgnored: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    private let descriptor: Int32
    private let capacity: Int
    private let state = Mutex(State())

    init(descriptor: Int32, capacity: Int) {
        _ = Self.brokenPipesAreIgnored
        self.descriptor = descriptor
        self.capacity = capacity
    }

    /// Whether nobody reads any more, so that what is written is dropped.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// The `errno` of a failed write (disk full and the like), other than a reader gone away.
    var failure: Int32? { state.withLock { $0.failure } }

    func write(_ text: String) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.buffer.append(contentsOf: text.utf8)
            if state.buffer.count > capacity { drain(&state) }
        }
    }

    func writeLine(_ text: String = "") { write(text + "\n") }

    /// Says something on one line, in which no name of a file or of anything else acts on a terminal.
    func say(_ text: String) { writeLine(DisplayWidth.printable(text)) }

    func flush() { state.withLock { drain(&$0) } }

    private func drain(_ state: inout State) {
        var written = 0
        while written < state.buffer.count, !state.isClosed {
            let count = state.buffer[written...].withUnsafeBytes { bytes in
                systemWrite(descriptor, bytes.baseAddress, bytes.count)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                // A non-blocking descriptor inherited from a parent: wait until it takes more.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, -1)
            } else if errno != EINTR {
                if errno != EPIPE { state.failure = errno }
                state.isClosed = true
            }
        }
        state.buffer.removeAll(keepingCapacity: true)
    }
}

/// `write(2)`, under a name that the method above does not hide.
private func systemWrite(
    _ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int
) -> Int {
    write(descriptor, bytes, count)
}

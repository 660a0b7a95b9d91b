public import Foundation
import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A program with its arguments, as tests run other programs.
///
/// ```swift
/// let listed = try await Program("lz4", "-dc", path).run()
/// #expect(listed.exit == 0, "\(listed.errors)")
/// ```
///
/// Whatever it prints is collected, and it is killed when it takes longer than it may, or when the
/// test that waits for it is cancelled.
public struct Program: Sendable {
    /// What a program left behind.
    public struct Outcome: Sendable {
        /// The exit code; after a signal, its number below zero.
        public let exit: Int32
        /// What it printed to standard output.
        public let bytes: [UInt8]
        /// What it printed to standard error.
        public let errors: String

        /// What it printed to standard output, as text.
        public var output: String { String(decoding: bytes, as: UTF8.self) }
        /// The lines of that.
        public var lines: [Substring] { output.split(separator: "\n") }
    }

    /// A program that was not done in time.
    public struct TookTooLong: Error, CustomStringConvertible {
        /// What ran, and for how long.
        public let description: String
    }

    private let name: String
    private let arguments: [String]
    /// Where it runs; where the tests run, if `nil`.
    public var directory: String?
    /// Its environment; that of the tests, if `nil`.
    public var environment: [String: String]?
    /// How long it may take.
    public var limit: Duration = .seconds(600)

    /// A program by its path or by a name that is looked up in `PATH`.
    public init(_ name: String, _ arguments: [String], in directory: String? = nil) {
        self.name = name
        self.arguments = arguments
        self.directory = directory
    }

    /// A program by its path or by a name that is looked up in `PATH`.
    public init(_ name: String, _ arguments: String...) { self.init(name, arguments) }

    /// Whether a program of that name can be run.
    public static func isInstalled(_ name: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    /// Whether it can be run and ends well.
    public func succeeds() async -> Bool { (try? await run())?.exit == 0 }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - input: What it reads from standard input.
    ///   - joinsErrors: Whether standard error goes to the output too, in the order of printing.
    /// - Returns: What it left behind, whatever its exit code.
    /// - Throws: ``TookTooLong``, or why it could not be run.
    public func run(
        input: [UInt8] = [], joinsErrors: Bool = false
    ) async throws -> Outcome {
        try await inTime { configuration in
            if joinsErrors {
                let result = try await Subprocess.run(
                    configuration, input: .array(input), output: .bytes(limit: 1 << 30),
                    error: .combinedWithOutput)
                return Outcome(
                    exit: result.terminationStatus.exit, bytes: result.standardOutput, errors: "")
            }
            let result = try await Subprocess.run(
                configuration, input: .array(input), output: .bytes(limit: 1 << 30),
                error: .string(limit: 1 << 24))
            return Outcome(
                exit: result.terminationStatus.exit, bytes: result.standardOutput,
                errors: result.standardError)
        }
    }

    /// Runs it beside `body`, which may watch and kill it, and waits for its end.
    ///
    /// What it prints goes to files in `folder`, so that it never waits for a reader, and can be
    /// read while it runs.
    ///
    /// - Parameters:
    ///   - folder: Where the files go; they stay there.
    ///   - body: What the test does meanwhile.
    /// - Returns: What `body` came to, and what the program left behind.
    /// - Throws: ``TookTooLong``, what `body` throws, or why it could not be run.
    public func run<R: Sendable>(
        printingTo folder: URL, _ body: (Running) async throws -> R
    ) async throws -> (result: R, outcome: Outcome) {
        let name = UUID().uuidString
        let output = folder.appending(path: "output-\(name)")
        let errors = folder.appending(path: "errors-\(name)")
        var watch: Task<Bool, Never>?
        defer { watch?.cancel() }
        let ran = try await Subprocess.run(
            configuration, input: .none,
            output: .fileDescriptor(try Self.file(output), closeAfterSpawningProcess: true),
            error: .fileDescriptor(try Self.file(errors), closeAfterSpawningProcess: true)
        ) { execution in
            let kill: @Sendable () -> Void = { try? execution.send(signal: .kill) }
            watch = Task { [limit] in
                guard (try? await Task.sleep(for: limit)) != nil else { return false }
                kill()
                return true
            }
            return try await body(
                Running(
                    id: execution.processIdentifier.value, output: output, errors: errors,
                    kill: kill))
        }
        watch?.cancel()
        if await watch?.value == true { throw tookTooLong }
        let outcome = Outcome(
            exit: ran.terminationStatus.exit, bytes: [UInt8](try Data(contentsOf: output)),
            errors: try String(contentsOf: errors, encoding: .utf8))
        return (ran.closureResult, outcome)
    }

    private var tookTooLong: TookTooLong {
        TookTooLong(description: "\(name) \(arguments.joined(separator: " ")): more than \(limit)")
    }

    private static func file(_ url: URL) throws -> FileDescriptor {
        try FileDescriptor.open(
            FilePath(url.path), .writeOnly, options: [.create, .truncate],
            permissions: .ownerReadWrite)
    }

    private var configuration: Configuration {
        let variables = environment.map { variables in
            Environment.custom(
                Dictionary(
                    uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) }
                ))
        }
        return Configuration(
            executable: name.contains("/") ? .path(FilePath(name)) : .name(name),
            arguments: Arguments(arguments), environment: variables ?? .inherit,
            workingDirectory: directory.map { FilePath($0) })
    }

    private func inTime<R: Sendable>(
        _ body: @Sendable @escaping (Configuration) async throws -> R
    ) async throws -> R {
        let configuration = configuration
        return try await withThrowingTaskGroup(of: R.self) { group in
            group.addTask { try await body(configuration) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw tookTooLong
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}

extension TerminationStatus {
    fileprivate var exit: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): -signal
        }
    }
}

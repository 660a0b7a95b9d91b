/// What a scenario expected and did not find, and the line of the test that expected it.
///
/// It is thrown, so that the kit depends on no testing library and serves both of them. Its
/// description begins with file and line, as compilers write them. To let Swift Testing mark the
/// very line, put this trait on a suite:
///
/// ```swift
/// struct AtItsLine: TestTrait, SuiteTrait, TestScoping {
///     var isRecursive: Bool { true }
///     func provideScope(
///         for test: Test, testCase: Test.Case?,
///         performing body: @concurrent @Sendable () async throws -> Void
///     ) async throws {
///         do { try await body() } catch let failure as ScenarioFailure {
///             Issue.record(
///                 "\(failure.message)",
///                 sourceLocation: SourceLocation(
///                     fileID: failure.site.fileID, filePath: failure.site.filePath,
///                     line: failure.site.line, column: failure.site.column))
///         }
///     }
/// }
/// ```
///
/// With XCTest, override `record(_:)` and give the issue an `XCTSourceCodeLocation` of
/// ``Site/filePath`` and ``Site/line``; the same holds.
public struct ScenarioFailure: Error, Sendable, CustomStringConvertible {
    /// A place in a test.
    public struct Site: Hashable, Sendable {
        /// Module and file.
        public let fileID: String
        /// The file.
        public let filePath: String
        /// The line, from 1.
        public let line: Int
        /// The column, from 1.
        public let column: Int

        /// A place from its parts.
        public init(fileID: String, filePath: String, line: Int, column: Int) {
            self.fileID = fileID
            self.filePath = filePath
            self.line = line
            self.column = column
        }
    }

    /// What was expected and what was found.
    public let message: String
    /// Where the test expected it.
    public let site: Site

    /// A failure from its parts.
    public init(_ message: String, at site: Site) {
        self.message = message
        self.site = site
    }

    /// File, line and message.
    public var description: String { "\(site.filePath):\(site.line): \(message)" }
}

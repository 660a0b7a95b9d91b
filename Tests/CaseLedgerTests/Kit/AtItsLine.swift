import CaseLedgerTesting
import Testing

/// Lets Swift Testing mark the line of a scenario that failed, as ``ScenarioFailure`` says.
struct AtItsLine: TestTrait, SuiteTrait, TestScoping {
    var isRecursive: Bool { true }
    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing body: @concurrent @Sendable () async throws -> Void
    ) async throws {
        do { try await body() } catch let failure as ScenarioFailure {
            Issue.record(
                "\(failure.message)",
                sourceLocation: SourceLocation(
                    fileID: failure.site.fileID, filePath: failure.site.filePath,
                    line: failure.site.line, column: failure.site.column))
        }
    }
}

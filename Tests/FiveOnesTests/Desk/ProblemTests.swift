import FiveOnes
import Testing

@Suite struct ProblemTests {
    @Test(arguments: [
        (LedgerError(.malformed, "x"), Problem.Kind.malformed),
        (LedgerError(.idTaken, "x"), .malformed), (LedgerError(.tooLarge, "x"), .malformed),
        (LedgerError(.unknownReference, "x"), .malformed),
        (LedgerError(.damaged, "x"), .damaged), (LedgerError(.schema, "x"), .damaged),
        (LedgerError(.notFound, "x"), .notFound), (LedgerError(.conflict, "x"), .busy),
        (LedgerError(.refused, "x"), .refused), (LedgerError(.keys, "x"), .refused),
        (LedgerError(.erased, "x"), .refused), (LedgerError(.readOnly, "x"), .refused),
        (LedgerError(.log, "x"), .failed),
        (LedgerError(.log, "x", cause: LogError(.notALog, "x")), .noLedger),
    ]) func everyErrorOfALedgerHasItsKind(error: LedgerError, kind: Problem.Kind) {
        #expect(Problem(error)?.kind == kind)
    }

    @Test(arguments: [
        (LogError.Code.notALog, Problem.Kind.noLedger), (.alreadyExists, .alreadyThere),
        (.locked, .busy), (.notFound, .notFound), (.damaged, .damaged), (.unknownFile, .damaged),
        (.rolledBack, .damaged), (.inconsistent, .damaged), (.unsupportedVersion, .damaged),
        (.malformed, .malformed), (.badProof, .malformed), (.badSignature, .malformed),
        (.unverified, .malformed), (.outOfRange, .malformed), (.entryTooLarge, .malformed),
        (.io, .failed), (.noSpace, .failed), (.poisoned, .failed), (.closed, .failed),
    ]) func everyErrorOfALogHasItsKind(code: LogError.Code, kind: Problem.Kind) {
        #expect(Problem(LogError(code, "x"))?.kind == kind)
    }

    @Test func whatComesInHasItsKindToo() throws {
        #expect(Problem(ImportFileError("x"))?.kind == .notFound)
        #expect(throws: JSONError.self) { try JSONValue.parse(Array("{".utf8)) }
        do { _ = try JSONValue.parse(Array("{".utf8)) } catch {
            #expect(Problem(error)?.kind == .malformed)
        }
        let problem = Problem(.busy, "x")
        #expect(Problem(problem) == problem)
        #expect(Problem(CancellationError()) == nil)
    }

    @Test func aProblemSaysWhereAndWhatToDo() {
        let log = LogError(.damaged, "it is damaged.", file: "a", offset: 7, advice: "Mend it.")
        #expect(Problem(log)?.text == "it is damaged (file a, offset 7).")
        #expect(Problem(log)?.message == "it is damaged (file a, offset 7). Mend it.")
        #expect(Problem(.notFound, "x").message == "x")
        let locked = LogError(.locked, "process 7 on host b records. It began early.")
        #expect(
            Problem(locked)?.message
                == "process 7 on host b records. Wait until that has ended; reading needs no "
                + "waiting.")
    }

    @Test func aRuleIsSaidInTheLanguageOfWhoeverAsked() {
        let rule = RuleViolation(
            "I9", Phrase("不行。", "No."), advice: Phrase("换人。", "Let another do it."))
        let error = LedgerError(rule)
        #expect(Problem(error)?.message == "[I9] No. Let another do it.")
        #expect(Problem(error, in: .chinese)?.message == "[I9] 不行。换人。")
    }
}

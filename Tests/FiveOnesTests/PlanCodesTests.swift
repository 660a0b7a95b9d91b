import CaseLedger
import FiveOnes
import Testing

/// All numbers here are published examples or made up; none belongs to a person on record.
@Suite struct PlanCodesTests {
    @Test func residentNumbersWithARightCheckDigitAreRead() throws {
        let standard = try ResidentID.check("11010519491231002X")
        #expect(standard.isVerified)
        #expect(standard.birth == planDay("1949-12-31"))
        #expect(!standard.isMale)
        #expect(try ResidentID.check("11010519491231002x") == standard)
        #expect(try ResidentID.check("360426199101010071").isMale)
        // The area is that of an abolished county, and is not looked at.
        #expect(try ResidentID.check("440321195001011231").birth == planDay("1950-01-01"))
    }

    @Test(arguments: [
        ("440321195001011236", CodeError.checkDigit), ("11010519491231002", .length), ("", .length),
        ("1101051949123100AX", .character), ("11010519491231002Y", .character),
        ("１１０１０５", .character), ("110105194913310020", .birthDate),
    ])
    func residentNumbersThatCannotBeRightAreRefused(_ text: String, _ error: CodeError) throws {
        let text = error == .birthDate ? withCheckDigit(text.dropLast()) : text
        let thrown = #expect(throws: CodeError.self) { try ResidentID.check(text) }
        #expect(thrown == error)
    }

    @Test func birthsInTheFutureAreRefusedWhereTodayIsKnown() throws {
        let text = withCheckDigit("11010520300101001")
        #expect(try ResidentID.check(text).birth == planDay("2030-01-01"))
        let error = #expect(throws: CodeError.self) {
            try ResidentID.check(text, asOf: planDay("2026-01-01"))
        }
        #expect(error == .birthDate)
    }

    @Test func oldNumbersOfFifteenDigitsAreReadButNotVerified() throws {
        let old = try ResidentID.check("110105491231002")
        #expect(!old.isVerified)
        #expect(old.birth == planDay("1949-12-31"))
        #expect(throws: CodeError.birthDate) { try ResidentID.check("110105491331002") }
        #expect(throws: CodeError.character) { try ResidentID.check("11010549123100X") }
    }

    @Test func errorsNeverShowTheNumber() {
        let text = "440321195001011236"
        do {
            _ = try ResidentID.check(text)
            Issue.record("a wrong check digit passed")
        } catch {
            #expect(!"\(error)".contains { $0.isNumber })
            #expect(!String(reflecting: error).contains("4403"))
        }
    }

    @Test func everySingleWrongDigitIsFound() {
        let right = Array("11010519491231002X")
        for place in 0..<17 {
            for digit in "0123456789" where digit != right[place] {
                var wrong = right
                wrong[place] = digit
                #expect(throws: CodeError.self) { try ResidentID.check(String(wrong)) }
            }
        }
    }

    @Test func creditCodesTellWhoBearsThem() throws {
        #expect(try CreditCode.check("91110000600037341L") == .enterprise)
        let kinds: [(String, CreditCode.Kind)] = [
            ("91", .enterprise), ("93", .enterprise), ("92", .other), ("51", .socialOrganization),
            ("52", .socialOrganization), ("53", .socialOrganization), ("11", .other),
            ("12", .other),
            ("A1", .other),
        ]
        for (start, kind) in kinds {
            // One of the 31 characters completes any seventeen.
            let codes = "0123456789ABCDEFGHJKLMNPQRTUWXY".map { "\(start)440300MA5TE0T0A\($0)" }
            let right = codes.filter { (try? CreditCode.check($0)) != nil }
            #expect(right.count == 1, "\(start)")
            #expect(try right.map { try CreditCode.check($0) } == [kind], "\(start)")
        }
    }

    @Test(arguments: [
        ("91110000600037341M", CodeError.checkDigit), ("9111000060003734L", .length),
        ("91110000600037341I", .character), ("91110000600037341l", .character),
        ("9111A000600037341L", .character),
    ])
    func creditCodesThatCannotBeRightAreRefused(_ text: String, _ error: CodeError) {
        #expect(throws: error) { try CreditCode.check(text) }
    }

    @Test func relationsStandInTheLineThatTheStandardSays() throws {
        let lines: [(Lineage, [String])] = [
            (.oneself, ["01", "02", "0"]), (.spouse, ["10", "11", "12", "1"]),
            (
                .linealBlood,
                ["21", "27", "31", "39", "41", "44", "47", "51", "57", "61", "66", "2"]
            ),
            (.linealAffinity, ["28", "38", "45", "46", "53", "54", "55", "56", "65", "68"]),
            (.lineal, ["40", "50", "60", "59", "4", "5", "6"]),
            (.collateral, ["71", "72", "79", "81", "91", "97", "7"]),
            (.unrelated, ["98", "99", "8"]),
        ]
        for (lineage, codes) in lines {
            for code in codes {
                #expect(try #require(FamilyRelation(code: code)).lineage == lineage, "\(code)")
            }
        }
        #expect(FamilyRelation(code: "28")?.lineage.isLineal == true)
        #expect(FamilyRelation(code: "71")?.lineage.isLineal == false)
        #expect(FamilyRelation(code: "12")?.lineage.isLineal == false)
    }

    @Test func onlyFourCodesMixAdoptiveAndStepKin() {
        let mixed = (0...99).map { $0 < 10 ? "0\($0)" : "\($0)" }
            .compactMap { FamilyRelation(code: $0) }.filter(\.mayBeStepKin).map(\.code)
        #expect(mixed == ["27", "37", "57", "58"])
    }

    @Test func textsThatAreNoRelationCodesAreRefused() {
        for text in ["", "a", "123", "-1", "00", "09", "19", "２８"] {
            #expect(FamilyRelation(code: text) == nil, "\(text)")
        }
    }

    @Test(.enabled(PythonOracle.missing("python-stdnum")) { await PythonOracle.has("stdnum") })
    func checkDigitsAgreeWithStdnum() async throws {
        let script = """
            import random
            from stdnum.cn import ric, uscc
            random.seed(4761)
            for _ in range(300):
                year, month, day = random.randint(1900, 2020), random.randint(1, 12), random.randint(1, 28)
                body = f'{random.randint(110000, 659999)}{year}{month:02}{day:02}{random.randint(0, 999):03}'
                print('ric', body + ric.calc_check_digit(body + '0'))
                body = random.choice(['91', '51']) + ''.join(random.choices('0123456789', k=6))
                body += ''.join(random.choices('0123456789ABCDEFGHJKLMNPQRTUWXY', k=9))
                print('uscc', body + uscc.calc_check_digit(body))
            """
        let rows = try await PythonOracle.run(script).split(separator: "\n")
        #expect(rows.count == 600)
        for row in rows {
            let words = row.split(separator: " ")
            if words[0] == "ric" {
                #expect(throws: Never.self) { try ResidentID.check(words[1]) }
            } else {
                #expect(throws: Never.self) { try CreditCode.check(words[1]) }
            }
        }
    }

    /// Completes seventeen digits by trying the eleven check characters.
    private func withCheckDigit(_ digits: some StringProtocol) -> String {
        let numbers = "0123456789X".map { "\(digits)\($0)" }
        return numbers.first { number in
            do throws(CodeError) {
                _ = try ResidentID.check(number)
                return true
            } catch { return error != .checkDigit }
        } ?? ""
    }
}

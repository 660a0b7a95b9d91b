import CaseLedger
import CaseLedgerTesting
import SegmentLogTesting
import Testing

/// Lends a book at a branch: only for clerks of the branch, or of the library above it.
struct LendAtBranch: Decision {
    static let roles: Set<Role> = ["clerk"]
    var book: String
    var branch: String
    var occurred: Moment?
    var reads: Query { [Tag("book", book)] }
    func needs(_ state: Loans, _ context: DecisionContext) -> Standing.Need {
        Standing.Need(
            roles: Self.roles, within: [[.unit(branch), .unit("library"), Tag("shelf", book)]],
            keepers: [.unit(branch), .unit("library")])
    }
    func decide(_ state: Loans, _ context: DecisionContext) throws(RuleViolation) -> [NewEvent] {
        [NewEvent(BookLent(book, to: "R-1"))]
    }
}

/// A library in memory with a founded authority.
struct Library {
    let ledger: Ledger
    let clock = SteppingClock()
    static let founder = Actor("he.min", role: .authorityKeeper, unit: "library")
    static let clerk = Actor("li.na", role: "clerk", unit: "branch:north")
    static let deputy = Actor("wu.yi", role: "clerk", unit: "branch:north")

    init(isFounded: Bool = true, authority: any Authorizer = .recorded) async throws {
        let clock = clock
        ledger = try Ledger.open(
            in: MemoryStorage(), events: .library, as: .founding,
            LedgerOptions(authority: authority, clock: { clock.next() }))
        try await ledger.append([Draft(NewEvent(BookAdded("B-1")), by: Self.clerk)])
        guard isFounded else { return }
        try await keep(
            AuthorityFounded(founder: "he.min", unit: "library", ground: "statute 1"),
            by: Self.founder, on: "2025-01-01")
    }

    func keep(
        _ event: some AuthorityEvent, by actor: Actor = Library.founder, on day: String? = nil,
        onBehalfOf: String = ""
    ) async throws(LedgerError) {
        try await ledger.perform(
            Authority.Record(event, occurred: day.flatMap { Moment($0) }), by: actor,
            onBehalfOf: onBehalfOf)
    }

    func grant(
        _ holder: String = "li.na", _ role: String = "clerk", _ unit: String = "branch:north",
        scope: String = "", from: String = "2025-02-01", through: String? = nil
    ) -> RoleGranted {
        RoleGranted(fill: {
            $0.holder = holder
            $0.role = role
            $0.unit = unit
            $0.scope = scope
            $0.from = Day(from) ?? .blank
            $0.through = through.flatMap { Day($0) }
            $0.ground = "letter 7"
        })
    }

    func ended(_ holder: String = "li.na", delegator: String = "") -> RoleEnded {
        RoleEnded(fill: {
            $0.holder = holder
            $0.role = "clerk"
            $0.unit = "branch:north"
            $0.delegator = delegator
            $0.reason = "left"
        })
    }

    func delegated(
        _ from: String, to delegate: String, mayPassOn: Bool = false, through: String = "2025-03-31"
    ) -> RoleDelegated {
        RoleDelegated(fill: {
            $0.delegator = from
            $0.delegate = delegate
            $0.role = "clerk"
            $0.unit = "branch:north"
            $0.from = Day(2025, 3, 1) ?? .blank
            $0.through = Day(through) ?? .blank
            $0.mayPassOn = mayPassOn
            $0.ground = "holiday"
        })
    }

    /// The rule that refuses a loan on a day; `nil` if it is recorded.
    func lend(
        by actor: Actor = Library.clerk, on day: String, at branch: String = "branch:north",
        onBehalfOf: String = ""
    ) async throws -> RuleViolation? {
        do throws(LedgerError) {
            try await ledger.perform(
                LendAtBranch(book: "B-1", branch: branch, occurred: Moment(day)), by: actor,
                onBehalfOf: onBehalfOf)
            return nil
        } catch { return error.violation }
    }

    func rule(_ body: () async throws(LedgerError) -> Void) async -> String? {
        do throws(LedgerError) { try await body() } catch { return error.violation?.rule }
        return nil
    }
}

extension Payload {
    init(fill: (inout Self) -> Void) {
        self.init()
        fill(&self)
    }
}

@Suite struct AuthorityTests {
    @Test func withoutAFoundingCallersAreBelieved() async throws {
        let library = try await Library(isFounded: false)
        #expect(try await library.lend(on: "2025-02-01") == nil)
        let stranger = Actor("zhu.li", role: "clerk", unit: "branch:south")
        #expect(try await library.lend(by: stranger, on: "2025-02-01")?.rule == "I2")
    }

    /// It is the fifteenth of June.
    @Test func aRoleCountsWhereItHoldsOnTheDayOfActingAndOnThatOfRecording() async throws {
        let library = try await Library()
        #expect(try await library.lend(on: "2025-02-10")?.rule == "I2")
        try await library.keep(library.grant(through: "2025-06-15"), on: "2025-02-01")
        #expect(try await library.lend(on: "2025-01-31")?.rule == "I2")
        #expect(try await library.lend(on: "2025-02-01") == nil)
        #expect(try await library.lend(on: "2025-06-15") == nil)
        #expect(try await library.lend(on: "2025-06-16")?.rule == "I2")
        try await library.keep(library.grant("wu.yi", through: "2025-06-14"), on: "2025-02-01")
        for day in ["2025-02-01", "2025-06-14"] {
            let refusal = try await library.lend(by: Library.deputy, on: day)
            #expect(refusal?.rule == "I2")
            #expect(refusal?.description.contains("2025-06-15") == true)
        }
        try await library.keep(library.ended(), on: "2025-03-15")
        #expect(try await library.lend(on: "2025-03-15")?.rule == "I2")
    }

    @Test func aRoleCountsInItsUnitAndScopeAlone() async throws {
        let library = try await Library()
        try await library.keep(library.grant("li.na", scope: "shelf:B-2"), on: "2025-02-01")
        try await library.keep(library.grant("wu.yi"), on: "2025-02-01")
        let narrow = try await library.lend(on: "2025-02-10")
        #expect(narrow?.description.contains("limited to shelf:B-2") == true)
        let pretender = Actor("wu.yi", role: "clerk", unit: "branch:south")
        #expect(try await library.lend(by: pretender, on: "2025-02-10")?.rule == "I2")
        let elsewhere = try await library.lend(
            by: Library.deputy, on: "2025-02-10", at: "branch:south")
        #expect(elsewhere?.description.contains("branch:south, library") == true)
        #expect(try await library.lend(by: Library.deputy, on: "2025-02-10") == nil)
        try await library.keep(library.grant("ma.ke", "clerk", "library"), on: "2025-02-01")
        let above = Actor("ma.ke", role: "clerk", unit: "library")
        #expect(try await library.lend(by: above, on: "2025-02-10") == nil)
    }

    @Test func aRefusalSaysWhatIsMissingAndWhoCanGrantItAndNamesNobody() async throws {
        let library = try await Library()
        let refusal = try #require(try await library.lend(on: "2025-02-10"))
        #expect(refusal.rule == "I2")
        for language in Language.allCases {
            let text = refusal.text(in: language)
            #expect(text.contains("clerk") && text.contains("branch:north, library"))
            #expect(text.contains("2025-02-10") && !text.contains("li.na"))
        }
    }

    @Test func standingInNeedsADelegationAndTheOthersOwnRole() async throws {
        let library = try await Library()
        try await library.keep(library.grant(), on: "2025-02-01")
        let (clerk, deputy) = (Library.clerk, Library.deputy)
        #expect(
            try await library.lend(by: deputy, on: "2025-03-05", onBehalfOf: "li.na")?.rule == "I2")
        let delegation = library.delegated("li.na", to: "wu.yi", through: "2025-06-30")
        try await library.keep(delegation, by: clerk, on: "2025-02-20")
        #expect(try await library.lend(by: deputy, on: "2025-03-05", onBehalfOf: "li.na") == nil)
        #expect(try await library.lend(by: deputy, on: "2025-03-05")?.rule == "I2")
        #expect(
            try await library.lend(by: deputy, on: "2025-02-28", onBehalfOf: "li.na")?.rule == "I2")
        try await library.keep(
            library.ended("wu.yi", delegator: "li.na"), by: clerk, on: "2025-03-10")
        #expect(
            try await library.lend(by: deputy, on: "2025-03-11", onBehalfOf: "li.na")?.rule == "I2")
        // The next delegation goes on for longer than the role that it comes from.
        var next = delegation
        next.from = Day(2025, 3, 12) ?? .blank
        try await library.keep(next, by: clerk, on: "2025-03-12")
        #expect(try await library.lend(by: deputy, on: "2025-03-12", onBehalfOf: "li.na") == nil)
        try await library.keep(library.ended(), on: "2025-03-20")
        #expect(
            try await library.lend(by: deputy, on: "2025-03-12", onBehalfOf: "li.na")?.rule == "I2")
    }

    @Test func aDelegationIsPassedOnOnlyWhereItSaysSo() async throws {
        for mayPassOn in [false, true] {
            let library = try await Library()
            try await library.keep(library.grant(), on: "2025-02-01")
            try await library.keep(
                library.delegated(
                    "li.na", to: "wu.yi", mayPassOn: mayPassOn, through: "2025-06-30"),
                by: Library.clerk, on: "2025-02-20")
            let further = library.delegated("wu.yi", to: "ma.ke", through: "2025-06-30")
            let rule = await library.rule { () throws(LedgerError) in
                try await library.keep(
                    further, by: Library.deputy, on: "2025-03-02", onBehalfOf: "li.na")
            }
            #expect(rule == (mayPassOn ? nil : "I2"))
            let third = Actor("ma.ke", role: "clerk", unit: "branch:north")
            let refusal = try await library.lend(by: third, on: "2025-03-05", onBehalfOf: "wu.yi")
            #expect(refusal?.rule == (mayPassOn ? nil : "I2"))
        }
    }

    @Test func authorityIsFoundedOnceAndGrantedByItsKeepersToOthers() async throws {
        let library = try await Library(isFounded: false)
        func rule(_ event: some AuthorityEvent, by actor: Actor = Library.founder) async -> String?
        {
            await library.rule { () throws(LedgerError) in
                try await library.keep(event, by: actor)
            }
        }
        #expect(await rule(library.grant()) == "I2", "before the founding")
        let founding = AuthorityFounded(founder: "he.min", unit: "library", ground: "statute 1")
        #expect(await rule(founding, by: Library.clerk) == "I2")
        #expect(await rule(founding) == nil)
        #expect(await rule(founding) == "I3")
        #expect(await rule(library.grant(), by: Library.clerk) == "I2")
        #expect(await rule(library.grant("he.min")) == "I9")
        #expect(await rule(library.grant()) == nil)
        // A keeper of a branch grants in that branch alone.
        #expect(await rule(library.grant("wu.yi", "authorityKeeper", from: "2025-01-02")) == nil)
        let keeper = Actor("wu.yi", role: .authorityKeeper, unit: "branch:north")
        #expect(await rule(library.grant("ma.ke"), by: keeper) == nil)
        #expect(await rule(library.grant("ma.ke", "clerk", "branch:south"), by: keeper) == "I2")
        #expect(await rule(library.ended("ma.ke"), by: Library.clerk) == "I2")
        #expect(await rule(library.ended("ma.ke"), by: keeper) == nil)
        #expect(await rule(library.ended("ma.ke"), by: keeper) == "X3", "it has ended already")
    }

    @Test func glassIsBrokenNowForAShortTimeAndReviewedByAnother() async throws {
        let library = try await Library()
        try await library.keep(library.grant(), on: "2025-02-01")
        func glass(_ id: String, hours: Int64, holder: String = "li.na") -> GlassBroken {
            GlassBroken(fill: {
                $0.glass = id
                $0.holder = holder
                $0.scope = "book:B-1"
                $0.reason = "the reader fell ill"
                $0.until = library.ledger.now.adding(seconds: hours * 3600)
            })
        }
        func rule(_ event: some AuthorityEvent, by actor: Actor, on day: String? = nil) async
            -> String?
        {
            await library.rule { () throws(LedgerError) in
                try await library.keep(event, by: actor, on: day)
            }
        }
        #expect(await rule(glass("G-1", hours: 4), by: Library.clerk) == "X7")
        #expect(await rule(glass("G-1", hours: 2), by: Library.clerk, on: "2025-03-01") == "X7")
        #expect(await rule(glass("G-1", hours: 2), by: Library.founder) == "I2", "for another")
        #expect(
            await rule(glass("G-1", hours: 2, holder: "wu.yi"), by: Library.deputy) == "I2",
            "without any role")
        let before = library.ledger.now
        #expect(await rule(glass("G-1", hours: 2), by: Library.clerk) == nil)
        #expect(await rule(glass("G-1", hours: 2), by: Library.clerk) == "I3")
        let authority = try library.ledger.view(
            Authority.self, of: .tag(.authority(of: "li.na")))
        let book = [Tag("book", "B-1")]
        let now = library.ledger.now
        #expect(authority.glass(of: "li.na", on: book, at: now)?.id == "G-1")
        #expect(authority.glass(of: "li.na", on: book, at: before) == nil)
        #expect(authority.glass(of: "li.na", on: book, at: now.adding(seconds: 7300)) == nil)
        #expect(authority.glass(of: "li.na", on: [Tag("book", "B-2")], at: now) == nil)
        let review = GlassUseReviewed(fill: {
            $0.glass = "G-1"
            $0.note = "rang the reader's family"
        })
        #expect(await rule(review, by: Library.clerk) == "I2")
        #expect(await rule(review, by: Library.founder) == nil)
    }

    @Test func anAuthorizerOfOnesOwnIsAskedAboutEveryDecision() async throws {
        struct Directory: Authorizer {
            func standing(for request: Standing.Request, in ledger: Ledger)
                async throws(LedgerError) -> Standing
            {
                guard request.actor.id == "li.na" else { throw LedgerError(request.notHeld) }
                return Standing()
            }
        }
        let library = try await Library(isFounded: false, authority: Directory())
        #expect(try await library.lend(on: "2025-02-10") == nil)
        #expect(try await library.lend(by: Library.deputy, on: "2025-02-10")?.rule == "I2")
        let trusting = try await Library(authority: .trusted)
        #expect(try await trusting.lend(on: "2025-02-10") == nil, "founded, and yet believed")
    }

    @Test func anEndMakesDecisionsUnderWayDecideAgain() async throws {
        let library = try await Library()
        try await library.keep(library.grant(), on: "2025-02-01")
        let ledger = library.ledger
        let standing = try await RecordedAuthority.recorded.standing(
            for: Standing.Request(
                actor: Library.clerk, need: Standing.Need(roles: ["clerk"]),
                day: try #require(Day(2025, 2, 10)), observed: ledger.size), in: ledger)
        let seen = ledger.size
        try await library.keep(library.ended(), on: "2025-02-05")
        await #expect(throws: LedgerError.self) {
            try await ledger.append(
                [Draft(NewEvent(BookLent("B-1", to: "R-2")), by: Library.clerk)],
                if: AppendCondition(standing.reads, after: seen))
        }
    }
}

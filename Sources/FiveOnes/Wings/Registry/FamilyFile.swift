public import CaseLedger

/// One family's file: who they are, who answers for them, and all that was done for them.
public struct FamilyFile: SnapshotProjection {
    public static let name = "family-file"

    /// One line of the file's history.
    public struct Entry: Hashable, Codable, Sendable {
        /// Where the line's event stands.
        public let position: UInt64
        /// When it happened, corrections included.
        public let occurred: Moment
        /// When it was recorded.
        public let recorded: Instant
        /// What kind of event it is.
        public let type: EventType
        /// Who acted.
        public let actor: String
        /// The position of the correction in force.
        public let corrected: UInt64?
    }

    /// The family, its survivors and its martyrs.
    public var registry = Registry()
    /// Its officers.
    public var assignments = Assignments()
    /// Visits to it.
    public var visits = Visits()
    /// Verifications of its survivors.
    public var verifications = Verifications()
    /// Its tickets.
    public var tickets = TicketBook()
    /// Aid to its survivors.
    public var funds = FundBook()
    /// Its claims to benefits.
    public var benefits = BenefitBook()
    /// Every event of the file, in the order of recording.
    public private(set) var history: [Entry] = []

    public init() {}

    /// Consumes what its parts consume, and every event for the history.
    public static func handle(_ on: inout Handlers<FamilyFile>) {
        on.include(Registry.self, at: \.registry)
        on.include(Assignments.self, at: \.assignments)
        on.include(Visits.self, at: \.visits)
        on.include(Verifications.self, at: \.verifications)
        on.include(TicketBook.self, at: \.tickets)
        on.include(FundBook.self, at: \.funds)
        on.include(BenefitBook.self, at: \.benefits)
        on.every { file, context in
            file.history.append(
                Entry(
                    position: context.position, occurred: context.occurred,
                    recorded: context.recorded, type: context.entry.type,
                    actor: context.actorID, corrected: context.corrected))
        }
    }

    /// Takes what is on record about martyrs themselves: another family of theirs, and what was
    /// done for it, is in its own file alone.
    mutating func adopt(_ martyrs: Set<MartyrID>, from others: FamilyFile) {
        for id in martyrs.sorted() {
            if let martyr = others.registry.martyrs[id] { registry.adopt(martyr) }
        }
        let recorded = others.history.filter { $0.type == MartyrRecorded.type }
        let corrections = Set(recorded.compactMap(\.corrected))
        let known = Set(history.map(\.position))
        history += others.history.filter {
            ($0.type == MartyrRecorded.type || corrections.contains($0.position))
                && !known.contains($0.position)
        }
        history.sort { $0.position < $1.position }
    }

    /// What was paid to the family's survivors and not reversed.
    public var aidPaid: Money {
        funds.payments.values.filter { $0.reversed == nil }
            .reduce(.zero) { $0 + $1.said.amount }
    }
}

extension Ledger {
    /// A family's file as true and as known by `frame`; `nil` if no such family is on record then.
    ///
    /// The file holds the events about the family, and about its members, tickets, matters of aid
    /// and claims.
    ///
    /// - Complexity: O(events of the family) reads.
    public func familyFile(_ family: FamilyID, in frame: TimeFrame) throws(LedgerError)
        -> FamilyFile?
    {
        let own = try view(FamilyFile.self, of: .tag(.family(family)), in: frame)
        guard let record = own.registry.families[family] else { return nil }
        let tickets = own.tickets.tickets.values.filter { $0.family == family }.map(\.id)
        var tags =
            [Tag.family(family)] + record.members.map { .member($0) }
            + tickets.sorted().map { .ticket($0) }
            + own.funds.aid.keys.sorted().map { .aid($0) }
            + own.benefits.claims.keys.sorted().map { .grant($0) }
        var file = try view(FamilyFile.self, of: .tags(tags), in: frame)
        if !file.funds.payments.isEmpty {
            // A reversal names its payment, and neither the family nor the matter of aid.
            tags += file.funds.payments.keys.sorted().map { .disbursement($0) }
            file = try view(FamilyFile.self, of: .tags(tags), in: frame)
        }
        let members = Set(record.members)
        file.funds.keepPayments { members.contains($0.said.payee) }
        file.tickets.keep { $0.family == family }
        let martyrs = Set(record.martyrs)
        if !martyrs.isEmpty {
            let others = try view(
                FamilyFile.self, of: .tags(martyrs.sorted().map { .martyr($0) }), in: frame)
            file.adopt(martyrs, from: others)
        }
        return file
    }
}

extension FamilyFile {
    /// The file as JSON, `"format":1`.
    ///
    /// - Parameters:
    ///   - family: The family.
    ///   - frame: The frame of the file.
    ///   - open: What opens names; without it they are `null`, as they are where they were erased.
    /// - Returns: The file; `null` if it is no family's.
    /// - Throws: As ``Disclosure/callAsFunction(_:)``.
    public func json(
        _ family: FamilyID, in frame: TimeFrame, opening open: Disclosure? = nil
    ) throws(LedgerError) -> JSONValue {
        guard let record = registry.families[family] else { return .null }
        var object = JSONObject()
        object["format"] = 1
        object["asOf"] = frame.asOf.map { .string($0.description) } ?? .null
        object["knownAt"] = frame.knownAt.map { .string($0.description) } ?? .null
        object["family"] = .string(family.rawValue)
        object["enrolled"] = .string(record.enrolled.from.description)
        object["closed"] = record.closed.map { .string($0.from.description) } ?? .null
        object["residences"] = .array(
            record.residences.map {
                ["area": .string($0.value.rawValue), "from": .string($0.from.description)]
            })
        var martyrs: [JSONValue] = []
        for id in record.martyrs {
            let martyr = registry.martyrs[id]
            martyrs.append([
                "martyr": .string(id.rawValue),
                "name": try (martyr?.name ?? "").json(opening: open),
                "sacrificed": martyr?.sacrificed.map { .string($0.description) } ?? .null,
            ])
        }
        object["martyrs"] = .array(martyrs)
        var members: [JSONValue] = []
        for id in record.members {
            if let member = registry.members[id] { members.append(try member.json(opening: open)) }
        }
        object["members"] = .array(members)
        object["officers"] = .array(
            assignments.intervals(of: family).map {
                [
                    "officer": .string($0.officer.rawValue),
                    "station": .string($0.station.rawValue),
                    "from": .string($0.from.description),
                    "through": $0.through.map { .string($0.description) } ?? .null,
                ]
            })
        object["visits"] = .array((visits.byFamily[family] ?? []).map(\.json))
        object["aidPaid"] = .integer(aidPaid.fen)
        object["tickets"] = .array(
            tickets.tickets.values.sorted { $0.id < $1.id }.map {
                [
                    "ticket": .string($0.id.rawValue), "opened": .string($0.opened.at.description),
                    "resolved": $0.resolution.map { .string($0.at.description) } ?? .null,
                ]
            })
        object["events"] = .array(
            history.map {
                [
                    "position": .integer(Int64($0.position)),
                    "type": .string($0.type.description),
                    "occurred": .string($0.occurred.description),
                    "recorded": .string($0.recorded.description), "actor": .string($0.actor),
                    "corrected": $0.corrected.map { .integer(Int64($0)) } ?? .null,
                ]
            })
        return .object(object)
    }
}

extension Registry.Member {
    /// The survivor as JSON.
    func json(opening open: Disclosure?) throws(LedgerError) -> JSONValue {
        [
            "member": .string(id.rawValue), "name": try name.json(opening: open),
            "relation": .string(relation),
            "birthday": birthday.map { .string($0.description) } ?? .null,
            "calendar": .string(calendar.rawValue),
            "died": died.map { .string($0.from.description) } ?? .null,
        ]
    }
}

extension Personal {
    /// The text, if it can be shown; else `null`.
    func json(opening open: Disclosure?) throws(LedgerError) -> JSONValue {
        if isBlank { return "" }
        let text = try open.map { (open) throws(LedgerError) in try open(self).text } ?? text
        return text.map { .string($0) } ?? .null
    }
}

extension Visits.Visit {
    /// The visit as JSON.
    var json: JSONValue {
        [
            "position": .integer(Int64(position)), "day": .string(day.description),
            "occasion": .string(occasion.rawValue), "visitor": .string(visitor),
            "met": .array(met.map { .string($0.rawValue) }), "mode": .string(mode.rawValue),
            "gift": gift.map { .integer($0.fen) } ?? .null,
            "recorded": .string(recorded.description),
        ]
    }
}

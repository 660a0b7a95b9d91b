public import CaseLedger

extension FamilyFile {
    /// The tags whose events make a family's whole file: the family's own, and those of its
    /// members, tickets, aid, grants and payments.
    ///
    /// What belongs to the family is what its own events name; payments are named by the events of
    /// its aid. The same rule holds where a file is written and where it is checked, so a file that
    /// lacks a member is found out by its own events.
    ///
    /// - Parameters:
    ///   - family: the family.
    ///   - events: at least every event that carries the family's tag, or that of its aid.
    /// - Returns: the family's tag, and then the others in order.
    public static func tags(of family: FamilyID, in events: [RecordedEvent]) -> [Tag] {
        let own = Tag.family(family)
        let carried = events.map(\.tags)
        func named(_ kinds: Set<String>, beside tags: Set<Tag>) -> Set<Tag> {
            Set(
                carried.filter { !tags.isDisjoint(with: $0) }.joined()
                    .filter { kinds.contains(String($0.kind)) })
        }
        let things = named(["member", "ticket", "aid", "grant"], beside: [own])
        let aid = things.filter { $0.kind == "aid" }
        return [own] + things.union(named(["disbursement"], beside: aid)).sorted()
    }
}

extension Ledger {
    /// The tags whose events make a family's whole file.
    ///
    /// - Throws: ``LedgerError``, if the log cannot be read.
    public func familyTags(_ family: FamilyID) throws(LedgerError) -> [Tag] {
        var events: [RecordedEvent] = []
        try history(of: .tag(.family(family))) { events.append($0) }
        for tag in FamilyFile.tags(of: family, in: events) where tag.kind == "aid" {
            try history(of: .tag(tag)) { events.append($0) }
        }
        return FamilyFile.tags(of: family, in: events)
    }
}

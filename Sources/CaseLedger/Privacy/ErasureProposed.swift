extension Tag {
    /// The tag of every proposal of an erasure.
    static let erasureProposals = Tag("ledger", "erasure-proposals")
}

/// Somebody asks for the erasure of personal data; somebody else approves it by erasing.
///
/// It destroys nothing. ``Ledger/erase(approving:by:kept:purging:)`` does, by another account, within
/// ``Erasure/proposalDays``.
package struct ErasureProposed: Payload, Hashable {
    package static let type = EventType("erasure.proposed")
    package static let force = EventDefinition.Force.settled
    package static let title = Phrase("提议清除个人信息", "Erasure proposed")
    package static let sentence = Phrase(
        "提议清除 {subjects} 的个人信息：{ground}",
        "proposed to erase the personal data of {subjects}: {ground}")

    /// Whose, by tags.
    package var subjects: [String] = []
    /// What allows the erasure, such as an article of law.
    package var ground = ""

    package init() {}

    init(_ subjects: [Tag], ground: String) {
        self.subjects = subjects.map(\.text)
        self.ground = ground
    }

    package mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "subjects", &subjects)
        try visit.field(2, "ground", &ground)
    }

    /// Names the proposal, not the subjects, whose own history stays as it is.
    package func tag(_ tags: inout TagSet) {
        tags.about(.erasureProposals)
        for subject in subjects { tags.about(Tag("erasure-proposal", subject)) }
    }

    /// Refuses a proposal about nobody or without a ground.
    package func check() throws(PayloadProblem) {
        if subjects.isEmpty || subjects.contains(where: { Tag(parsing: $0) == nil }) {
            throw PayloadProblem("subjects", "is no list of subjects")
        }
        if ground.isEmpty { throw PayloadProblem("ground", "is missing") }
    }
}

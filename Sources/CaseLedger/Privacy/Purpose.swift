/// What personal data is opened for, and on what legal ground.
///
/// A domain has a small catalog of them. Each reading names one, and the access event keeps it.
public struct Purpose: Hashable, Sendable {
    /// The name on disk: `care`.
    public let id: String
    /// What people call it.
    public let title: Phrase
    /// The statute or article that allows it.
    public let ground: Phrase
    /// The roles that may read for it; every role may, if empty.
    public let roles: Set<Role>

    /// A purpose from its parts.
    public init(_ id: String, _ title: Phrase, ground: Phrase, roles: Set<Role> = []) {
        self.id = id
        self.title = title
        self.ground = ground
        self.roles = roles
    }
}

extension Purpose {
    /// The question whether somebody may read the personal data of a subject.
    public struct Request: Hashable, Sendable {
        /// Who wants to read, in what role, for which unit.
        public let reader: Actor
        /// What for.
        public let purpose: Purpose
        /// Whose data.
        public let subject: Tag
        /// The day, in Asia/Shanghai.
        public let day: Day

        /// A request from its parts.
        public init(reader: Actor, purpose: Purpose, subject: Tag, day: Day) {
            self.reader = reader
            self.purpose = purpose
            self.subject = subject
            self.day = day
        }
    }
}

/// Who may read whose personal data for what.
///
/// It is asked once for each subject of a ``Disclosure``, before anything of that subject is opened.
public protocol AccessPolicy: Sendable {
    /// Refuses a request that the rules forbid.
    ///
    /// - Throws: ``LedgerError/Code/refused`` with the rule, or what reading the ledger throws.
    func check(_ request: Purpose.Request, in ledger: Ledger) throws(LedgerError)
}

/// The policy that asks only whether the reader's role may read for the purpose.
struct PurposePolicy: AccessPolicy {
    /// Refuses a role that the purpose does not have.
    func check(_ request: Purpose.Request, in ledger: Ledger) throws(LedgerError) {
        try request.requireRole()
    }
}

extension Purpose.Request {
    /// Refuses a role that the purpose does not have.
    ///
    /// - Throws: ``LedgerError/Code/refused`` under rule P1.
    public func requireRole() throws(LedgerError) {
        guard !purpose.roles.isEmpty, !purpose.roles.contains(reader.role) else { return }
        let roles = purpose.roles.map(\.rawValue).sorted().joined(separator: ", ")
        throw LedgerError(
            RuleViolation(
                "P1",
                Phrase(
                    "角色“\(reader.role)”不得为“\(purpose.title.chinese)”查阅个人信息。",
                    "Role '\(reader.role)' may not read personal data for '\(purpose.id)'."),
                advice: Phrase("有权的角色：\(roles)。", "These may: \(roles).")))
    }
}

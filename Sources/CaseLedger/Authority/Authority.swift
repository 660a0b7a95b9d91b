/// Who may do what: every grant, delegation and end on record, and every break-glass use.
///
/// ```swift
/// let authority = try ledger.view(Authority.self, in: TimeFrame(knownAt: then))
/// let standing = authority.standing(of: officer, within: [["unit:station:S-1"]], on: day)
/// standing?.positions  // the grants it rests on; nil: the officer might not
/// ```
///
/// The day is part of the question, and what was known is part of the replay, so it answers as of
/// any day and as known at any moment. It takes grants as they are recorded; whether somebody might
/// grant them is for the decision that records them, and for supervision, to judge.
public struct Authority: Projection {
    public static let name = "authority"

    /// A use of break-glass access.
    public struct Glass: Hashable, Sendable {
        /// The use.
        public let id: String
        /// Who may read.
        public let holder: String
        /// In whose name.
        public let unit: String
        /// What is opened.
        public let scope: Tag
        /// Why.
        public let reason: String
        /// From when on.
        public let opened: Instant
        /// Until when.
        public let until: Instant
        /// Where the breaking is on record.
        public let position: UInt64
    }

    /// A review of a use.
    public struct Review: Hashable, Sendable {
        /// The use.
        public let glass: String
        /// What was found.
        public let verdict: GlassUseReviewed.Verdict
        /// Who reviewed it.
        public let reviewer: String
        /// When it was reviewed.
        public let at: Moment
        /// Where the review is on record.
        public let position: UInt64
    }

    /// The founding, as the keeper's grant that it is; `nil` while roles are what callers say.
    public private(set) var founding: Grant?
    /// The positions of further foundings, which change nothing.
    public private(set) var duplicates: [UInt64] = []
    /// The uses of break-glass access, in the order of recording.
    public private(set) var glasses: [Glass] = []
    /// Their reviews, in the order of recording.
    public private(set) var reviews: [Review] = []

    struct End: Hashable, Sendable {
        let said: RoleEnded
        let day: Day
        let position: UInt64
    }

    private var granted: [String: [Grant]] = [:]
    private var ends: [String: [End]] = [:]

    public init() {}

    public static func handle(_ on: inout Handlers<Authority>) {
        on(AuthorityFounded.self) { state, context, event in
            guard state.founding == nil else { return state.duplicates.append(context.position) }
            let grant = Grant(
                holder: event.founder, role: .authorityKeeper, unit: event.unit, scope: nil,
                delegator: nil, mayPassOn: false, from: context.occurred.earliest, through: nil,
                grantedBy: context.actorID, granted: context.occurred.latest,
                position: context.position, ended: nil)
            state.founding = grant
            state.granted[event.founder, default: []].append(grant)
        }
        on(RoleGranted.self) { state, context, event in
            state.granted[event.holder, default: []].append(
                Grant(
                    holder: event.holder, role: Role(rawValue: event.role), unit: event.unit,
                    scope: Tag(parsing: event.scope), delegator: nil, mayPassOn: false,
                    from: event.from, through: event.through, grantedBy: context.actorID,
                    granted: context.occurred.latest, position: context.position, ended: nil,
                    key: event.key))
        }
        on(RoleDelegated.self) { state, context, event in
            state.granted[event.delegate, default: []].append(
                Grant(
                    holder: event.delegate, role: Role(rawValue: event.role), unit: event.unit,
                    scope: Tag(parsing: event.scope), delegator: event.delegator,
                    mayPassOn: event.mayPassOn, from: event.from, through: event.through,
                    grantedBy: context.actorID, granted: context.occurred.latest,
                    position: context.position, ended: nil))
        }
        on(RoleEnded.self) { state, context, event in
            state.ends[event.holder, default: []].append(
                End(said: event, day: context.occurred.latest, position: context.position))
        }
        on(GlassBroken.self) { state, context, event in
            guard let scope = Tag(parsing: event.scope) else { return }
            state.glasses.append(
                Glass(
                    id: event.glass, holder: event.holder, unit: context.actor.unit, scope: scope,
                    reason: event.reason, opened: context.occurred.first, until: event.until,
                    position: context.position))
        }
        on(GlassUseReviewed.self) { state, context, event in
            state.reviews.append(
                Review(
                    glass: event.glass, verdict: event.verdict, reviewer: context.actorID,
                    at: context.occurred, position: context.position))
        }
    }

    /// Everybody who ever held a role, by account.
    public var holders: [String] { granted.keys.sorted() }

    /// The roles that somebody held, in the order of recording, each with its end.
    ///
    /// An end cuts every grant of the same holder, role, unit, scope and delegator that had begun
    /// by its day. The order of recording tells only facts of one day apart: a grant that begins on
    /// the day of an end and was recorded after it is a new one.
    public func grants(of holder: String) -> [Grant] {
        let ends = ends[holder] ?? []
        guard !ends.isEmpty else { return granted[holder] ?? [] }
        return (granted[holder] ?? []).map { grant in
            var grant = grant
            let end = ends.filter { $0.cuts(grant) }
                .min { ($0.day, $0.rank, $0.position) < ($1.day, $1.rank, $1.position) }
            guard let end,
                grant.through.map({ end.day < $0 || end.said.atOnce != nil && end.day == $0 })
                    ?? true
            else { return grant }
            grant.through = end.day
            grant.ended = end.position
            grant.endedAtOnce = end.said.atOnce != nil
            return grant
        }
    }
}

extension Authority.End {
    /// Of the ends of one day, the first that counts at once says from when on.
    fileprivate var rank: Int { said.atOnce == nil ? 1 : 0 }

    /// Whether it is about this grant.
    fileprivate func cuts(_ grant: Authority.Grant) -> Bool {
        said.role == grant.role.rawValue && said.unit == grant.unit
            && said.scope == grant.scope?.text ?? "" && said.delegator == grant.delegator ?? ""
            && (day > grant.from || day == grant.from && position > grant.position)
    }
}

extension Authority {
    /// What lets an actor act on a day, in the role and unit it claims; `nil` if nothing does.
    ///
    /// Who acts on somebody's behalf needs a delegation, and the other's own right to it: a role,
    /// or a delegation that may be passed on. Of several grants the one that was given first
    /// counts.
    ///
    /// - Parameters:
    ///   - actor: Who acts.
    ///   - within: For each thing the act is about, the units and subjects around it.
    ///   - day: The day of acting.
    ///   - onBehalfOf: For whom, where the actor stands in for somebody.
    ///   - position: Where the act is on record; it is yet to be recorded, if none is given.
    /// - Returns: The grants that it rests on.
    /// - Complexity: O(grants of the accounts concerned)
    public func standing(
        of actor: Actor, within: [[Tag]] = [], on day: Day, onBehalfOf: String = "",
        at position: UInt64 = .max
    ) -> Standing? {
        guard !onBehalfOf.isEmpty else {
            return grants(of: actor.id).filter {
                $0.delegator == nil && $0.role == actor.role && $0.unit == actor.unit
                    && $0.contains(day, at: position) && $0.reaches(within)
            }.map { Standing(positions: [$0.position], granted: $0.granted) }.first(for: day)
        }
        return delegated(to: actor, within, day, position, [actor.id]) {
            $0.delegator == onBehalfOf
        }
    }

    private func delegated(
        to actor: Actor, _ within: [[Tag]], _ day: Day, _ position: UInt64, _ seen: Set<String>,
        where isMeant: (Grant) -> Bool
    ) -> Standing? {
        let found = grants(of: actor.id).filter {
            $0.role == actor.role && $0.unit == actor.unit && $0.contains(day, at: position)
                && $0.reaches(within) && isMeant($0)
        }
        return found.compactMap { delegation -> Standing? in
            guard let delegator = delegation.delegator, !seen.contains(delegator) else {
                return nil
            }
            let other = Actor(delegator, role: actor.role, unit: actor.unit)
            let own =
                standing(of: other, within: within, on: day, at: position)
                ?? delegated(to: other, within, day, position, seen.union([delegator])) {
                    $0.mayPassOn
                }
            return own.map {
                $0.joined(
                    with: Standing(
                        positions: [delegation.position], granted: delegation.granted,
                        delegators: [delegator]))
            }
        }.first(for: day)
    }

    /// The break-glass use that opens a subject to somebody at an instant, the last if several do.
    ///
    /// Only one in a unit's name, if that is given.
    public func glass(
        of account: String, in unit: String? = nil, on subjects: [Tag], at instant: Instant
    ) -> Glass? {
        glasses.last {
            $0.holder == account && unit ?? $0.unit == $0.unit && subjects.contains($0.scope)
                && $0.opened <= instant && instant < $0.until
        }
    }

    /// The break-glass uses of an account below a position that nobody else had reviewed by then.
    public func unreviewed(of account: String, below position: UInt64 = .max) -> [Glass] {
        glasses.filter { glass in
            glass.holder == account && glass.position < position
                && !reviews.contains {
                    $0.glass == glass.id && $0.reviewer != account && $0.position < position
                }
        }
    }
}

extension [Standing] {
    /// The one that was given in time and first, else the one given first.
    fileprivate func first(for day: Day) -> Standing? {
        self.min { left, right in
            let (isLeftLate, isRightLate) = (left.isLate(for: day), right.isLate(for: day))
            if isLeftLate != isRightLate { return isRightLate }
            return left.positions.lexicographicallyPrecedes(right.positions)
        }
    }
}

extension Standing {
    fileprivate func joined(with other: Standing) -> Standing {
        Standing(
            positions: Set(positions + other.positions).sorted(),
            granted: [granted, other.granted].compactMap { $0 }.max(),
            delegators: other.delegators + delegators)
    }

    /// Whether the authority was given only after the day of acting.
    public func isLate(for day: Day) -> Bool { granted.map { day < $0 } ?? false }
}

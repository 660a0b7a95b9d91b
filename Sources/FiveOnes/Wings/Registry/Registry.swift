public import CaseLedger

/// Who is in the care of the plan: families, survivors and martyrs, with every change and its day.
public struct Registry: SnapshotProjection {
    public static let name = "registry"
    public static let version = 2

    /// A family as the record has it.
    public struct Family: Hashable, Codable, Sendable {
        /// The family.
        public let id: FamilyID
        /// Its martyrs.
        public var martyrs: [MartyrID]
        /// The day of its enrollment.
        public var enrolled: Dated<AreaID>
        /// Where it lived, from when on, the enrollment first.
        public var residences: [Dated<AreaID>]
        /// The last day of its care, if its file is closed.
        public var closed: Dated<Personal>?
        /// Its survivors, in the order of recording.
        public var members: [MemberID] = []

        /// Where the family lived on a day; before its enrollment, where it enrolled.
        public func area(on day: Day) -> AreaID {
            residences.last { $0.from <= day }?.value ?? enrolled.value
        }

        /// Whether the family was in care on a day.
        public func isInCare(on day: Day) -> Bool {
            enrolled.from <= day && (closed.map { day <= $0.from } ?? true)
        }
    }

    /// A survivor as the record has it.
    public struct Member: Hashable, Codable, Sendable {
        /// The survivor.
        public let id: MemberID
        /// The family.
        public let family: FamilyID
        /// The name.
        public let name: Personal
        /// What the survivor is to the martyr (GB/T 4761).
        public let relation: String
        /// The day of birth, as precisely as it is known.
        public let birthday: Moment?
        /// By which calendar the birthday is kept.
        public let calendar: CalendarKind
        /// Whether the survivor receives a pension or an allowance.
        public let receivesPension: Bool
        /// The first day with a file, and the event.
        public let enrolled: Dated<FamilyID>
        /// The day of death, and the event.
        public var died: Dated<FamilyID>?

        /// Whether the survivor was enrolled and living on a day; the day of death counts.
        public func isLiving(on day: Day) -> Bool {
            enrolled.from <= day && (died.map { day <= $0.from } ?? true)
        }
    }

    /// A martyr as the record has it.
    public struct Martyr: Hashable, Codable, Sendable {
        /// The martyr.
        public let id: MartyrID
        /// The name.
        public let name: Personal
        /// The day of sacrifice, as precisely as it is known.
        public let sacrificed: Moment?
        /// Where the martyr was recorded.
        public let position: UInt64
    }

    /// Families by identifier.
    public var families: [FamilyID: Family] { familyBook.all }
    /// Survivors by identifier.
    public var members: [MemberID: Member] { memberBook.all }
    /// Martyrs by identifier.
    public var martyrs: [MartyrID: Martyr] { martyrBook.all }
    /// The positions of events that found a subject once more; they change nothing.
    public var duplicates: [UInt64] {
        (familyBook.duplicates + memberBook.duplicates + martyrBook.duplicates).sorted()
    }

    private var familyBook = Founded<FamilyID, Family>()
    private var memberBook = Founded<MemberID, Member>()
    private var martyrBook = Founded<MartyrID, Martyr>()

    public init() {}

    public static func handle(_ on: inout Handlers<Registry>) {
        on(MartyrRecorded.self) { state, context, event in
            let martyr = Martyr(
                id: event.martyr, name: event.name, sacrificed: event.sacrificed,
                position: context.position)
            _ = state.martyrBook.found(martyr, as: event.martyr, at: context.position)
        }
        on(FamilyEnrolled.self) { state, context, event in
            let enrolled = Dated(event.area, from: context.occurred.earliest, context)
            let family = Family(
                id: event.family, martyrs: event.martyrs, enrolled: enrolled,
                residences: [enrolled])
            _ = state.familyBook.found(family, as: event.family, at: context.position)
        }
        on(FamilyMoved.self) { state, context, event in
            let residence = Dated(event.area, from: context.occurred.earliest, context)
            state.familyBook.change(event.family) { family in
                family.residences.append(residence)
                family.residences.sort { $0.comes(before: $1) }
            }
        }
        on(FamilyClosed.self) { state, context, event in
            let closed = Dated(event.reason, from: context.occurred.latest, context)
            state.familyBook.change(event.family) { family in
                if family.closed.map({ closed.comes(before: $0) }) ?? true {
                    family.closed = closed
                }
            }
        }
        on(MemberEnrolled.self) { state, context, event in
            let member = Member(
                id: event.member, family: event.family, name: event.name,
                relation: event.relation, birthday: event.birthday, calendar: event.calendar,
                receivesPension: event.receivesPension,
                enrolled: Dated(event.family, from: context.occurred.earliest, context))
            guard state.memberBook.found(member, as: event.member, at: context.position) else {
                return
            }
            let id = event.member
            state.familyBook.change(event.family) { $0.members.append(id) }
        }
        on(MemberDied.self) { state, context, event in
            let died = Dated(event.family, from: context.occurred.latest, context)
            state.memberBook.change(event.member) { member in
                if member.died.map({ died.comes(before: $0) }) ?? true { member.died = died }
            }
        }
    }

    /// Takes a martyr from another registry.
    mutating func adopt(_ martyr: Martyr) {
        _ = martyrBook.found(martyr, as: martyr.id, at: martyr.position)
    }

    /// The district unit that answers for a family on a day, as a unit's identifier.
    public func responsibleUnit(for family: FamilyID, on day: Day) -> String? {
        guard let area = families[family]?.area(on: day),
            let unit = Areas.shenzhen.districtUnit(of: area)
        else { return nil }
        return Responsibility.unitID(ofDistrict: unit)
    }
}

extension Registry {
    /// The first day on which nothing is owed to a family any more, and the event that says so: that
    /// of its closing, or of its last survivor's death; `nil` while it is in care.
    func endOfCare(of family: Family) -> (day: Day, position: UInt64)? {
        [family.closed.map { ($0.from, $0.position) }, lastDeath(in: family)]
            .compactMap { $0 }.min { $0.0 < $1.0 }
    }

    /// The day of the last survivor's death, where survivors were recorded and none lives.
    func lastDeath(in family: Family) -> (day: Day, position: UInt64)? {
        let deaths = family.members.map { members[$0]?.died }
        guard !deaths.isEmpty, deaths.allSatisfy({ $0 != nil }) else { return nil }
        return deaths.compactMap { $0 }.max { $0.comes(before: $1) }.map { ($0.from, $0.position) }
    }

    /// The days on which something is owed to a survivor: from the first with a file to the one
    /// before the death or the closing; `nil` if there is none.
    func care(of member: Member) -> (first: Day, end: (day: Day, position: UInt64)?)? {
        guard let family = families[member.family] else { return nil }
        let ends = [
            member.died.map { ($0.from, $0.position) },
            family.closed.map { ($0.from, $0.position) },
        ]
        return (
            max(member.enrolled.from, family.enrolled.from),
            ends.compactMap { $0 }.min { $0.0 < $1.0 }
        )
    }
}

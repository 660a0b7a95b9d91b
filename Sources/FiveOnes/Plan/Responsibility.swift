public import CaseLedger

/// Who answers for what: the plan's matrix of tasks and units.
///
/// ```swift
/// Measure.fundServices.bodies   // [.doubleSupport, .foundation, .districts]
/// Responsibility.cells.count    // 314 = 25 tasks × 11 districts + 39 cells of city bodies
/// ```
public enum Responsibility {
    /// One task that one unit answers for.
    public struct Cell: Hashable, Sendable {
        /// The task.
        public let measure: Measure
        /// The unit that answers for it.
        public let unit: ResponsibleUnit
    }

    /// The sixteen units: the city's in the plan's order, then the districts in theirs.
    public static let units: [ResponsibleUnit] =
        ResponsibleBody.allCases.compactMap { body in
            body.unitID.map {
                ResponsibleUnit(id: $0, body: body, name: body.name, area: "shenzhen")
            }
        }
        + Areas.shenzhen.districtUnits.map { area in
            ResponsibleUnit(
                id: unitID(ofDistrict: area.id), body: .districts,
                name: Phrase(
                    area.name.chinese + "退役军人事务部门",
                    area.name.english + " Veterans' Affairs Department"),
                area: area.id)
        }

    /// The id of the department of a district unit, such as `district:nanshan`.
    public static func unitID(ofDistrict area: AreaID) -> String { "district:\(area)" }

    /// The unit with this id; `nil` if the plan names none such.
    public static func unit(_ id: String) -> ResponsibleUnit? { unitsByID[id] }

    /// The units that answer for a task or a requirement, the leading one first.
    public static func units(for measure: Measure) -> [ResponsibleUnit] {
        let bodies = measure.bodies
        return units.filter { bodies.contains($0.body) }
    }

    /// Every task with every unit that answers for it: 25 × 11 districts' and 39 of the city's.
    public static let cells: [Cell] = Measure.tasks.flatMap { measure in
        units(for: measure).map { Cell(measure: measure, unit: $0) }
    }

    private static let unitsByID = Dictionary(uniqueKeysWithValues: units.map { ($0.id, $0) })
}

/// A body that the plan's brackets hold responsible, 责任单位.
public enum ResponsibleBody: String, CaseIterable, Hashable, Sendable {
    /// The bureau's double-support division, which leads every task.
    case doubleSupport = "SY"
    /// The city's veteran service center.
    case serviceCenter = "ZX"
    /// The city's foundation for supporting the forces and their families.
    case foundation = "JJ"
    /// The bureau's division for ideology and rights.
    case rights = "SZ"
    /// The bureau's office.
    case office = "BG"
    /// The veterans' affairs departments of the eleven district units.
    case districts = "QU"

    /// The name: in Chinese as the plan writes it.
    public var name: Phrase {
        switch self {
        case .doubleSupport:
            Phrase("市退役军人事务局双拥工作处", "Municipal bureau, Double Support Division")
        case .serviceCenter: Phrase("市退役军人服务中心", "Municipal Veteran Service Center")
        case .foundation: Phrase("市拥军优属基金会", "Municipal Foundation for Military Families")
        case .rights:
            Phrase(
                "市退役军人事务局思想政治工作和权益维护处", "Municipal bureau, Ideology and Rights Division")
        case .office: Phrase("市退役军人事务局办公室", "Municipal bureau, General Office")
        case .districts: Phrase("各区退役军人事务部门", "District veterans' affairs departments")
        }
    }

    /// The unit's id in actors and tags; `nil` for the districts, which are eleven units.
    public var unitID: String? {
        switch self {
        case .doubleSupport: "city:double-support"
        case .serviceCenter: "city:service-center"
        case .foundation: "city:foundation"
        case .rights: "city:rights"
        case .office: "city:office"
        case .districts: nil
        }
    }
}

/// A unit that answers for tasks of the plan: one of five city bodies or of eleven districts'.
public struct ResponsibleUnit: Hashable, Sendable, Identifiable {
    /// The id in actors and tags, such as `city:office` or `district:nanshan`.
    public let id: String
    /// The body of the plan's brackets that the unit is, or is one of.
    public let body: ResponsibleBody
    /// The name in both languages.
    public let name: Phrase
    /// The area it answers for: the city or its district unit.
    public let area: AreaID
}

extension Measure {
    /// The bodies that answer for it, the leading one first.
    ///
    /// The requirements bind every responsible unit; the double-support division leads the third.
    public var bodies: [ResponsibleBody] {
        ResponsibleBody.allCases.filter { body in
            switch body {
            case .doubleSupport, .districts: true
            case .serviceCenter: !isTask || Measure.ofServiceCenter.contains(self)
            case .foundation: !isTask || Measure.ofFoundation.contains(self)
            case .rights: !isTask || Measure.ofRights.contains(self)
            case .office: !isTask || Measure.ofOffice.contains(self)
            }
        }
    }

    private static let ofServiceCenter: Set<Measure> = [
        .servicePlatform, .serviceTeams, .roundTheClockHotline, .socialHotlines, .volunteerHotline,
        .remembrance,
    ]
    private static let ofFoundation: Set<Measure> = [
        .resourcePlatform, .specialFunds, .fundServices,
    ]
    private static let ofRights: Set<Measure> = [.specialFunds, .interactionBase]
    private static let ofOffice: Set<Measure> = [.interactionBase, .carePackages, .publicity]
}

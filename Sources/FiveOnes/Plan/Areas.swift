public import CaseLedger

/// A set of areas with the tree that their parents make.
///
/// ```swift
/// Areas.shenzhen[named: "葵涌街道"]?.id                    // dapeng/kuichong
/// Areas.shenzhen.districtUnit(of: "nanshan/nantou/c01")  // nanshan
/// ```
public struct Areas: Sendable {
    /// Every area, in the order given.
    public let all: [Area]
    /// The areas that answer for the plan: districts, functional districts, cooperation zones.
    public let districtUnits: [Area]

    private let indexByID: [AreaID: Int]
    private let indexByName: [String: Int]
    private let childIndexes: [AreaID: [Int]]

    /// A set of areas; their order is kept.
    ///
    /// - Precondition: No two areas share an id.
    public init(_ areas: [Area]) {
        var byID: [AreaID: Int] = [:]
        var byName: [String: Int] = [:]
        var children: [AreaID: [Int]] = [:]
        for (index, area) in areas.enumerated() {
            let earlier = byID.updateValue(index, forKey: area.id)
            precondition(earlier == nil, "two areas share the id \(area.id)")
            if byName[area.name.chinese] == nil { byName[area.name.chinese] = index }
            if let parent = area.parent { children[parent, default: []].append(index) }
        }
        all = areas
        districtUnits = areas.filter { $0.kind.isDistrictUnit }
        indexByID = byID
        indexByName = byName
        childIndexes = children
    }

    /// The area with this id; `nil` if the set has none.
    ///
    /// - Complexity: O(1)
    public subscript(id: AreaID) -> Area? {
        indexByID[id].map { all[$0] }
    }

    /// The area with this full Chinese name, such as `葵涌街道`; the first where several share it.
    ///
    /// - Complexity: O(1)
    public subscript(named chinese: String) -> Area? {
        indexByName[chinese].map { all[$0] }
    }

    /// The areas directly below an area, in the set's order.
    public func children(of id: AreaID) -> [Area] {
        childIndexes[id, default: []].map { all[$0] }
    }

    /// The areas that bear a code in one system; a code means nothing without its system.
    ///
    /// - Complexity: O(*n*) in the number of areas.
    public func areas(coded code: String, in system: ExternalCode.System) -> [Area] {
        all.filter { area in area.codes.contains { $0.system == system && $0.code == code } }
    }

    /// The district unit that answers for an area: the area itself or the nearest unit above it.
    ///
    /// An id that the set does not know is followed by its path, so a community below a known
    /// street finds its unit. `nil` for the city and for paths outside the set.
    public func districtUnit(of id: AreaID) -> AreaID? {
        var next: AreaID? = id
        var steps = 0
        while let current = next, steps < 16 {
            if let area = self[current] {
                if area.kind.isDistrictUnit { return current }
                next = area.parent
            } else {
                next = current.prefix
            }
            steps += 1
        }
        return nil
    }

    /// Whether an area lies within another one, or is it; unknown ids are followed by their path.
    public func contains(_ outer: AreaID, _ inner: AreaID) -> Bool {
        path(of: inner).contains(outer)
    }

    /// An area and all that it lies in, itself first; unknown ids are followed by their path.
    public func path(of id: AreaID) -> [AreaID] {
        var path: [AreaID] = []
        var next: AreaID? = id
        while let current = next, path.count < 16 {
            path.append(current)
            if let area = self[current] { next = area.parent } else { next = current.prefix }
        }
        return path
    }
}

/// The stable name of an area: a path of pinyin slugs, such as `nanshan` or `nanshan/nantou`.
///
/// Each component lies within the one before it, so a community that no table knows still names
/// its street and its district: `nanshan/nantou/c01`. Official codes are attributes of an
/// ``Area``, never its identity: two official systems give the same code to different streets.
public struct AreaID: RawRepresentable, Hashable, Comparable, Sendable,
    ExpressibleByStringLiteral, CustomStringConvertible
{
    /// The path, components joined by `/`.
    public let rawValue: String

    /// An area by its path.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// An area by its path, written as a literal.
    public init(stringLiteral value: String) {
        self.init(rawValue: value)
    }

    /// The path without its last component; `nil` for a path of one component.
    public var prefix: AreaID? {
        guard let slash = rawValue.utf8.lastIndex(of: 0x2F) else { return nil }
        return AreaID(rawValue: String(rawValue[..<slash]))
    }

    public var description: String { rawValue }

    /// Whether the left path sorts first, byte by byte.
    public static func < (left: AreaID, right: AreaID) -> Bool { left.rawValue < right.rawValue }
}

/// What kind of place an area is.
public enum AreaKind: String, Sendable, CaseIterable {
    /// The city, 市.
    case city
    /// A district with a code of its own in GB/T 2260, 区.
    case district
    /// A functional area such as 大鹏新区, which has no code of its own.
    case functionalDistrict
    /// A cooperation zone such as 深汕特别合作区, coded under another city.
    case cooperationZone
    /// A street or town, 街道（镇）.
    case street
    /// A community or village, 社区（村）.
    case community
}

/// What some official table calls an area, and in which edition.
public struct ExternalCode: Hashable, Sendable {
    /// Who gives the code.
    public enum System: String, Sendable, CaseIterable {
        /// GB/T 2260, six digits, down to the district.
        case standard = "GB/T 2260"
        /// The civil-affairs ministry's place-name database, twelve digits.
        case civilAffairs = "MCA"
        /// The statistics bureau's set, nine digits.
        case statistics = "NBS"
    }

    /// Who gives the code.
    public let system: System
    /// The edition, by its year or date.
    public let edition: String
    /// The code itself.
    public let code: String

    /// A code with its system and its edition.
    public init(_ system: System, edition: String, _ code: String) {
        self.system = system
        self.edition = edition
        self.code = code
    }
}

/// A place with a stable id, a name in both languages, and the place it belongs to.
public struct Area: Hashable, Sendable, Identifiable {
    /// The stable id.
    public let id: AreaID
    /// The official name.
    public let name: Phrase
    /// What kind of place it is.
    public let kind: AreaKind
    /// The area it belongs to; `nil` for the city.
    public let parent: AreaID?
    /// What official tables call it.
    ///
    /// Two areas may bear the same code in different systems.
    public let codes: [ExternalCode]

    /// An area from its parts.
    public init(
        id: AreaID, name: Phrase, kind: AreaKind, parent: AreaID?, codes: [ExternalCode] = []
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.parent = parent
        self.codes = codes
    }
}

extension AreaKind {
    /// Whether areas of this kind answer for the plan as one of its 各区.
    public var isDistrictUnit: Bool {
        switch self {
        case .district, .functionalDistrict, .cooperationZone: true
        case .city, .street, .community: false
        }
    }
}

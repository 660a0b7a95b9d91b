public import CaseLedger

/// One of the plan's 25 tasks or three requirements.
///
/// ```swift
/// Measure.visits.id                  // "15"
/// Measure(id: "R3") == .supervision  // true
/// Measure.visits.title(in: .chinese) // 常态化开展走访慰问活动
/// ```
///
/// The raw value is the task's number; requirements R1 to R3 are 26 to 28. Raw values are written
/// to disk and never change.
public enum Measure: UInt8, CaseIterable, Hashable, Comparable, Sendable, Identifiable {
    /// Task 1, the catalog of basic preferential treatment.
    case benefitCatalog = 1
    /// Task 2, the government's service platform: windows at stations, handovers.
    case servicePlatform
    /// Task 3, the platform of society's resources.
    case resourcePlatform
    /// Task 4, service teams and one officer for every family.
    case serviceTeams
    /// Task 5, special funds.
    case specialFunds
    /// Task 6, how funds serve.
    case fundServices
    /// Task 7, the fundraising day of 5 September.
    case fundraisingDay
    /// Task 8, one file for every person.
    case dossiers
    /// Task 9, the database and its verification person by person.
    case interactionBase
    /// Task 10, exclusive care packages.
    case carePackages
    /// Task 11, publicity.
    case publicity
    /// Task 12, the station's hotline around the clock.
    case roundTheClockHotline
    /// Task 13, the hotlines of firms.
    case socialHotlines
    /// Task 14, the volunteers' hotline.
    case volunteerHotline
    /// Task 15, visits.
    case visits
    /// Task 16, the care month of September.
    case careMonth
    /// Task 17, the green channel.
    case greenChannel
    /// Task 18, the health package.
    case healthPackage
    /// Task 19, the grain card.
    case grainCard
    /// Task 20, housing.
    case housingSupport
    /// Task 21, air travel.
    case airTravel
    /// Task 22, insurance.
    case careInsurance
    /// Task 23, care for the old.
    case elderlyCare
    /// Task 24, basic living costs.
    case basicLiving
    /// Task 25, memorials and tomb sweeping.
    case remembrance
    /// Requirement 1, leadership.
    case leadership
    /// Requirement 2, coordination.
    case coordination
    /// Requirement 3, supervision.
    case supervision

    /// The 25 tasks in the plan's order.
    public static let tasks: [Measure] = allCases.filter(\.isTask)

    /// The three requirements in the plan's order.
    public static let requirements: [Measure] = allCases.filter { !$0.isTask }

    /// Whether it is one of the 25 tasks.
    public var isTask: Bool { rawValue <= 25 }

    /// What the plan and its checks call it: `1` to `25`, `R1` to `R3`.
    public var id: String { isTask ? "\(rawValue)" : "R\(rawValue - 25)" }

    /// A measure by what the plan calls it; `nil` for any other text.
    public init?(id: some StringProtocol) {
        guard let found = Measure.allCases.first(where: { $0.id == id }) else { return nil }
        self = found
    }

    /// Whether the left measure comes first in the plan.
    public static func < (left: Measure, right: Measure) -> Bool { left.rawValue < right.rawValue }

    /// Which of the five ones the task belongs to; `nil` for a requirement.
    public var group: MeasureGroup? {
        switch rawValue {
        case 1...4: .mechanism
        case 5...7: .funds
        case 8...11: .network
        case 12...14: .hotlines
        case 15...25: .projects
        default: nil
        }
    }

    /// The title: in Chinese the plan's own words.
    public var title: Phrase { Measure.titles[Int(rawValue) - 1] }

    private static let titles: [Phrase] = [
        Phrase("制定基本优待目录清单", "Draw up the catalog of basic preferential treatment"),
        Phrase("搭建政府关爱服务平台", "Build the government's care service platform"),
        Phrase("建立社会关爱资源平台", "Set up the platform of society's care resources"),
        Phrase("深化关爱服务队伍建设", "Strengthen the care service teams"),
        Phrase("设立关爱行动专项基金", "Establish special care funds"),
        Phrase("优化关爱基金服务功能", "Improve how the care funds serve"),
        Phrase("设立关爱烈士遗属募捐日", "Hold a fundraising day for martyrs' families"),
        Phrase("建立“一人一档”专属台账", "Keep one file for every person"),
        Phrase("搭建服务互动“数据库”", "Build the interactive service database"),
        Phrase("推送烈士遗属专享礼包", "Deliver packages reserved for martyrs' families"),
        Phrase("开展关爱氛围营造活动", "Foster public care and respect"),
        Phrase("开通全时段帮扶热线", "Open the round-the-clock help hotline"),
        Phrase("开通社会化帮扶热线", "Open help hotlines run by society"),
        Phrase("开通志愿服务热线", "Open the volunteer service hotline"),
        Phrase("常态化开展走访慰问活动", "Visit families regularly"),
        Phrase("举办烈士遗属关爱月活动", "Hold the care month for martyrs' families"),
        Phrase("开通烈士遗属“绿色通道”", "Open a green channel for martyrs' families"),
        Phrase("推送“健康大礼包”", "Deliver the health package"),
        Phrase("办理烈士遗属专享粮卡", "Issue the grain card for martyrs' families"),
        Phrase("实施“安居保障”计划", "Carry out the housing support program"),
        Phrase("推出航空专属优待", "Offer preferential air travel"),
        Phrase("推送关爱烈士遗属保险", "Offer insurance for martyrs' families"),
        Phrase("开展“老有颐养”优惠服务", "Offer preferential care in old age"),
        Phrase("强化基本生活保障", "Strengthen basic living support"),
        Phrase("提升祭扫服务保障水平", "Improve memorial and tomb-sweeping services"),
        Phrase("加强组织领导", "Strengthen leadership"),
        Phrase("加强统筹协调", "Strengthen coordination"),
        Phrase("加强督导检查", "Strengthen supervision and inspection"),
    ]
}

extension Measure: CustomStringConvertible {
    /// What the plan calls it; see ``id``.
    public var description: String { id }
}

/// The plan's five ones, 五个一.
public enum MeasureGroup: UInt8, CaseIterable, Hashable, Sendable {
    /// One set of care mechanisms, tasks 1 to 4.
    case mechanism = 1
    /// A number of care funds, tasks 5 to 7.
    case funds
    /// One care information network, tasks 8 to 11.
    case network
    /// A number of help hotlines, tasks 12 to 14.
    case hotlines
    /// A number of care projects, tasks 15 to 25.
    case projects

    /// The heading: in Chinese the plan's own words.
    public var title: Phrase {
        switch self {
        case .mechanism: Phrase("建立一套关爱服务机制", "One set of care mechanisms")
        case .funds: Phrase("成立一批关爱行动基金", "A group of care funds")
        case .network: Phrase("搭建一个关爱信息网络", "One care information network")
        case .hotlines: Phrase("开通一批关爱帮扶热线", "A group of help hotlines")
        case .projects: Phrase("推出一批关爱服务项目", "A group of care projects")
        }
    }

    /// The tasks of the group, in the plan's order.
    public var measures: [Measure] { Measure.tasks.filter { $0.group == self } }
}

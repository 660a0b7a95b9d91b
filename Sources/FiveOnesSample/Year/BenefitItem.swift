import CaseLedger
import FiveOnes

/// An item of the benefit catalog.
struct BenefitItem: Sendable {
    let id: BenefitItemID
    let domain: String
    let name: String
    let basis: String
    let bearer: String

    /// The city's items, two for each of nine domains.
    static let city: [BenefitItem] = """
        honor 悬挂光荣牌 退役军人事务局
        honor 邀请参加纪念活动 退役军人事务局
        living 发放春节慰问金 退役军人事务局
        living 水电燃气便利服务 国资委
        eldercare 养老机构优先接收 民政局
        eldercare 居家适老化改造 民政局
        medical 定点医院优先窗口 卫生健康委
        medical 每年一次健康体检 卫生健康委
        housing 优先配租保障性住房 住房和建设局
        housing 房屋修缮补助 住房和建设局
        education 子女入学优待 教育局
        education 高中阶段学费减免 教育局
        employment 公益性岗位优先安置 人力资源和社会保障局
        employment 免费职业技能培训 人力资源和社会保障局
        culture 博物馆景区免费参观 文化广电旅游体育局
        culture 图书馆上门借阅 文化广电旅游体育局
        transport 市内公交地铁免费 交通运输局
        transport 机场车站优先通道 交通运输局
        """.split(separator: "\n").enumerated().map { index, line in
            let words = line.split(separator: " ").map(String.init)
            return BenefitItem(
                id: BenefitItemID(rawValue: "B-\(words[0])-\(index % 2 + 1)"), domain: words[0],
                name: words[1], basis: "烈士褒扬条例", bearer: "市\(words[2])")
        }

    /// What a district unit adds of its own.
    static func own(of unit: AreaID) -> BenefitItem {
        BenefitItem(
            id: BenefitItemID(rawValue: "B-\(unit)-1"), domain: "living", name: "上门家政服务",
            basis: "区优待目录清单", bearer: "区退役军人事务局")
    }
}

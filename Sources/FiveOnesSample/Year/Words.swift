import CaseLedger
import FiveOnes

/// What is written down about people who do not exist.
enum Words {
    static let findings = [
        "身体平稳，生活正常。", "血压偏高，已提醒复诊。", "情绪良好，子女常回家。", "希望增加健康讲座。",
        "居所整洁，水电正常。", "腿脚不便，建议申请适老化改造。", "近期住院，已协助办理报销。",
        "孙辈升学，了解助学政策。",
    ]
    static let living = ["与子女同住", "独居，邻里照应", "与配偶同住", "入住养老机构"]
    static let health = ["良好", "高血压，规律服药", "糖尿病，定期复查", "行动不便", "术后恢复中"]
    static let income = ["定期抚恤金和养老金", "养老金", "工资收入", "子女赡养", "低保及补助"]
}

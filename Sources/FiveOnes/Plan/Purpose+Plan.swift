public import CaseLedger

extension Purpose {
    /// Visits, contact and service to a family.
    public static let care = Purpose(
        "care", Phrase("关爱服务", "Care for a family"),
        ground: Phrase(
            "个人信息保护法第13条第1款第3项；烈士褒扬条例第25条",
            "PIPL article 13(1)(3); Regulations on Commendation of Martyrs, article 25"),
        roles: [.responsibleOfficer, .stationStaff, .districtStaff, .cityStaff])

    /// The yearly and quarterly verification of survivors.
    public static let verification = Purpose(
        "verification", Phrase("逐户逐人核查", "Verification of survivors"),
        ground: Phrase(
            "个人信息保护法第13条第1款第3项；烈士褒扬条例第23条",
            "PIPL article 13(1)(3); Regulations on Commendation of Martyrs, article 23"),
        roles: [.responsibleOfficer, .stationStaff, .districtStaff])

    /// Aid, benefits and payments.
    public static let aid = Purpose(
        "aid", Phrase("帮扶与优待", "Aid and benefits"),
        ground: Phrase(
            "个人信息保护法第13条第1款第3项；慈善法第81条",
            "PIPL article 13(1)(3); Charity Law, article 81"),
        roles: [.districtStaff, .fundCustodian, .approver, .payer, .foundationStaff])

    /// Inspection, audit and complaints about the office.
    public static let audit = Purpose(
        "audit", Phrase("审计监督", "Audit and supervision"),
        ground: Phrase(
            "个人信息保护法第54条；退役军人保障法第71条",
            "PIPL article 54; Law on Protection of Veterans, article 71"),
        roles: [.inspector, .cityStaff])

    /// A person's own request to see or copy the data, or a near relative's of somebody dead.
    public static let subjectRequest = Purpose(
        "subject-request", Phrase("本人查阅复制", "Request of the person"),
        ground: Phrase("个人信息保护法第45条、第49条", "PIPL articles 45 and 49"),
        roles: [.responsibleOfficer, .stationStaff, .districtStaff, .cityStaff])

    /// Handing data over to another office or system.
    public static let transfer = Purpose(
        "transfer", Phrase("数据移交", "Hand-over of data"),
        ground: Phrase(
            "退役军人保障法第8条；军人抚恤优待条例第8条",
            "Law on Protection of Veterans, article 8; Regulations on Pensions, article 8"),
        roles: [.districtStaff, .cityStaff, .system])

    /// Taking the keys along in a backup, sealed; no reading.
    public static let backup = Purpose(
        "backup", Phrase("密钥备份", "Backup of the keys"),
        ground: Phrase("个人信息保护法第51条", "PIPL article 51"), roles: [.cityStaff, .system])

    /// The purposes for which the plan's people may read personal data.
    public static let fiveOnes: [Purpose] = [
        .care, .verification, .aid, .audit, .subjectRequest, .transfer,
    ]
}

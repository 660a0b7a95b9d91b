public import CaseLedger

/// The level of a service station in the four-level system.
public enum StationLevel: String, FieldCode, Sendable {
    /// Street or town.
    case street
    /// Community or village.
    case community

    public static var blank: StationLevel { .street }

    public var label: Phrase {
        switch self {
        case .street: Phrase("街道（镇）", "street or town")
        case .community: Phrase("社区（村）", "community or village")
        }
    }
}

/// What a visit is made for: one of the plan's five dates, or another reason.
public enum VisitOccasion: String, FieldCode, Sendable {
    /// Spring Festival.
    case springFestival
    /// 1 July.
    case partyDay
    /// Martyrs' Day.
    case martyrsDay
    /// The day of sacrifice.
    case sacrificeDay
    /// A survivor's birthday.
    case birthday
    /// Relief of hardship.
    case hardship
    /// Another reason.
    case other

    public static var blank: VisitOccasion { .springFestival }

    public var label: Phrase {
        switch self {
        case .springFestival: Phrase("春节", "Spring Festival")
        case .partyDay: Phrase("“七一”", "1 July")
        case .martyrsDay: Phrase("烈士纪念日", "Martyrs' Day")
        case .sacrificeDay: Phrase("烈士牺牲日", "the day of sacrifice")
        case .birthday: Phrase("遗属生日", "a survivor's birthday")
        case .hardship: Phrase("帮扶解困", "relief of hardship")
        case .other: Phrase("其他", "another reason")
        }
    }
}

/// Where a visit was made.
public enum VisitMode: String, FieldCode, Sendable {
    /// At home.
    case home
    /// In hospital.
    case hospital
    /// Elsewhere.
    case elsewhere
    /// By phone.
    case phone

    public static var blank: VisitMode { .home }

    public var label: Phrase {
        switch self {
        case .home: Phrase("上门", "at home")
        case .hospital: Phrase("医院", "in hospital")
        case .elsewhere: Phrase("其他地点", "elsewhere")
        case .phone: Phrase("电话", "by phone")
        }
    }
}

/// What a caller wants, which sets the limit for resolving it.
public enum TicketCategory: String, FieldCode, Sendable {
    /// Enquiry.
    case enquiry
    /// Guidance.
    case guidance
    /// Request.
    case request
    /// Complaint.
    case complaint
    /// Urgent.
    case urgent

    public static var blank: TicketCategory { .enquiry }

    public var label: Phrase {
        switch self {
        case .enquiry: Phrase("咨询", "enquiry")
        case .guidance: Phrase("指引", "guidance")
        case .request: Phrase("求助", "request")
        case .complaint: Phrase("投诉", "complaint")
        case .urgent: Phrase("紧急", "urgent")
        }
    }
}

/// What help came to, in the caller's words.
public enum TicketEffect: String, FieldCode, Sendable {
    /// Solved.
    case solved
    /// Partly solved.
    case partly
    /// Not solved.
    case unsolved
    /// The caller could not be reached.
    case unreached

    public static var blank: TicketEffect { .solved }

    public var label: Phrase {
        switch self {
        case .solved: Phrase("已解决", "solved")
        case .partly: Phrase("部分解决", "partly solved")
        case .unsolved: Phrase("未解决", "not solved")
        case .unreached: Phrase("未联系上", "the caller could not be reached")
        }
    }
}

import ArgumentParser
import FiveOnes

/// `fiveones family LEDGER F`.
struct FamilyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "family", abstract: "One family's file.",
        discussion: """
            The file as it was true on a day and as it was on record at a moment. Names are shown \
            with --purpose and --reader, and the reading is recorded.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Argument(help: "The family: F-0012 or family:F-0012.") var family: FamilyID
    @OptionGroup var times: FrameOptions
    @OptionGroup var output: FormatOption
    @OptionGroup var who: ReaderOptions
    @OptionGroup var say: LanguageOption

    func run() throws {
        let opened = try who.open(ledger.path, say)
        let file = try about(ledger.path) {
            try opened.ledger.familyFile(family, in: times.frame)
        }
        guard let file else {
            throw Failure(
                .noInput,
                "\(ledger.path): no family \(family) is on record\(times.byThen); check its "
                    + "identifier\(times.byThen.isEmpty ? "" : ", --as-of and --known-at")")
        }
        let lines = try about(ledger.path) {
            try who.disclose(opened.ledger, view: "family-file") { open in
                guard !output.isJSON else {
                    return [try file.json(family, in: times.frame, opening: open).description]
                }
                return try FamilyText(say, open).lines(file, family, times.frame)
            }
        }
        for line in lines { try write(line: line) }
        try opened.finish()
    }
}

/// A family's file in words and tables.
struct FamilyText {
    private let say: LanguageOption
    private let open: Disclosure?

    /// The words for a file, with the names that `open` may open.
    init(_ say: LanguageOption, _ open: Disclosure?) {
        self.say = say
        self.open = open
    }

    func lines(_ file: FamilyFile, _ family: FamilyID, _ frame: TimeFrame) throws -> [String] {
        guard let record = file.registry.families[family] else { return [] }
        let day = frame.asOf ?? Instant.now.day
        let area = name(of: record.area(on: day))
        let officer = file.assignments.officer(of: family, on: day)
        var lines = [
            say("家庭 \(family)", "Family \(family)") + "  \(area)" + say.times(frame),
            say("建档 \(record.enrolled.from)", "enrolled \(record.enrolled.from)")
                + (record.closed.map { say("，销档 \($0.from)", ", closed \($0.from)") } ?? "")
                + say("；专责人员 ", "; officer ")
                + (officer.map { "\($0.officer) (\($0.station))" } ?? say("无", "nobody"))
                + say("；帮扶到账 \(file.aidPaid)", "; aid paid \(file.aidPaid)"),
            "",
        ]
        lines += [try people(file, record).render(for: .standardOutput), ""]
        let visits = (file.visits.byFamily[family] ?? []).sorted { $0.day < $1.day }
        lines += [
            visits.isEmpty
                ? say("没有走访记录。", "No visit is on record.")
                : table(visits).render(for: .standardOutput), "",
        ]
        let tickets = file.tickets.tickets.values.sorted { $0.opened.position < $1.opened.position }
        if !tickets.isEmpty { lines += [table(tickets).render(for: .standardOutput), ""] }
        return lines + [events(file.history.map(\.position))]
    }

    private func events(_ positions: [UInt64]) -> String {
        let (first, last) = (positions.first ?? 0, positions.last ?? 0)
        guard positions.count > 1 else {
            return say("共 1 件事件，位置 \(first)", "1 event, position \(first)")
        }
        return say(
            "共 \(positions.count) 件事件，位置 \(first)–\(last)",
            "\(positions.count) events, positions \(first)–\(last)")
    }

    private func name(of id: AreaID) -> String {
        let area = Areas.shenzhen[id]?.name(in: say.language)
        let unit = Areas.shenzhen.districtUnit(of: id).flatMap { Areas.shenzhen[$0] }
        return [unit?.name(in: say.language), area ?? id.rawValue].compactMap { $0 }
            .joined(separator: say("", ", "))
    }

    private func people(_ file: FamilyFile, _ record: Registry.Family) throws -> Table {
        var table = Table(columns: [
            .init(say("身份", "who")), .init(say("编号", "id")), .init(say("姓名", "name")),
            .init(say("日期", "date")), .init(say("备注", "note")),
        ])
        for id in record.martyrs {
            let martyr = file.registry.martyrs[id]
            table.append([
                .init(say("烈士", "martyr")), .init(id.rawValue),
                .init(try martyr?.name.shown(open, say) ?? ""),
                .init(martyr?.sacrificed?.description ?? "?"), .init(say("牺牲", "fell")),
            ])
        }
        for id in record.members {
            guard let member = file.registry.members[id] else { continue }
            let born = member.birthday?.description ?? "?"
            let note =
                member.died.map { say("\($0.from) 去世", "died \($0.from)") }
                ?? say("出生（\(member.calendar.label.chinese)）", "born (\(member.calendar.rawValue))")
            table.append([
                .init(say("遗属", "survivor")), .init(id.rawValue),
                .init(try member.name.shown(open, say)),
                .init(born), .init(note, member.died == nil ? nil : .dim),
            ])
        }
        return table
    }

    private func table(_ visits: [Visits.Visit]) -> Table {
        var table = Table(columns: [
            .init(say("走访日期", "visited")), .init(say("事由", "for")), .init(say("方式", "where")),
            .init(say("走访人", "by")), .init(say("见到", "met"), maxWidth: 30),
            .init(say("慰问金", "gift"), .right), .init(say("位置", "position"), .right),
        ])
        for visit in visits {
            table.append([
                .init(visit.day.description), .init(visit.occasion.label(in: say.language)),
                .init(visit.mode.label(in: say.language)), .init(visit.visitor),
                .init(visit.met.map(\.rawValue).joined(separator: " ")),
                .init(visit.gift?.description ?? ""), .init("\(visit.position)", .dim),
            ])
        }
        return table
    }

    private func table(_ tickets: [TicketBook.Ticket]) -> Table {
        var table = Table(columns: [
            .init(say("工单", "ticket")), .init(say("类别", "category")),
            .init(say("受理", "opened")), .init(say("办结", "resolved")),
            .init(say("回访", "fed back")), .init(say("位置", "position"), .right),
        ])
        func minute(_ moment: Moment?) -> String {
            moment.map { String($0.description.prefix(16).replacing("T", with: " ")) } ?? "–"
        }
        for ticket in tickets {
            table.append([
                .init(ticket.id.rawValue), .init(ticket.category.label(in: say.language)),
                .init(minute(ticket.opened.at)), .init(minute(ticket.resolution?.at)),
                .init(minute(ticket.feedback.first?.at.at)),
                .init("\(ticket.opened.position)", .dim),
            ])
        }
        return table
    }
}

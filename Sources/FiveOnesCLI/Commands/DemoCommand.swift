import ArgumentParser
import FiveOnes
import FiveOnesSample
import Foundation

/// The command `fiveones demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "A sample year in a fresh ledger, and a tour of it.",
        discussion: """
            Records an invented year of eleven district units with some lapses planted in it, then \
            shows a family's file, the funds, the supervision board, one red cell down to the \
            missing event, who did what, and the verification. The people are invented.
            """)

    @Option(help: ArgumentHelp("Keep the ledger in this new directory.", valueName: "directory"))
    var keep: String?
    @Option(help: "How many families.") var families = 44
    @Option(help: "The seed: the same seed gives the same year.") var seed: UInt64 = 5
    @OptionGroup var say: LanguageOption

    func validate() throws {
        guard (11...5000).contains(families) else {
            throw ValidationError("--families must be between 11 and 5000.")
        }
    }

    func run() async throws {
        let directory =
            keep
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("fiveones-demo-\(UUID().uuidString)").path
        defer {
            if keep == nil {
                try? FileManager.default.removeItem(atPath: directory)
                try? FileManager.default.removeItem(atPath: Office(at: directory).keyPath)
            }
        }
        let tour = DemoTour(directory: directory, say: say)
        let sample = Sample(
            families: families, seed: seed, lapses: Set(LapseKind.allCases), each: 1)
        try await tour.record(sample, families: families)
        try tour.show(asOf: sample.asOf)
        if let keep {
            try write(
                line: "\n"
                    + say(
                        "账本保留在 \(keep)；可继续用 fiveones family、supervise、audit、verify 查看。",
                        "The ledger is kept in \(keep): look on with fiveones family, supervise, "
                            + "audit, verify."))
        }
    }
}

/// The stations of the tour through a sample year.
struct DemoTour {
    let directory: String
    let say: LanguageOption
    private var office: Office { Office(at: directory) }

    init(directory: String, say: LanguageOption) {
        self.directory = directory
        self.say = say
    }

    /// Records the sample and says how long it took.
    func record(_ sample: Sample, families: Int) async throws {
        do { try await office.found(leaving: KeyNote.text) } catch {
            throw Failure(known: error, at: directory) ?? error
        }
        let ledger = try about(directory) {
            try Ledger.open(
                at: directory, events: .fiveOnes,
                LedgerOptions(keys: .directory(office.keyPath)))
        }
        let start = ContinuousClock.now
        let attestation = Attestation(importer: "demo", source: sample.source)
        var drafts: [Draft] = []
        sample.forEach { draft in
            var draft = draft
            draft.attestation = attestation
            draft.isAdopted = true
            drafts.append(draft)
        }
        let progress = ProgressLine(say("记录", "record"), total: drafts.count)
        for first in stride(from: 0, to: drafts.count, by: 2000) {
            let chunk = Array(drafts[first..<min(first + 2000, drafts.count)])
            for case .refused(let error) in try ledger.admit(chunk) { throw error }
            try await ledger.synced(through: UInt64(first + chunk.count))
            progress.update(to: first + chunk.count)
        }
        progress.finish()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        try ledger.close()
        let tenths = (seconds * 10).rounded() / 10
        try heading(say("一年的关爱", "A year of care"))
        try write(
            line: say(
                "\(families) 户家庭、十一个区、一年：\(grouped(drafts.count)) 件事件，\(tenths) 秒内写入磁盘。",
                "\(families) families, eleven district units, one year: "
                    + "\(grouped(drafts.count)) events synced to disk in \(tenths) s."))
    }

    /// Walks through the views of the ledger.
    func show(asOf day: Day) throws {
        let ledger = try office.read(disclosing: true).ledger
        let frame = TimeFrame(asOf: day)
        let board = try ledger.supervise(in: frame)
        let red = board.results.flatMap(\.findings).first {
            $0.check == "C15.1" && $0.outcome == .violated
        }
        let family = FamilyID(rawValue: red.map { String($0.subject.dropFirst(7)) } ?? "F-0001")

        try write(line: "\n" + months(ledger, day.year))
        try heading(say("一户一档：\(family)", "A family's file: \(family)"))
        if let file = try ledger.familyFile(family, in: frame) {
            try showFile(file, of: family, in: frame, ledger)
        }
        try heading(say("专款专用：基金余额", "Every fen: the funds"))
        let balances = try ledger.fundBalances(in: frame)
        try write(line: FundsText(say).table(balances, brief: true).render(for: .standardOutput))

        try write(line: "\n" + mobilized(ledger.view(FundBook.self, in: frame)))
        try heading(say("督导：谁没有做到", "Supervision: who did not do it"))
        for line in BoardText(say).lines(board, of: ledger) { try write(line: line) }

        if let red { try explain(red, family, ledger) }
        try verify(ledger)
    }

    /// A family's file, once for its officer and once for whoever has no purpose.
    private func showFile(
        _ file: FamilyFile, of family: FamilyID, in frame: TimeFrame, _ ledger: Ledger
    ) throws {
        let authority = try ledger.view(Authority.self)
        let reader = authority.holders.lazy.compactMap { holder in
            authority.grants(of: holder).first {
                $0.role == .cityStaff && $0.contains(ledger.now.day)
            }
        }.first
        let auditor = Actor(
            reader?.holder ?? "zhou.yan", role: .cityStaff, unit: reader?.unit ?? "city:office")
        let lines = try ledger.disclose(to: auditor, for: .audit, view: "family-file") { open in
            try FamilyText(say, open).lines(file, family, frame)
        }
        for line in lines { try write(line: line) }
        try write(
            line: "\n"
                + say(
                    "姓名只向说明目的者显示，每次查阅都留下记录：",
                    "Names are shown to a reader with a purpose, and each reading is recorded:"))
        try ledger.accesses { access in
            let fields = access.said.subjects.reduce(0) { $0 + $1.fields }
            try write(
                line: "  \(access.reader.id)  \(access.said.purpose)  \(access.said.view)  "
                    + say("\(fields) 项", "\(fields) fields"))
        }
        let masked = try FamilyText(say, nil).lines(file, family, frame)
        try write(line: say("没有目的者看到：", "Without one the same file says:"))
        for row in masked.joined(separator: "\n").split(separator: "\n")
        where row.contains(Personal.mask) {
            try write(line: "  \(row)")
        }
    }

    /// What was done month by month, one column each.
    private func months(_ ledger: Ledger, _ year: Int) throws -> String {
        let kinds = [
            ("visit.made", say("走访", "visits")), ("member.verified", say("核查", "verifications")),
            ("ticket.opened", say("工单", "tickets")), ("donation.received", say("捐赠", "donations")),
        ]
        var counts: [String: [Double?]] = [:]
        try ledger.history(
            of: Query([Query.Item(types: Query.Types(named: Set(kinds.map(\.0))))]),
            since: Day(year, 1, 1),
            until: Day(year, 12, 31)
        ) { event in
            let month = event.envelope.occurred.earliest.parts.month
            let before = counts[event.type.name] ?? Array(repeating: 0, count: 12)
            counts[event.type.name] = before.enumerated().map {
                $0.offset == month - 1 ? ($0.element ?? 0) + 1 : $0.element
            }
        }
        let width = kinds.map { DisplayWidth.columns(of: $0.1) }.max() ?? 0
        return kinds.map { type, label in
            let values = counts[type] ?? []
            let total = values.compactMap { $0 }.reduce(0, +)
            return DisplayWidth.pad(label, to: width) + "  " + Plot.sparkline(values, from: 0)
                + "  " + grouped(Int(total))
        }.joined(separator: "\n") + "\n" + DisplayWidth.pad("", to: width) + "  "
            + say("一月…十二月", "Jan to Dec")
    }

    /// How many organizations each district unit mobilized, against the five of the plan.
    private func mobilized(_ book: FundBook) -> String {
        var donors: [AreaID: Set<String>] = [:]
        for donation in book.donations.values
        where donation.reversed == nil && donation.said.donorKind != .individual {
            guard let unit = donation.said.mobilizedBy else { continue }
            donors[unit, default: []].insert(donation.said.creditCode)
        }
        let bars = Areas.shenzhen.districtUnits.map { unit in
            let count = donors[unit.id]?.count ?? 0
            return Plot.Bar(
                unit.name(in: say.language), Double(count), "\(count)",
                style: count < 5 ? .red : .plain)
        }
        return say("各区发动的捐赠单位（至少 5 家）：", "Organizations mobilized by each unit (at least 5):")
            + "\n"
            + Plot.barChart(bars, width: 76, colors: Terminal.standardOutput.colors)
    }

    /// One red cell, down to the events behind it and the one that is missing.
    private func explain(_ red: Finding, _ family: FamilyID, _ ledger: Ledger) throws {
        try heading(say("一个红格：那次没有发生的走访", "One red cell: the visit that did not happen"))
        let unit = BoardGrid.name(of: red.responsible.unit)(in: say.language)
        let person = red.responsible.person ?? say("无", "nobody")
        try write(line: red.identifier)
        try write(line: red.reason(in: say.language))
        try write(line: say("责任单位 \(unit)，责任人 \(person)", "responsible: \(unit), \(person)"))
        try write(line: "\n" + say("依据的事件：", "The events it rests on:"))
        for position in red.evidence {
            try write(
                line: "  \(position)  \(try ledger.event(at: position).sentence(in: say.language))")
        }
        guard let opens = red.opens?.earliest, let closes = red.closes?.latest else { return }
        try write(
            line: "\n" + say("窗口内该家庭的全部记录：", "All that is on record for the family in the window:"))
        var none = true
        try ledger.history(of: .tag(.family(family)), since: opens, until: closes) { event in
            none = false
            try write(line: "  \(event.position)  \(event.sentence(in: say.language))")
        }
        if none { try write(line: say("  （无）", "  (nothing)")) }
        try write(
            line: say(
                "  缺：visit.made，事由“\(red.anchor)”，\(opens) 至 \(closes)",
                "  missing: visit.made for \(red.anchor), \(opens) to \(closes)"))
        guard let officer = red.responsible.person else { return }
        try heading(say("谁做了什么：\(officer)", "Who did what: \(officer)"))
        var lines: [String] = []
        try ledger.history(of: .tag(.actor(officer)), since: opens, until: closes) {
            lines.append("  \($0.position)  \($0.sentence(in: say.language))")
        }
        for line in lines.prefix(8) { try write(line: line) }
        if lines.count > 8 {
            try write(line: say("  …… 另有 \(lines.count - 8) 件", "  … and \(lines.count - 8) more"))
        }
    }

    /// Re-derives every hash, then flips one byte in a copy and lets verification find it.
    private func verify(_ ledger: Ledger) throws {
        try heading(say("校验：不必信任记录者", "Verification: no need to trust the keeper"))
        let report = try office.verify()
        try write(
            line: say(
                "\(report.size) 条，根 \(report.root.base64)，逐字节无误。",
                "\(report.size) entries, root \(report.root.base64): every byte as written."))
        let copy = directory + "-flipped"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try FileManager.default.copyItem(atPath: directory, toPath: copy)
        let segments = try FileManager.default.contentsOfDirectory(atPath: copy)
            .filter { $0.hasSuffix(".lz4") }.sorted()
        guard let segment = segments.first else { return }
        let path = copy + "/" + segment
        var bytes = [UInt8](FileManager.default.contents(atPath: path) ?? Data())
        let place = bytes.count / 2
        bytes[place] ^= 0x10
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let damaged = try Office(at: copy).verify()
        try write(
            line: say(
                "在副本的 \(segment) 第 \(place) 字节翻转一位：",
                "One bit flipped at byte \(place) of a copy's \(segment):"))
        for damage in damaged.damage.prefix(3) { try write(line: "  \(damage)") }
    }

    private func heading(_ title: String) throws {
        let colors = Terminal.standardOutput.colors
        try write(line: "\n" + Style.bold.apply(to: "── \(title) ──", colors: colors) + "\n\n")
    }
}

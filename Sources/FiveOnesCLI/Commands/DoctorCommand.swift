import ArgumentParser
import FiveOnes

/// `fiveones doctor LEDGER`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "What is intact, what is damaged, what it means, and what to do (exit 65).",
        discussion: "Reads everything once and changes nothing; recording may go on meanwhile.")

    @OptionGroup var ledger: LedgerArgument
    @OptionGroup var keys: KeyOptions
    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func run() throws {
        let progress = ProgressLine(say("检查", "examine"))
        let office = try keys.office(at: ledger.path)
        let diagnosis = try about(ledger.path) {
            try office.diagnose { done, _ in progress.update(to: Int(done)) }
        }
        progress.finish()
        // A log that does not open has said so by now.
        let strays = (try? office.strayAccesses()) ?? []
        let lost = (try? office.accessFaults()) ?? []
        let keyFaults = (try? office.keyFaults()) ?? []
        let lead = try? office.clockLead()
        if output.isJSON {
            try write(Self.json(diagnosis, strays, keyFaults, lost, lead))
        } else {
            let isWhole = strays.isEmpty && keyFaults.isEmpty && lost.isEmpty
            let said =
                strays.map(say.strayAccess) + lost.map(say.accessFault)
                + say.keyFaults(keyFaults) + (lead.map { [$0.words(say)] } ?? [])
            let shut = (try? office.entriesWithoutKeys()) ?? nil ?? 0
            var all = lines(diagnosis, isWhole: isWhole && shut == 0)
            if all.last?.isEmpty == true { all.removeLast() }
            if shut > 0 {
                all.insert(
                    say(
                        "密钥 \(office.keyPath) 没有密钥：\(shut) 条记录中的个人信息在此无法打开；"
                            + "放回密钥目录的副本，或用 --keys 指明",
                        "keys      none in \(office.keyPath): what is personal in \(shut) entries "
                            + "cannot be opened here; put a copy of the directory of keys back, or "
                            + "name it with --keys"), at: 2)
            }
            for line in all + (said.isEmpty ? [] : [""] + said) { try write(line: line) }
        }
        if !diagnosis.isSound || !strays.isEmpty || !keyFaults.isEmpty || !lost.isEmpty {
            throw Failure(.badData)
        }
    }

    private func lines(_ diagnosis: Log.Diagnosis, isWhole: Bool) -> [String] {
        let report = diagnosis.report
        var lines = [
            say(
                "条目 \(report.size)，可读 \(diagnosis.readable)",
                "entries   \(report.size) on record, \(diagnosis.readable) can be read"),
            say("根   \(report.root.base64)", "root      \(report.root.base64)"),
        ]
        let sound = diagnosis.segments.count { $0.damaged == 0 }
        let bytes = diagnosis.segments.reduce(0) { $0 + $1.bytes }
        lines.append(
            say(
                "分段 \(diagnosis.segments.count) 个（\(bytes) 字节），完好 \(sound) 个",
                "segments  \(diagnosis.segments.count) (\(bytes) bytes), \(sound) intact"))
        if let writer = report.writer {
            lines.append(say("正在写入：\(writer)", "recording \(writer)"))
        }
        if report.doubt == nil, let range = report.unacknowledged {
            lines.append(
                say(
                    "另有 \(range.count) 条完整但未经确认的记录",
                    "and       \(range.count) entries that are complete but not acknowledged"))
        }
        for finding in diagnosis.findings {
            lines.append("")
            lines.append(finding.damage.place(say, "damaged   "))
            lines.append("  " + finding.damage.message)
            lines.append("  " + meaning(of: finding, report.doubt))
        }
        for copy in diagnosis.quarantined {
            lines.append("")
            lines.append(
                say(
                    "隔离 \(copy.file)（\(copy.bytes) 字节）：未经确认的残缺批次",
                    "quarantined  \(copy.file) (\(copy.bytes) bytes): a torn batch, never "
                        + "acknowledged"))
        }
        lines.append("")
        for step in diagnosis.steps where isWhole || step != .nothing {
            lines.append(say("→ ", "→ ") + words(for: step))
        }
        return lines
    }

    private func meaning(
        of finding: Log.Diagnosis.Finding, _ doubt: TreeHead.Doubt?
    ) -> String {
        switch finding.consequence {
        case .inDoubt:
            return doubt.map { $0.finding(say) + $0.advice(say) } ?? ""
        case .entriesLost:
            let ranges = finding.lost.map { range in
                range.count == 1
                    ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound.rawValue - 1)"
            }.joined(separator: ", ")
            return say("无法读取的位置：\(ranges)。", "Cannot be read: \(ranges).")
        case .allReadable:
            return say(
                "所有记录仍可读取；修复之前不能再登记。",
                "Every entry can still be read; nothing can be recorded until it is mended.")
        case .mendedByOpening:
            return say(
                "未涉及任何已确认的记录；下次登记时自动处理。",
                "Nothing acknowledged is concerned; the next recording mends it.")
        case .strangeFile:
            return say("此文件不属于账本。", "This file is no part of a ledger.")
        }
    }

    private func words(for step: Log.Diagnosis.Step) -> String {
        switch step {
        case .nothing:
            say("一切完好，无需处理。", "All is as it was written. There is nothing to do.")
        case .restore(let files):
            say(
                "从备份恢复（fiveones restore）到新目录，再运行 fiveones verify；受损文件："
                    + files.joined(separator: "，"),
                "Restore a backup into a new directory (fiveones restore) and verify it; or put "
                    + "back from another copy: " + files.joined(separator: ", "))
        case .moveAway(let file):
            say("将 \(file) 移到别处。", "Move \(file) elsewhere.")
        case .openForWriting:
            say(
                "下次登记时自动处理；残缺部分会先移入 quarantine/。",
                "Record something: opening mends it, and keeps a copy of what it removes in "
                    + "quarantine/.")
        case .reviewQuarantine:
            say(
                "查看 quarantine/ 中的副本；确认无用后可删除。",
                "Look at the copies in quarantine/; delete them when nobody needs them.")
        }
    }

    /// The diagnosis, as others can rely on it; members may be added, never changed.
    static func json(
        _ diagnosis: Log.Diagnosis, _ strays: [String], _ keyFaults: [Phrase] = [],
        _ lost: [Ledger.AccessFault] = [], _ lead: Ledger.ClockLead? = nil
    ) -> JSONValue {
        let findings = diagnosis.findings.map { finding -> JSONValue in
            [
                "file": .string(finding.damage.file),
                "offset": .integer(Int64(finding.damage.offset)),
                "positions": .array([finding.damage.positions].compactMap { $0?.json }),
                "message": .string(finding.damage.message),
                "consequence": .string(finding.consequence.rawValue),
                "lost": .array(finding.lost.map(\.json)),
            ]
        }
        let segments = diagnosis.segments.map { segment -> JSONValue in
            [
                "file": .string(segment.file), "bytes": .integer(Int64(segment.bytes)),
                "positions": .array([segment.positions.json]),
                "damaged": .integer(Int64(segment.damaged)),
            ]
        }
        let whole: JSONValue = [
            "format": 1, "size": .integer(Int64(diagnosis.report.size)),
            "doubt": diagnosis.report.doubt?.json ?? .null,
            "readable": .integer(Int64(diagnosis.readable)),
            "root": .string(diagnosis.report.root.base64), "sound": .bool(diagnosis.isSound),
            "segments": .array(segments), "findings": .array(findings),
            "quarantined": .array(
                diagnosis.quarantined.map {
                    ["file": .string($0.file), "bytes": .integer(Int64($0.bytes))]
                }),
            "strayAccesses": .array(strays.map { .string($0) }),
            "keyFaults": .array(keyFaults.map { .string($0.english) }),
            "accessFaults": .array(lost.map { .string(LanguageOption.text($0, in: .english)) }),
            "steps": .array(diagnosis.steps.map { .string(name(of: $0)) }),
        ]
        guard let lead, case .object(var object) = whole else { return whole }
        object["aheadOfClock"] = lead.json
        return .object(object)
    }

    private static func name(of step: Log.Diagnosis.Step) -> String {
        switch step {
        case .nothing: "nothing"
        case .restore(let files): "restore " + files.joined(separator: " ")
        case .moveAway(let file): "moveAway \(file)"
        case .openForWriting: "openForWriting"
        case .reviewQuarantine: "reviewQuarantine"
        }
    }
}

import ArgumentParser
import FiveOnes

/// `fiveones verify LEDGER`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Derive every hash anew: size and root, or the exact damage (exit 65).",
        discussion: """
            Every hash is derived, and every entry's position, time and back-links. With a signed \
            checkpoint that was kept elsewhere, the ledger must also begin with what \
            that states. What lies beyond it is named: its loss would not show. Keys that are there, or \
            named, are held against what is sealed under them.
            """)

    @OptionGroup var ledger: LedgerArgument
    @Option(help: ArgumentHelp("A signed checkpoint kept elsewhere.", valueName: "file"))
    var checkpoint: String?
    @OptionGroup var by: VerifierOptions
    @OptionGroup var keys: KeyOptions
    @OptionGroup var output: FormatOption
    @OptionGroup var say: LanguageOption

    func validate() throws {
        if checkpoint != nil { _ = try by.log() }
    }

    func run() throws {
        let signed = try checkpoint.map { try by.checkpoint(in: $0) }
        let progress = ProgressLine(say("校验", "verify"))
        let office = try keys.office(at: ledger.path)
        let report = try about(ledger.path) {
            try office.verify { done, _ in progress.update(to: Int(done)) }
        }
        progress.finish()
        let anchoring = try signed.map { signed in
            try about(ledger.path) { try office.anchoring(to: signed, report) }
        }
        let faults = try about(ledger.path) { try office.entryFaults() }
        let strays = try about(ledger.path) { try office.strayAccesses() }
        let lost = try about(ledger.path) { try office.accessFaults() }
        let keyFaults = try about(ledger.path) { try office.keyFaults() }
        let lead = try about(ledger.path) { try office.clockLead() }
        if output.isJSON {
            try write(Self.json(report, anchoring, faults, strays, keyFaults, lost, lead))
        } else {
            let lines =
                lines(faults) + strays.map(say.strayAccess)
                + lost.map(say.accessFault) + say.keyFaults(keyFaults)
                + (lead.map { [$0.words(say)] } ?? [])
                + (anchoring?.lines(say) ?? [])
            try write(line: ([text(report)] + lines).joined(separator: "\n"))
        }
        let isAnchored = anchoring.map { $0.state == .consistent } ?? true
        let isWhole =
            report.damage.isEmpty && faults.isEmpty && strays.isEmpty && keyFaults.isEmpty
            && lost.isEmpty
        if isWhole, isAnchored { try about(ledger.path) { try office.remember(report) } }
        if !isWhole || !isAnchored { throw Failure(.badData) }
    }

    private func lines(_ faults: [Ledger.EntryFault]) -> [String] {
        faults.map { fault in
            say("不符 位置 \(fault.position)：", "fault  position \(fault.position): ")
                + DisplayWidth.printable(fault.message)
        }
    }

    private func text(_ report: Log.Report) -> String {
        var lines = [
            say("条目 \(report.size)", "size  \(report.size)"),
            say("根   \(report.root.base64)", "root  \(report.root.base64)"),
        ]
        for copy in report.quarantined {
            lines.append(
                say(
                    "隔离 \(copy)（未经确认的残缺批次）",
                    "quarantined  \(copy) (a torn batch that was never acknowledged)"))
        }
        if report.damage.isEmpty {
            lines.append(say("所有字节均与写入时一致。", "Every byte is as it was written."))
        }
        for damage in report.damage {
            lines.append("\(damage.place(say, "damage  ")): \(damage.message)")
        }
        if let doubt = report.doubt { lines.append(doubt.finding(say) + doubt.advice(say)) }
        return lines.joined(separator: "\n")
    }

    /// What was found, as others can rely on it; members may be added, never changed.
    static func json(
        _ report: Log.Report, _ anchoring: Office.Anchoring? = nil,
        _ faults: [Ledger.EntryFault] = [], _ strays: [String] = [], _ keyFaults: [Phrase] = [],
        _ lost: [Ledger.AccessFault] = [], _ lead: Ledger.ClockLead? = nil
    ) -> JSONValue {
        let damage = report.damage.map { damage -> JSONValue in
            return [
                "file": .string(damage.file), "offset": .integer(Int64(damage.offset)),
                "positions": damage.positions.map(\.json) ?? .null,
                "message": .string(damage.message),
            ]
        }
        var object = JSONObject()
        object["format"] = 1
        object["size"] = .integer(Int64(report.size))
        object["root"] = .string(report.root.base64)
        object["damage"] = .array(damage)
        object["doubt"] = report.doubt?.json
        object["quarantined"] = .array(report.quarantined.map { .string($0) })
        if !faults.isEmpty {
            object["faults"] = .array(
                faults.map { fault in
                    [
                        "position": .integer(Int64(fault.position)),
                        "message": .string(fault.message),
                    ]
                })
        }
        if !strays.isEmpty { object["strayAccesses"] = .array(strays.map { .string($0) }) }
        if !keyFaults.isEmpty {
            object["keyFaults"] = .array(keyFaults.map { .string($0.english) })
        }
        if !lost.isEmpty {
            object["accessFaults"] = .array(
                lost.map { .string(LanguageOption.text($0, in: .english)) })
        }
        object["aheadOfClock"] = lead?.json
        object["anchored"] = anchoring?.json
        return .object(object)
    }
}

extension Log.Damage {
    /// Where it is.
    func place(_ say: LanguageOption, _ label: String) -> String {
        let place = say("损坏 \(file)，偏移 \(offset)", "\(label)\(file), offset \(offset)")
        guard let first = positions?.first, let last = positions?.last else { return place }
        return place
            + (first == last
                ? say("，位置 \(first)", ", position \(first)")
                : say("，位置 \(first)–\(last)", ", positions \(first)–\(last)"))
    }
}

extension Range<Position> {
    /// The positions, as others can rely on them.
    var json: JSONValue {
        [
            "from": .integer(Int64(lowerBound.rawValue)),
            "to": .integer(Int64(upperBound.rawValue)),
        ]
    }
}

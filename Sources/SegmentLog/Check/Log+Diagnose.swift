extension Log {
    /// Examines a log as `verify` does, and tells what each damaged place means and what to do.
    ///
    /// It changes nothing and may run beside a writer.
    ///
    /// - Parameters:
    ///   - storage: the log.
    ///   - describer: what made the indexes of sealed segments.
    ///   - progress: called now and then with the bytes read and the bytes in all.
    /// - Returns: the state of the log.
    /// - Throws: `notALog`, `unsupportedVersion`, `io`. Damage is reported, not thrown.
    /// - Complexity: as `verify`; damaged places are read once more.
    public static func diagnose(
        _ storage: any Storage, describer: (any EntryDescriber)? = nil,
        progress: ((UInt64, UInt64) -> Void)? = nil
    ) throws(LogError) -> Log.Diagnosis {
        let report = try verify(storage, describer: describer, progress: progress)
        let reader = try LogReader.open(in: storage)
        var findings: [Log.Diagnosis.Finding] = []
        for damage in report.damage {
            findings.append(try judge(damage, report, reader))
        }
        let inventory = try Inventory.take(of: storage)
        var segments: [Log.Diagnosis.Segment] = []
        for (index, segment) in inventory.segments.enumerated() {
            let next =
                index + 1 < inventory.segments.count
                ? inventory.segments[index + 1].first : max(segment.first, report.size)
            segments.append(
                Log.Diagnosis.Segment(
                    file: segment.name, bytes: try storage.open(segment.name, .read).size(),
                    positions: Position(segment.first)..<Position(next),
                    damaged: report.damage.count { $0.file == segment.name }))
        }
        var quarantined: [Log.Diagnosis.Quarantined] = []
        for name in report.quarantined {
            let path = "\(Format.quarantineName)/\(name)"
            quarantined.append(
                .init(file: path, bytes: try storage.open(path, .read).size()))
        }
        return Log.Diagnosis(
            report: report, segments: segments, findings: findings, quarantined: quarantined,
            readable: report.size - min(report.size, countOfLost(in: findings)),
            steps: steps(for: findings, report))
    }

    /// The number of entries in the lost ranges, which may overlap.
    private static func countOfLost(in findings: [Log.Diagnosis.Finding]) -> UInt64 {
        var count: UInt64 = 0
        var end: UInt64 = 0
        let ranges = findings.flatMap(\.lost).sorted { $0.lowerBound < $1.lowerBound }
        for range in ranges where range.upperBound.rawValue > end {
            count += range.upperBound.rawValue - max(end, range.lowerBound.rawValue)
            end = range.upperBound.rawValue
        }
        return count
    }

    private static func judge(
        _ damage: Log.Damage, _ report: Log.Report, _ reader: LogReader
    ) throws(LogError) -> Log.Diagnosis.Finding {
        let file = damage.file
        if file == Format.headName {
            return .init(
                damage: damage, consequence: report.doubt == nil ? .allReadable : .inDoubt, lost: []
            )
        }
        guard Format.firstPosition(ofSegment: file) != nil else {
            return .init(damage: damage, consequence: .strangeFile, lost: [])
        }
        if let range = damage.positions, range.lowerBound.rawValue >= report.size {
            return .init(damage: damage, consequence: .mendedByOpening, lost: [])
        }
        let end = Position(reader.size)
        guard let range = damage.positions?.clamped(to: 0..<end), !range.isEmpty else {
            return .init(damage: damage, consequence: .allReadable, lost: [])
        }
        var lost: [Range<Position>] = []
        func lose(_ range: Range<Position>) { lost.append(range) }
        do {
            try unsafe reader.forEachReadable(in: range, damaged: lose) { _, _ in }
        } catch {
            throw error as? LogError ?? LogError(.io, "the log cannot be read.", cause: error)
        }
        return .init(
            damage: damage, consequence: lost.isEmpty ? .allReadable : .entriesLost, lost: lost)
    }

    private static func steps(
        for findings: [Log.Diagnosis.Finding], _ report: Log.Report
    ) -> [Log.Diagnosis.Step] {
        var steps: [Log.Diagnosis.Step] = []
        for finding in findings where finding.consequence == .strangeFile {
            steps.append(.moveAway(finding.damage.file))
        }
        var files: [String] = []
        let isMendedByOpening = report.doubt?.reason == .slotDamaged
        for finding in findings where !files.contains(finding.damage.file) {
            switch finding.consequence {
            case .entriesLost, .allReadable: files.append(finding.damage.file)
            case .inDoubt where !isMendedByOpening: files.append(finding.damage.file)
            default: continue
            }
        }
        if !files.isEmpty { steps.append(.restore(files)) }
        let isLeft =
            report.unacknowledged != nil || isMendedByOpening
            || findings.contains { $0.consequence == .mendedByOpening }
        if isLeft, report.writer == nil { steps.append(.openForWriting) }
        if !report.quarantined.isEmpty { steps.append(.reviewQuarantine) }
        return steps.isEmpty ? [.nothing] : steps
    }
}

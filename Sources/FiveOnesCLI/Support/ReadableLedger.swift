import FiveOnes
import Foundation

/// A ledger opened for reading, and whether all of it can be read.
struct ReadableLedger {
    let ledger: Ledger
    /// Entries that cannot be read.
    let unreadable: [Range<UInt64>]
    /// Why it is not known how much was acknowledged.
    private let doubt: TreeHead.Doubt?

    /// Opens a ledger and warns on standard error of what cannot be read.
    init(_ path: String, _ language: LanguageOption) throws {
        try self.init(Office(at: path), language)
    }

    /// The same for an office, with the keys if personal data is to be disclosed.
    init(_ office: Office, _ language: LanguageOption, disclosing: Bool = false) throws {
        let path = office.path
        let reading = try about(path) { try office.read(disclosing: disclosing) }
        (ledger, unreadable, doubt) = (reading.ledger, reading.unreadable, reading.doubt)
        if let doubt {
            OutputWriter.standardError.say(
                language("警告：\(path)：", "warning: \(path): ")
                    + doubt.finding(language) + doubt.advice(language))
        }
        Self.warn(of: reading.mended, path, language)
        guard !unreadable.isEmpty else { return }
        let count = unreadable.reduce(0) { $0 + $1.count }
        let ranges = unreadable.prefix(20).map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound - 1)"
        }
        let list = ranges.joined(separator: ", ") + (unreadable.count > 20 ? ", …" : "")
        OutputWriter.standardError.say(
            language(
                "警告：\(path)：\(count) 条记录无法读取（位置 \(list)）；以下为其余内容。"
                    + "运行 fiveones verify 查看损坏之处，并从备份恢复。",
                "warning: \(path): \(count) \(count == 1 ? "entry" : "entries") cannot be read "
                    + "(\(count == 1 ? "position" : "positions") \(list)); what follows is made of "
                    + "the others. Run 'fiveones verify' to see the damage, and restore from a "
                    + "backup."))
    }

    /// Warns of damage that costs no entry yet, which nobody would notice else.
    private static func warn(
        of mended: [Range<UInt64>], _ path: String, _ language: LanguageOption
    ) {
        guard let first = mended.first else { return }
        let more = mended.count > 1 ? language(" 等", " and elsewhere") : ""
        OutputWriter.standardError.say(
            language(
                "警告：\(path)：存储的字节有损坏（位置 \(first.lowerBound)\(more)），但所有相关记录仍可完整读取。"
                    + "运行 fiveones doctor 查看，并尽快备份或恢复。",
                "warning: \(path): stored bytes are damaged (position \(first.lowerBound)\(more)), "
                    + "though every entry there can still be read. Run 'fiveones doctor', and copy "
                    + "or restore the ledger soon."))
    }

    /// Ends with exit code 65 if some of the ledger could not be read, or perhaps more was
    /// acknowledged than was shown.
    func finish() throws {
        try requireNoDoubt()
        if !unreadable.isEmpty { throw Failure(.badData) }
    }

    /// Ends with exit code 65 if it is not known how much was acknowledged, which has been said.
    func requireNoDoubt() throws {
        if doubt != nil { throw Failure(.badData) }
    }
}

/// Opens a ledger for recording, after checking all of it, hands it to `body` and closes it,
/// whatever comes of that.
///
/// An error is said to be about the ledger's path, if it `isNamed`.
func recording<T>(
    in path: String, _ say: LanguageOption, keys: KeyOptions? = nil, clock: ClockOption? = nil,
    isNamed: Bool = true, _ body: (Ledger) async throws -> T
) async throws -> T {
    let ledger: Ledger
    do {
        ledger = try Office(of: path, keys: keys?.keys)
            .record(confirmingClock: clock?.confirmClock ?? false)
    } catch {
        throw Failure(rule: error, in: say.language) ?? Failure(known: error, at: path) ?? error
    }
    if let recovery = ledger.recovery { sayWhatWasRepaired(recovery, path, say) }
    if let lead = try about(path, { try ledger.clockLead() }) {
        OutputWriter.standardError.say(
            say("警告：\(path)：", "warning: \(path): ") + lead.words(say))
    }
    for line in try about(path, { try ledger.strayAccesses() }).map(say.strayAccess) {
        OutputWriter.standardError.say("\(path): \(line)")
    }
    let result: T
    do { result = try await body(ledger) } catch {
        try? ledger.close()
        let place = isNamed ? path : nil
        throw Failure(rule: error, in: say.language) ?? Failure(known: error, at: place) ?? error
    }
    try about(path) { try ledger.close() }
    return result
}

extension LanguageOption {
    /// What to do about a file among the readings that wait which is none.
    func strayAccess(_ file: String) -> String {
        let file = DisplayWidth.printable(file)
        return self(
            "\(file) 不是查阅或导出记录，未予登记；查明来源后移走。",
            "\(file) is no reading and no export, and was not taken in; find out who put it there, "
                + "and move it elsewhere.")
    }
}

extension LanguageOption {
    /// What is wrong with the keys, and what to do.
    func keyFaults(_ faults: [Phrase]) -> [String] {
        guard !faults.isEmpty else { return [] }
        var lines = faults.prefix(20).map { self("密钥  ", "keys  ") + $0(in: language) }
        if faults.count > 20 {
            lines.append(self("  另有 \(faults.count - 20) 处", "  and \(faults.count - 20) more"))
        }
        lines.append(
            self(
                "→ 从副本恢复密钥目录；在此之前相关内容无法打开，也不会重新生成密钥。",
                "→ Restore the keys from their copy; until then what they seal cannot be opened, and "
                    + "no keys are made in their place."))
        return lines
    }

    /// What is wrong with the chain of the readings that wait, and what to do.
    func accessFault(_ fault: Ledger.AccessFault) -> String { Self.text(fault, in: language) }

    /// The same in a language.
    static func text(_ fault: Ledger.AccessFault, in language: Language) -> String {
        let phrase =
            switch fault {
            case .removed(let numbers):
                Phrase(
                    "第 \(numbers.lowerBound)–\(numbers.upperBound) 号待入账的查阅记录已被移走；查明何人可写 accesses。",
                    "readings \(numbers.lowerBound)–\(numbers.upperBound) that waited were taken away; "
                        + "find out who may write in accesses.")
            case .altered(let number):
                Phrase(
                    "第 \(number) 号查阅记录已被改动；查明何人可写 accesses。",
                    "reading \(number) was altered; find out who may write in accesses.")
            case .setBack:
                Phrase(
                    "查阅记录链已被移走、回退或重新开始；查明何人可写 accesses。",
                    "the chain of readings was taken away, set back or begun anew; find out who may "
                        + "write in accesses.")
            }
        return phrase(in: language)
    }
}

/// Says on standard error what opening had to repair.
private func sayWhatWasRepaired(
    _ recovery: LogWriter.RecoveryReport, _ path: String, _ language: LanguageOption
) {
    func say(_ chinese: String, _ english: String) {
        OutputWriter.standardError.say("\(path): " + language(chinese, english))
    }
    if let dropped = recovery.dropped {
        say(
            "最后一批未经确认且不完整（\(dropped.file)，偏移 \(dropped.offset)，\(dropped.bytes) 字节），已移至 \(dropped.copy)。",
            "the last batch was torn and never acknowledged (\(dropped.file), offset "
                + "\(dropped.offset), \(dropped.bytes) bytes); it was moved to \(dropped.copy).")
    }
    if let accepted = recovery.accepted {
        say(
            "\(accepted.count) 条完整但未经确认的记录已保留（位置 \(accepted.lowerBound)–\(accepted.upperBound)）。",
            "\(accepted.count) entries that were complete but not acknowledged were kept "
                + "(positions \(accepted.lowerBound)..<\(accepted.upperBound)).")
    }
    for slot in recovery.damagedHeadSlots {
        say("head 的第 \(slot) 槽已损坏，已重写。", "slot \(slot) of 'head' was damaged and written anew.")
    }
}

/// The bytes of a small file such as a mapping.
func contents(of path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
        throw Failure(known: ImportFileError(path)) ?? Failure(.noInput, path)
    }
    return [UInt8](data)
}

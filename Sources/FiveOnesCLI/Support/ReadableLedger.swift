import FiveOnes
import Foundation
import SegmentLog

/// A ledger opened for reading, and whether all of it can be read.
struct ReadableLedger {
    let ledger: Ledger
    /// Entries that cannot be read.
    let unreadable: [Range<UInt64>]

    /// Opens a ledger and warns on standard error of what cannot be read.
    init(_ path: String, _ language: LanguageOption, keys: LedgerKeys = .none) throws {
        try requireDirectory(path)
        ledger = try about(path) {
            try Ledger.open(
                in: FileStorage(directory: path), events: .fiveOnes, as: .reading,
                LedgerOptions(keys: keys))
        }
        unreadable = try about(path) { [ledger] in try ledger.unreadable() }
        warnOfMended(path, language)
        guard !unreadable.isEmpty else { return }
        let count = unreadable.reduce(0) { $0 + $1.count }
        let ranges = unreadable.prefix(20).map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound - 1)"
        }
        let list = ranges.joined(separator: ", ") + (unreadable.count > 20 ? ", …" : "")
        OutputWriter.standardError.writeLine(
            language(
                "警告：\(path)：\(count) 条记录无法读取（位置 \(list)）；以下为其余内容。"
                    + "运行 fiveones verify 查看损坏之处，并从备份恢复。",
                "warning: \(path): \(count) \(count == 1 ? "entry" : "entries") cannot be read "
                    + "(\(count == 1 ? "position" : "positions") \(list)); what follows is made of "
                    + "the others. Run 'fiveones verify' to see the damage, and restore from a "
                    + "backup."))
    }

    /// Warns of damage that costs no entry yet, which nobody would notice else.
    private func warnOfMended(_ path: String, _ language: LanguageOption) {
        let mended = ledger.mended
        guard let first = mended.first else { return }
        let more = mended.count > 1 ? language(" 等", " and elsewhere") : ""
        OutputWriter.standardError.writeLine(
            language(
                "警告：\(path)：存储的字节有损坏（位置 \(first.lowerBound)\(more)），但所有相关记录仍可完整读取。"
                    + "运行 fiveones doctor 查看，并尽快备份或恢复。",
                "warning: \(path): stored bytes are damaged (position \(first.lowerBound)\(more)), "
                    + "though every entry there can still be read. Run 'fiveones doctor', and copy "
                    + "or restore the ledger soon."))
    }

    /// Ends with exit code 65 if some of the ledger could not be read.
    func finish() throws {
        if !unreadable.isEmpty { throw Failure(.badData) }
    }
}

/// Opens a ledger for recording, after checking all of it, and says what that had to repair.
func openForRecording(
    _ path: String, _ language: LanguageOption, keys: KeyOptions? = nil
) throws -> Ledger {
    try requireDirectory(path)
    let ledger = try about(path) {
        try Ledger.open(
            in: FileStorage(directory: path), events: .fiveOnes,
            LedgerOptions(
                keys: try KeyOptions.of(path, named: keys?.keys),
                limits: LogLimits(opening: .everything)))
    }
    guard let recovery = ledger.recovery, !recovery.isClean else { return ledger }
    func say(_ chinese: String, _ english: String) {
        OutputWriter.standardError.writeLine("\(path): " + language(chinese, english))
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
    return ledger
}

/// Refuses a file in the place of a ledger's directory.
func requireDirectory(_ path: String) throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
        !isDirectory.boolValue
    else { return }
    throw Failure(.noInput, "\(path): is a file; name a ledger's directory")
}

/// The bytes of a small file such as a mapping.
func contents(of path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
        throw Failure(known: ImportFileError(path)) ?? Failure(.noInput, path)
    }
    return [UInt8](data)
}

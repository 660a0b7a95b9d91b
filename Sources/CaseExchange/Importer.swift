public import CaseLedger

/// One line of a file to be imported: the events that it stands for, or why it is refused.
public struct ImportLine: Sendable {
    /// The number of the line, from 1.
    public var number: Int
    /// The events, each with a name that ``original`` can be narrowed by.
    public var drafts: [Draft] = []
    /// Why it, or part of it, cannot be read; empty if all of it can.
    public var problems: [String] = []
    /// The line as it can be corrected and imported again, given what of it was refused.
    public var original: @Sendable (_ refused: [EventType]) -> JSONObject
    /// The types of the events that ``problems`` are about.
    public var refusedTypes: [EventType] = []

    init(number: Int, original: @escaping @Sendable ([EventType]) -> JSONObject) {
        self.number = number
        self.original = original
    }
}

/// Where lines to be imported come from: JSON Lines, or rows through a mapping.
public protocol ImportSource: SendableMetatype {
    /// The next lines, about 2,000 of them; `nil` at the end.
    mutating func nextLines() throws -> [ImportLine]?
    /// How many bytes of the file have been read.
    var consumedBytes: Int { get }
}

/// A line that was not recorded, or not all of it.
public struct RefusedLine: Sendable {
    /// The number of the line, from 1.
    public let number: Int
    /// Why, in words that quote nothing of it.
    public let reason: String
    /// The line itself with number and reason, as JSON that can be corrected and imported again.
    public let json: JSONValue
}

/// What an import has come to.
public struct ImportSummary: Hashable, Sendable {
    /// The number of events recorded.
    public var recorded = 0
    /// The number of events that were on record already.
    public var known = 0
    /// The number of lines refused, wholly or in part.
    public var refused = 0
    /// The number of lines read, blank ones not counted.
    public var lines = 0
    /// How many bytes of the file have been read.
    public var bytes = 0

    /// Nothing yet.
    public init() {}
}

/// Records what happened elsewhere, in the order of the file, and refuses line by line what makes
/// no sense.
///
/// ```swift
/// let importer = Importer(ledger)
/// let source = try JSONLinesSource(path: path, catalog: ledger.catalog, importer: "wang.li")
/// let summary = try await importer.run(source) { line in print(line.number, line.reason) }
/// ```
///
/// The next lines are read and parsed on another task while the present ones are recorded. At most
/// two groups of lines wait for the disk, so memory does not grow with the file. An import that was
/// broken off can be run again: what is on record already is recognized by its identity.
public struct Importer: Sendable {
    private let ledger: Ledger

    /// An importer into a ledger that is open for recording.
    public init(_ ledger: Ledger) { self.ledger = ledger }

    /// Imports all lines of a source.
    ///
    /// - Parameters:
    ///   - source: The lines.
    ///   - progress: Is told now and then how far the import is.
    ///   - refused: Is handed every refused line, in the order of the file.
    /// - Returns: What it came to; everything recorded is synced.
    /// - Throws: ``ImportFileError`` or ``CSVError`` if the file cannot be read further,
    ///   ``LedgerError`` if the log fails, and what `refused` throws. What was recorded until then
    ///   stays; run the import again.
    public func run<S: ImportSource>(
        _ source: sending S, progress: (ImportSummary) -> Void = { _ in },
        refused: (RefusedLine) throws -> Void
    ) async throws -> ImportSummary {
        let parser = ParsingAhead(source)
        var summary = ImportSummary()
        var end: UInt64 = 0
        var pending = Task { try await parser.next() }
        while let (lines, bytes) = try await pending.value {
            pending = Task { try await parser.next() }
            let previousEnd = end
            do { try admit(lines, into: &summary, end: &end, refused) } catch {
                pending.cancel()
                throw error
            }
            summary.bytes = bytes
            progress(summary)
            if previousEnd > 0 { try await ledger.synced(through: previousEnd) }
        }
        if end > 0 { try await ledger.synced(through: end) }
        return summary
    }

    private func admit(
        _ lines: [ImportLine], into summary: inout ImportSummary, end: inout UInt64,
        _ refused: (RefusedLine) throws -> Void
    ) throws {
        let outcomes = try ledger.admit(lines.flatMap(\.drafts))
        var next = outcomes.startIndex
        summary.lines += lines.count
        for line in lines {
            var problems = line.problems
            var types = line.refusedTypes
            for draft in line.drafts {
                switch outcomes[next] {
                case .recorded(let position):
                    summary.recorded += 1
                    end = max(end, position + 1)
                case .known(let position):
                    summary.known += 1
                    end = max(end, position + 1)
                case .refused(let error):
                    problems.append(error.message)
                    types.append(draft.event.type)
                }
                next += 1
            }
            guard !problems.isEmpty else { continue }
            summary.refused += 1
            try refused(line.refusal(problems, types))
        }
    }
}

extension ImportLine {
    fileprivate func refusal(_ problems: [String], _ types: [EventType]) -> RefusedLine {
        var reasons: [String] = []
        for problem in problems where !reasons.contains(problem) { reasons.append(problem) }
        let reason = reasons.joined(separator: " | ")
        var object = JSONObject()
        object["line"] = .integer(Int64(number))
        object["reason"] = .string(reason)
        for member in original(types) { object[member.key] = member.value }
        return RefusedLine(number: number, reason: reason, json: .object(object))
    }
}

/// Owns a source and reads it one step ahead of whoever records.
private actor ParsingAhead<S: ImportSource> {
    private var source: S

    init(_ source: sending S) { self.source = source }

    func next() throws -> (lines: [ImportLine], bytes: Int)? {
        guard !Task.isCancelled, let lines = try source.nextLines() else { return nil }
        return (lines, source.consumedBytes)
    }
}

/// CloudEvents in JSON Lines, and refused lines of an earlier import.
///
/// A refused line is an object with `line`, `reason` and either `event`, the corrected event, or
/// `text`, the corrected text of one.
public struct JSONLinesSource: ImportSource {
    /// How many lines are handed on at a time.
    static let linesAtATime = 2_000

    private var lines: LineReader
    private let reader: CloudEvents

    /// The lines of a file.
    ///
    /// - Throws: ``ImportFileError`` when the file cannot be opened.
    public init(path: String, catalog: EventCatalog, importer: String) throws(ImportFileError) {
        self.init(try LineReader(path: path), catalog: catalog, importer: importer)
    }

    /// Lines from anywhere.
    public init(_ lines: LineReader, catalog: EventCatalog, importer: String) {
        self.lines = lines
        reader = CloudEvents(catalog: catalog, importer: importer)
    }

    /// How many bytes of the file have been read.
    public var consumedBytes: Int { lines.consumedBytes }

    /// The next 2,000 lines; `nil` at the end.
    public mutating func nextLines() throws -> [ImportLine]? {
        var result: [ImportLine] = []
        result.reserveCapacity(Self.linesAtATime)
        while result.count < Self.linesAtATime, let line = try lines.next() {
            result.append(read(line))
        }
        return result.isEmpty ? nil : result
    }

    private func read(_ line: LineReader.Line) -> ImportLine {
        let bytes = line.bytes
        var result = ImportLine(number: line.number) { _ in Self.original(bytes) }
        guard !line.isTooLong else {
            result.problems = [
                "the line has more than \(LineReader.defaultMaximumLineBytes) bytes; only its "
                    + "beginning is kept"
            ]
            return result
        }
        do throws(JSONError) {
            let json = try Self.unwrapped(JSONValue.parse(bytes))
            do throws(LedgerError) { result.drafts = [try reader.draft(json)] } catch {
                result.problems = [error.message]
            }
        } catch { result.problems = ["\(error)"] }
        return result
    }

    /// The event that a refused line holds, or the value itself if it is no refused line.
    static func unwrapped(_ json: JSONValue) throws(JSONError) -> JSONValue {
        guard json["line"] != nil, json["reason"] != nil, json["specversion"] == nil else {
            return json
        }
        if let event = json["event"] { return event }
        if case .string(let text)? = json["text"] { return try JSONValue.parse(text) }
        return json
    }

    /// What a refused line keeps of the original.
    static func original(_ bytes: ArraySlice<UInt8>) -> JSONObject {
        var object = JSONObject()
        if let json = try? JSONValue.parse(bytes), let event = try? unwrapped(json) {
            object["event"] = event
        } else if let json = try? JSONValue.parse(bytes), let text = json["text"] {
            object["text"] = text
        } else {
            object["text"] = .string(String(decoding: bytes, as: UTF8.self))
        }
        return object
    }
}

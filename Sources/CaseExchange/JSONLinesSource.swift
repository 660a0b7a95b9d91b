public import CaseLedger

/// CloudEvents in JSON Lines, and refused lines of an earlier import.
///
/// A refused line is an object with `line`, `reason` and `event`, the event without what may be
/// personal, which `withheld` names: that has to be put back, or the file corrected that it comes
/// from. Whoever corrects a line may also give `text`, the text of an event.
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
        var result = ImportLine(number: line.number) { [catalog = reader.catalog] _ in
            Withheld.original(bytes, catalog)
        }
        guard !line.isTooLong else {
            result.problems = [
                "the line has more than \(LineReader.defaultMaximumLineBytes) bytes; only its "
                    + "beginning is kept"
            ]
            return result
        }
        do throws(JSONError) {
            let whole = try JSONValue.parse(bytes)
            if whole["reason"] != nil, !Withheld.missing(in: whole).isEmpty {
                result.problems = [
                    "what is personal was left out of this line; correct the file it comes from, or "
                        + "put it back"
                ]
                return result
            }
            let json = try Self.unwrapped(whole)
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
}

public import CaseLedger

/// Where lines to be imported come from: JSON Lines, or rows through a mapping.
public protocol ImportSource: SendableMetatype {
    /// The next lines, about 2,000 of them; `nil` at the end.
    mutating func nextLines() throws -> [ImportLine]?
    /// How many bytes of the file have been read.
    var consumedBytes: Int { get }
}

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

extension ImportLine {
    func refusal(_ problems: [String], _ types: [EventType]) -> RefusedLine {
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

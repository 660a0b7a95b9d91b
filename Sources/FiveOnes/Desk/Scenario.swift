public import CaseLedger
import Foundation

/// A small history, and what supervision must find in it.
///
/// ```
/// scenario: resolved a day after its limit
/// as-of: 2025-06-30
/// 2025-06-03T10:00 ticket.opened {"ticket":"T-1","category":"enquiry","channel":"phone"}
/// 2025-06-10 ticket.resolved {"ticket":"T-1","outcome":"…"} by li.na stationStaff station:S-1
/// expect: C12.4/ticket:T-1 late unit=city:service-center
/// ```
///
/// A line of an event has when it happened, its type, its data and who acted; the last line of a
/// scenario says what is expected of a finding by its identifier: outcomes that will do, `absent`
/// among them, and its `unit`, `person` and `due`. Empty lines and lines with `#` are passed over.
public struct Scenario: Sendable {
    /// What it shows.
    public let name: String
    /// The last day whose facts count.
    public private(set) var asOf: Day?
    /// What happened, as CloudEvents.
    private var events: [JSONValue] = []
    private var expected: [Expectation] = []

    /// The checks that it speaks of.
    public var checks: Set<String> { Set(expected.map(\.check)) }
    /// The outcomes that it expects of a check.
    public func outcomes(of check: String) -> Set<String> {
        Set(expected.filter { $0.check == check }.flatMap(\.outcomes))
    }

    /// What must be found of one obligation.
    private struct Expectation {
        /// As a finding prints it: `C15.1/family:F-1/springFestival/2025`.
        let identifier: String
        let outcomes: [String]
        let fields: [String: String]

        var check: String { String(identifier.prefix { $0 != "/" }) }
    }

    /// A text that is no scenario.
    public struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        /// The line, from 1.
        public let line: Int
        /// What is wrong with it.
        public let message: String
        public var description: String { "line \(line): \(message)" }
    }

    /// The scenarios of a text.
    public static func parse(_ text: String) throws(Malformed) -> [Scenario] {
        var all: [Scenario] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.trimming { $0 == " " || $0 == "\r" }
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            if let name = value(of: "scenario:", in: line) {
                all.append(Scenario(name: String(name)))
                continue
            }
            guard !all.isEmpty else {
                throw Malformed(line: index + 1, message: "begin with 'scenario: what it shows'")
            }
            do throws(Wrong) { try all[all.count - 1].read(line) } catch {
                throw Malformed(line: index + 1, message: error.message)
            }
        }
        for scenario in all where scenario.asOf == nil || scenario.expected.isEmpty {
            throw Malformed(
                line: 1, message: "'\(scenario.name)' needs 'as-of: DAY' and 'expect: …'")
        }
        return all
    }

    private init(name: String) { self.name = name }

    private struct Wrong: Error { let message: String }

    private static func value(of key: String, in line: Substring) -> Substring? {
        line.hasPrefix(key) ? line.dropFirst(key.count).trimming { $0 == " " } : nil
    }

    private mutating func read(_ line: Substring) throws(Wrong) {
        if let day = Self.value(of: "as-of:", in: line) {
            guard let day = Day(day) else { throw Wrong(message: "'\(day)' is no day") }
            asOf = day
        } else if let text = Self.value(of: "expect:", in: line) {
            let words = text.split(separator: " ")
            guard words.count >= 2 else {
                throw Wrong(message: "expect: IDENTIFIER OUTCOME [unit=…] [person=…] [due=…]")
            }
            let outcomes = words[1].split(separator: "|").map(String.init)
            if let unknown = outcomes.first(where: {
                $0 != "absent" && Outcome(rawValue: $0) == nil
            }) {
                throw Wrong(message: "'\(unknown)' is no outcome")
            }
            var fields: [String: String] = [:]
            for word in words.dropFirst(2) {
                let parts = word.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, ["unit", "person", "due"].contains(parts[0]) else {
                    throw Wrong(message: "'\(word)' is none of unit=, person=, due=")
                }
                fields[String(parts[0])] = String(parts[1])
            }
            expected.append(
                Expectation(identifier: String(words[0]), outcomes: outcomes, fields: fields))
        } else {
            events.append(try Self.event(line, number: events.count))
        }
    }

    /// An event's line as a CloudEvent.
    private static func event(_ line: Substring, number: Int) throws(Wrong) -> JSONValue {
        guard let open = line.firstIndex(of: "{"), let close = line.lastIndex(of: "}"),
            case let head = line[..<open].split(separator: " "), head.count == 2,
            let moment = Moment(head[0].count == 16 ? "\(head[0]):00+08:00" : head[0])
        else { throw Wrong(message: "an event is: WHEN TYPE {data} [by ACTOR ROLE UNIT]") }
        let data: JSONValue
        do throws(JSONError) { data = try JSONValue.parse(String(line[open...close])) } catch {
            throw Wrong(message: "\(error)")
        }
        let tail = line[line.index(after: close)...].split(separator: " ")
        guard tail.isEmpty || tail.count == 4 && tail[0] == "by" else {
            throw Wrong(message: "who acted is: by ACTOR ROLE UNIT")
        }
        guard
            let type = EventCatalog.fiveOnes.definitions.map(\.type)
                .filter({ $0.name == head[1] }).max(by: { $0.version < $1.version })
        else { throw Wrong(message: "'\(head[1])' is no event") }
        var object = JSONObject()
        object["specversion"] = "1.0"
        object["type"] = .string("\(type)")
        object["source"] = "scenario"
        object["id"] = .string(String(number))
        object["time"] = .string(Moment.instant(moment.first).description)
        object["occurredprecision"] = .string("\(moment.precision)")
        object["actor"] = .string(tail.isEmpty ? "clerk" : String(tail[1]))
        object["role"] = .string(tail.isEmpty ? "districtStaff" : String(tail[2]))
        object["unit"] = .string(tail.isEmpty ? "district:luohu" : String(tail[3]))
        object["data"] = data
        return .object(object)
    }

    /// Brings the events into a ledger of its own, supervises, and compares.
    ///
    /// - Returns: What was expected and not found, in English; empty if all is as expected.
    /// - Throws: ``LedgerError`` if an event is refused.
    public func run() async throws -> [String] {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("scenario-\(EventID.next())")
        defer { try? FileManager.default.removeItem(at: directory) }
        let ledger = try Ledger.open(
            at: directory.path, events: .fiveOnes, as: .founding, LedgerOptions(keys: .inMemory()))
        let reader = CloudEvents(catalog: .fiveOnes, importer: "scenario")
        let drafts = try events.map { try reader.draft($0) }
        for outcome in try ledger.admit(drafts) {
            if case .refused(let error) = outcome { throw error }
        }
        try await ledger.synced()
        let checks = PlanCheck.all.filter { self.checks.contains($0.id) }
        let board = try ledger.supervise(in: TimeFrame(asOf: asOf), checks: checks)
        let found = Dictionary(
            board.results.flatMap(\.findings).map { ($0.identifier, $0) },
            uniquingKeysWith: { first, _ in first })
        try ledger.close()
        return expected.compactMap { difference($0, found[$0.identifier]) }
    }

    private func difference(_ expected: Expectation, _ found: Finding?) -> String? {
        let outcome = found?.outcome.rawValue ?? "absent"
        guard expected.outcomes.contains(outcome) else {
            let why = found.map { " (\($0.reason.english))" } ?? ""
            return "\(name): \(expected.identifier) is \(outcome)\(why), not "
                + expected.outcomes.joined(separator: " or ")
        }
        guard let found else { return nil }
        let fields = [
            "unit": found.responsible.unit, "person": found.responsible.person ?? "",
            "due": found.due.map { $0.latest.description } ?? "",
        ]
        for (name, value) in expected.fields.sorted(by: { $0.key < $1.key })
        where fields[name] != value {
            return "\(self.name): \(expected.identifier) has \(name) '\(fields[name] ?? "")', not "
                + "'\(value)'"
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimming(_ isDropped: (Character) -> Bool) -> Substring {
        var rest = drop(while: isDropped)
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return rest
    }
}

public import CaseLedger

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
    private let adopts: Bool

    /// An importer into a ledger that is open for recording.
    ///
    /// - Parameters:
    ///   - ledger: The ledger.
    ///   - adopts: Whether a new ledger takes over, with the history of another, what governed
    ///     that one: whom it gave authority, for example. Else only facts are recorded
    ///     (``EventDefinition/Force``). What was adopted is attested, and neither destroys keys nor
    ///     lifts holds nor rewrites files.
    public init(_ ledger: Ledger, adopting adopts: Bool = false) {
        self.ledger = ledger
        self.adopts = adopts
    }

    /// Imports all lines of a source.
    ///
    /// - Parameters:
    ///   - source: The lines.
    ///   - progress: Is told now and then how far the import is.
    ///   - refused: Is handed every refused line, in the order of the file.
    /// - Returns: What it came to; everything recorded is synced.
    /// - Throws: ``ImportFileError`` or ``CSVError`` if the file cannot be read further,
    ///   ``LedgerError`` if the log fails, or if a ledger that decided on authority itself is to
    ///   adopt another's history, and what `refused` throws. What was recorded until then
    ///   stays; run the import again.
    public func run<S: ImportSource>(
        _ source: sending S, progress: (ImportSummary) -> Void = { _ in },
        refused: (RefusedLine) throws -> Void
    ) async throws -> ImportSummary {
        if adopts { try ledger.requireAdoptable() }
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
        var drafts = lines.flatMap(\.drafts)
        if adopts { for index in drafts.indices { drafts[index].isAdopted = true } }
        let outcomes = try ledger.admit(drafts)
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

/// Owns a source and reads it one step ahead of whoever records.
private actor ParsingAhead<S: ImportSource> {
    private var source: S

    init(_ source: sending S) { self.source = source }

    func next() throws -> (lines: [ImportLine], bytes: Int)? {
        guard !Task.isCancelled, let lines = try source.nextLines() else { return nil }
        return (lines, source.consumedBytes)
    }
}

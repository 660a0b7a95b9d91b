import SegmentLog
import Synchronization

/// One reading of personal data: by whom, what for, in which view.
///
/// ``Ledger/disclose(to:for:view:_:)`` makes it.
public final class Disclosure: Sendable {
    /// Who reads.
    public let reader: Actor
    /// What for.
    public let purpose: Purpose
    /// What is looked at: `family-file`, `export`.
    public let view: String

    private let ledger: Ledger
    private struct State {
        /// What was opened and is not on record yet.
        var fields: [Tag: UInt64] = [:]
        /// Whom the reader may read.
        var readable: Set<Tag> = []
        var refused: Tag?
        var erased: Set<Tag> = []
    }
    private let state: Mutex<State>

    init(
        _ ledger: Ledger, _ reader: Actor, _ purpose: Purpose, _ view: String
    ) throws(LedgerError) {
        self.ledger = ledger
        self.reader = reader
        self.purpose = purpose
        self.view = view
        state = Mutex(State(erased: try ledger.erasedSubjects()))
    }

    /// Opens personal data.
    ///
    /// - Throws: ``LedgerError/Code/refused`` if the reader may not read this subject's; `keysLost`
    ///   if its key is not there; `damaged`, with position and field, if it was altered or moved.
    public func callAsFunction(_ value: Personal) throws(LedgerError) -> Disclosure.Opened {
        try open(value, of: nil)
    }

    func open(_ value: Personal, of subject: Tag?) throws(LedgerError) -> Disclosure.Opened {
        if let text = value.text { return .text(text) }
        guard let (origin, bytes) = value.sealedText else { return .erased }
        guard let sealed = SealedText(bytes), subject == nil || subject == sealed.subject else {
            throw ledger.altered(origin)
        }
        switch try count(sealed.subject) {
        case .erased: return .erased
        case .open: break
        }
        guard let text = try ledger.sealing.open(value, of: subject) else {
            throw ledger.altered(origin)
        }
        return .text(text)
    }

    private enum Answer { case open, erased }

    /// Asks the gate the first time that a subject occurs, and counts the field.
    private func count(_ subject: Tag) throws(LedgerError) -> Answer {
        let (known, isFull) = state.withLock { state -> (Answer?, Bool) in
            if state.erased.contains(subject) { return (.erased, false) }
            guard state.readable.contains(subject) else {
                return (nil, state.fields.count >= PersonalAccessed.subjectsAtMost)
            }
            state.fields[subject, default: 0] += 1
            return (.open, false)
        }
        if let known { return known }
        if isFull { try leave() }
        do throws(LedgerError) {
            try ledger.require(.read, of: [subject], for: purpose, by: reader)
        } catch {
            if error.code == .refused { state.withLock { $0.refused = $0.refused ?? subject } }
            throw error
        }
        state.withLock {
            $0.readable.insert(subject)
            $0.fields[subject, default: 0] += 1
        }
        return .open
    }

    /// Puts on record what was opened so far.
    ///
    /// A stream does so before each portion leaves; ``Ledger/disclose(to:for:view:_:)`` does it
    /// before it returns, and whenever some two hundred subjects are open.
    ///
    /// - Throws: ``LedgerError`` if it cannot be recorded: let nothing of the portion leave then.
    public func leave() throws(LedgerError) { try leave(as: nil) }

    func leave(as outcome: PersonalAccessed.Outcome?) throws(LedgerError) {
        let (fields, refused) = state.withLock { state in
            defer { (state.fields, state.refused) = ([:], nil) }
            return (state.fields, state.refused)
        }
        let opened = fields.sorted { $0.key < $1.key }
        var accesses: [PersonalAccessed] = []
        for start in stride(from: 0, to: opened.count, by: PersonalAccessed.subjectsAtMost) {
            let end = min(start + PersonalAccessed.subjectsAtMost, opened.count)
            accesses.append(access(outcome, to: opened[start..<end].map { ($0.key, $0.value) }))
        }
        if let refused { accesses.append(access(.refused, to: [(refused, 0)])) }
        try ledger.leave(
            accesses.map { access in
                Draft(
                    NewEvent(access, occurred: .instant(ledger.now), id: .next(at: ledger.now)),
                    by: reader)
            })
    }

    private func access(
        _ outcome: PersonalAccessed.Outcome?, to subjects: [(tag: Tag, fields: UInt64)]
    ) -> PersonalAccessed {
        PersonalAccessed {
            $0.purpose = purpose.id
            $0.ground = purpose.ground.english
            $0.view = view
            $0.outcome = outcome
            $0.subjects = subjects.map {
                PersonalAccessed.Subject(subject: $0.tag.text, fields: $0.fields)
            }
        }
    }
}

extension Disclosure {
    /// What a sealed field turned out to hold.
    public enum Opened: Hashable, Sendable {
        /// The text.
        case text(String)
        /// It was erased with its subject's keys.
        case erased

        /// The text; `nil` if it was erased.
        public var text: String? { if case .text(let text) = self { text } else { nil } }
    }
}

extension Ledger {
    /// Lets `body` open personal data, for a purpose, by a reader whom ``require(_:of:for:by:)``
    /// lets read it, subject by subject.
    ///
    /// ```swift
    /// let names = try ledger.disclose(to: officer, for: .care, view: "family-file") { open in
    ///     try members.map { try open($0.name).text ?? "erased" }
    /// }
    /// ```
    ///
    /// What was opened is on record before the call returns, whatever `body` throws: who read whose
    /// data, for what, in which view; where it was refused, or failed, as such. Let nothing leave
    /// `body` but by what it returns; a stream, too long for that, calls ``Disclosure/leave()``
    /// before each portion. A ledger opened for recording hands the event to the log, which
    /// syncs it with its next batch, and waits for no disk: a machine that stops within these
    /// milliseconds forgets the access. Where that must not be, wait for ``Ledger/synced()`` before
    /// the data is shown. One opened for reading leaves it, synced, in the folder `accesses` of the
    /// ledger, from which the next process that records takes it in; where it cannot, nothing is
    /// disclosed.
    ///
    /// - Parameters:
    ///   - reader: Who reads.
    ///   - purpose: What for.
    ///   - view: What is looked at.
    ///   - body: Opens what it needs and nothing more.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; ``LedgerError`` if the access cannot be recorded.
    public func disclose<T>(
        to reader: Actor, for purpose: Purpose, view: String, _ body: (Disclosure) throws -> T
    ) throws -> T {
        let disclosure = try Disclosure(self, reader, purpose, view)
        let result: T
        do { result = try body(disclosure) } catch {
            try disclosure.leave(as: .failed)
            throw error
        }
        try disclosure.leave()
        return result
    }

    /// The error that sealed text does not open, with the place where it stands.
    func altered(_ origin: SealOrigin) -> LedgerError {
        let position = (try? position(of: origin.event)) ?? nil
        let definition = position.flatMap { try? event(at: $0).type }.flatMap {
            catalog.definition(of: $0)
        }
        let field = FieldDescription.name(origin.numbers, in: definition?.fields ?? []) ?? "?"
        let place = position.map { "entry \($0), field '\(field)'" } ?? "field '\(field)'"
        return LedgerError(
            .damaged,
            "\(place): the sealed text was altered, or belongs to another event, field or subject",
            position: position)
    }
}

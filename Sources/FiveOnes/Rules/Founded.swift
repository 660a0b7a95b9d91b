import CaseLedger

/// Subjects by identifier, each with its facts, whichever of them stands first in the log.
///
/// A subject's founding event may come after what is said about it: a founder that was back-filled,
/// or retracted and recorded anew. What is said before waits for it. A subject is founded once;
/// further founders change nothing and are remembered.
struct Founded<ID: Hashable & Sendable, Subject: Sendable>: Sendable {
    /// What is said about a subject.
    typealias Fact = @Sendable (inout Subject) -> Void

    /// The subjects that were founded.
    private(set) var all: [ID: Subject] = [:]
    /// The positions of further founders.
    private(set) var duplicates: [UInt64] = []
    private var waiting: [ID: [Fact]] = [:]

    /// Enters a subject with all that was said about it; `false` if it is there already.
    mutating func found(_ subject: Subject, as id: ID, at position: UInt64) -> Bool {
        guard all[id] == nil else {
            duplicates.append(position)
            return false
        }
        var subject = subject
        if !waiting.isEmpty, let facts = waiting.removeValue(forKey: id) {
            for fact in facts { fact(&subject) }
        }
        all[id] = subject
        return true
    }

    /// Says something about a subject, now or when it is founded.
    mutating func change(_ id: ID, _ fact: @escaping Fact) {
        if let index = all.index(forKey: id) {
            fact(&all.values[index])
        } else {
            waiting[id, default: []].append(fact)
        }
    }

    /// Drops every subject that is not wanted.
    mutating func keep(where isWanted: (Subject) -> Bool) {
        all = all.filter { isWanted($0.value) }
    }
}

extension Founded: Codable where ID: Codable, Subject: Codable {
    private enum CodingKeys: CodingKey { case all, duplicates }

    /// Writes the subjects.
    ///
    /// - Throws: While something is said about a subject that no event has founded: that cannot be
    ///   written down, so such a view has no snapshot.
    func encode(to encoder: any Encoder) throws {
        guard waiting.isEmpty || encoder.isComparing else {
            throw CodecError(.malformed, "waits for an event that founds a subject")
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(all, forKey: .all)
        try container.encode(duplicates, forKey: .duplicates)
    }

    /// Reads what ``encode(to:)`` wrote.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        all = try container.decode([ID: Subject].self, forKey: .all)
        duplicates = try container.decode([UInt64].self, forKey: .duplicates)
    }
}

/// A correction or a retraction of an event.
struct Amendment: Sendable {
    /// The position of the amending event.
    let position: UInt64
    /// The amending event.
    let id: EventID
    /// When it was recorded.
    let recorded: Instant
    /// The payload in the place of the original; `nil` for a retraction.
    let replacement: [UInt8]?
    /// The type of that payload, which may be a later version than the original's.
    let type: EventType?
    /// The time of happening in the place of the original.
    let occurred: Moment?

    /// The same amendment, with an earlier one's time of happening where it has none of its own.
    func inheriting(_ earlier: Moment?) -> Amendment {
        Amendment(
            position: position, id: id, recorded: recorded, replacement: replacement, type: type,
            occurred: occurred ?? earlier)
    }
}

extension Amendment {
    /// What an entry amends and how; `nil` if it amends nothing.
    static func read(_ entry: EntryView) throws(CodecError) -> (target: EventID, Amendment)? {
        guard let target = try entry.target else { return nil }
        let correction = try entry.correction
        return (
            target,
            Amendment(
                position: entry.position, id: entry.id, recorded: entry.recorded,
                replacement: correction?.replacement,
                type: correction.flatMap { EventType(parsing: $0.targetType) },
                occurred: correction?.occurred)
        )
    }
}

extension EventType {
    /// Whether events of the type correct or retract others.
    var isAmendment: Bool { self == EventCorrected.type || self == EventRetracted.type }
}

extension EntryView {
    /// Whether the entry corrects or retracts another.
    var isAmendment: Bool { isOf(EventCorrected.type) || isOf(EventRetracted.type) }

    /// The event that this entry corrects or retracts, if it is an amendment.
    var target: EventID? {
        get throws(CodecError) {
            if let correction = try correction { return EventID(correction.target) }
            guard isOf(EventRetracted.type) else { return nil }
            return EventID(try WireDecoder.decode(EventRetracted.self, from: payload).target)
        }
    }

    fileprivate var correction: EventCorrected? {
        get throws(CodecError) {
            guard isOf(EventCorrected.type) else { return nil }
            return try WireDecoder.decode(EventCorrected.self, from: payload)
        }
    }

    /// Whether the entry is of a type, in whatever version.
    func isOf(_ type: EventType) -> Bool {
        typeName.count == type.name.utf8.count && typeName.elementsEqual(type.name.utf8)
    }
}

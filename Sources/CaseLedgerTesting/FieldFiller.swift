public import CaseLedger
public import SegmentLogTesting

/// Makes payloads of any event type with every field set: fixed examples, or random ones.
///
/// ```swift
/// var seed = Seed(7)
/// let lent = try FieldFiller.random(BookLent.self, in: .library, using: &seed)
/// ```
///
/// Text is never empty, codes are never the blank word where there is another, lists have members,
/// absent values are present. A random payload is one that ``Payload/check()`` lets pass, if one
/// of a hundred tries is.
public struct FieldFiller: FieldVisitor {
    private let catalog: EventCatalog
    /// What text fields of these names hold.
    private let texts: [String: String]
    /// `nil` for an example.
    private var seed: Seed?
    private var count: UInt64 = 0

    private init(_ catalog: EventCatalog, _ texts: [String: String], _ seed: Seed?) {
        self.catalog = catalog
        self.texts = texts
        self.seed = seed
    }

    /// The example of a payload type: the same on every machine, for as long as the fields stay.
    public static func example<P: Payload>(
        _ payload: P.Type, in catalog: EventCatalog
    ) throws(CodecError) -> P {
        var filler = FieldFiller(catalog, texts(of: P.type), nil)
        var value = P()
        try value.fields(&filler)
        return value
    }

    /// The encoded example of a payload type.
    public static func exampleBytes(
        _ payload: any Payload.Type, in catalog: EventCatalog
    ) throws(CodecError) -> [UInt8] {
        func encode(_ payload: some Payload) throws(CodecError) -> [UInt8] {
            try WireEncoder.encode(payload)
        }
        let value: any Payload = try example(payload, in: catalog)
        return try encode(value)
    }

    /// A random payload of a type.
    ///
    /// - Parameters:
    ///   - payload: The payload type.
    ///   - catalog: The event types.
    ///   - seed: The source of randomness; the same seed gives the same payload.
    ///   - texts: What text fields of these names hold, where not every text will do.
    /// - Returns: The payload.
    /// - Throws: ``CodecError`` if the type embeds one that the catalog does not have.
    public static func random<P: Payload>(
        _ payload: P.Type, in catalog: EventCatalog, using seed: inout Seed,
        texts: [String: String] = [:]
    ) throws(CodecError) -> P {
        var value = P()
        let texts = texts.merging(Self.texts(of: P.type)) { $1 }
        for _ in 0..<100 {
            var filler = FieldFiller(catalog, texts, seed)
            value = P()
            try value.fields(&filler)
            seed = filler.seed ?? seed
            if value.problem == nil { return value }
        }
        return value
    }

    /// The ledger's own events name another event and its type.
    private static func texts(of type: EventType) -> [String: String] {
        guard [EventCorrected.type, EventRetracted.type].contains(type) else { return [:] }
        return [
            "target": "01890a5d-ac96-774b-bcce-b302099a8057",
            "type": EventRetracted.type.description,
        ]
    }

    /// The next number: 1, 2, 3, … for an example.
    private mutating func next(below limit: UInt64) -> UInt64 {
        count += 1
        return seed?.next(upperBound: limit) ?? count % limit
    }

    public mutating func unsigned(_ field: FieldKey, _ value: inout UInt64) {
        value = 1 + next(below: 1 << 40)
    }
    public mutating func integer(_ field: FieldKey, _ value: inout Int64) {
        let isSmall = seed != nil && next(below: 2) == 0
        value = 1 + Int64(next(below: isSmall ? 5 : 1 << 40))
    }
    public mutating func flag(_ field: FieldKey, _ value: inout Bool) {
        value = seed == nil || next(below: 2) == 1
    }
    public mutating func text(_ field: FieldKey, _ value: inout String) {
        let ordinal = next(below: 1_000_000)
        if let fixed = texts["\(field.name)"] {
            value = fixed
        } else if seed == nil {
            value = "\(field.name)-\(ordinal)"
        } else {
            let letters = ["a", "Z", "7", "\"", "\\", " ", "é", "烈", "\u{1}", "👪", ":", ",", "\n"]
            let length = 1 + Int(next(below: 12))
            value = "x\(ordinal)"
            for _ in 0..<length { value += letters[Int(next(below: UInt64(letters.count)))] }
        }
    }
    public mutating func code<T: FieldCode>(_ field: FieldKey, _ value: inout T) {
        let words = Array(T.allCases)
        if seed == nil {
            value = words.last { $0 != T.blank } ?? T.blank
        } else {
            value = words[Int(next(below: UInt64(words.count)))]
        }
    }
    public mutating func bytes(_ field: FieldKey, _ value: inout [UInt8]) {
        value = (0..<32).map { UInt8(truncatingIfNeeded: next(below: 256) &+ $0) }
    }
    /// Fills a civil day of the years 1970 to 2051.
    public mutating func day(_ field: FieldKey, _ value: inout Day) {
        value = Day(
            number: Int32(
                truncatingIfNeeded: seed == nil ? 20_000 + next(below: 365) : next(below: 30_000)))
    }
    public mutating func instant(_ field: FieldKey, _ value: inout Instant) {
        let after = Int64(next(below: seed == nil ? 1000 : 1 << 50))
        value = Instant(microseconds: (seed == nil ? 1_750_000_000_000_001 : 0) + after)
    }
    /// Fills a moment of any precision.
    public mutating func moment(_ field: FieldKey, _ value: inout Moment) {
        let year = 1900 + Int(next(below: 150))
        switch next(below: 4) {
        case 0: value = .year(year)
        case 1: value = .month(year, 1 + Int(next(below: 12)))
        case 2: value = .day(Day(number: Int32(truncatingIfNeeded: next(below: 30_000))))
        default: value = .instant(Instant(microseconds: Int64(next(below: 1 << 50))))
        }
    }
    /// Fills money: positive, and not more than one event may move.
    public mutating func money(_ field: FieldKey, _ value: inout Money) {
        value = Money(fen: 1 + Int64(next(below: 1_000_000_000)))
    }
    public mutating func sealed(
        _ field: FieldKey, _ value: inout Personal, of subject: @autoclosure () -> Tag
    ) {
        var clear = ""
        text(field, &clear)
        value = Personal(clear)
    }
    /// Fills in another event's payload, its example.
    public mutating func embedded(_ field: FieldKey, of type: EventType, _ value: inout [UInt8])
        throws(CodecError)
    {
        let payload = try catalog.require(type).payload
        value = try Self.exampleBytes(payload, in: catalog)
    }
    public mutating func optional<T: FieldValue>(_ field: FieldKey, _ value: inout T?)
        throws(CodecError)
    {
        var present = T.blank
        try present.visit(field, &self)
        value = seed == nil || next(below: 4) > 0 ? present : nil
    }
    /// Fills a list with two members, or with up to three.
    public mutating func list<T: FieldValue>(_ field: FieldKey, _ value: inout [T])
        throws(CodecError)
    {
        value = []
        for _ in 0..<(seed == nil ? 2 : next(below: 4)) {
            var element = T.blank
            try element.visit(field, &self)
            value.append(element)
        }
    }
    public mutating func group<T: FieldGroup>(_ field: FieldKey, _ value: inout T)
        throws(CodecError)
    { try value.fields(&self) }
}

extension Seed {
    /// A random number from 0 up to but not including `limit`.
    fileprivate mutating func next(upperBound limit: UInt64) -> UInt64 { next() % limit }
}

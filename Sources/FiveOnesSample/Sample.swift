public import CaseLedger
import FiveOnes

/// A believable office for some years: real streets and a real calendar, invented people.
///
/// ```swift
/// let sample = Sample(families: 300, years: 1, seed: 1, lapses: Set(LapseKind.allCases))
/// try sample.forEach { draft in try handle(draft) }
/// sample.planted  // what goes wrong in it, and what supervision must find
/// ```
///
/// The same parameters give the same events, byte for byte, on every machine. Apart from
/// ``planted``, everything in it is lawful by the plan's checks as of ``asOf``: a run over a sample
/// without lapses finds nothing violated and nothing late.
///
/// A year of a family has about 38 events. They are worked out one year at a time, and memory is
/// needed for those of one year: about 500 bytes an event.
public struct Sample: Sendable {
    /// What the sample was made from.
    public let seed: UInt64
    /// The first and the last year of the plan.
    public let years: ClosedRange<Int>
    /// What was planted, in the order of ``LapseKind``.
    public let planted: [Lapse]

    let world: World

    /// An office with so many families, on the eve of the first of its years.
    ///
    /// - Parameters:
    ///   - families: How many families there are in the end.
    ///   - years: How many years there are.
    ///   - seed: What all chance comes from.
    ///   - lapses: What kinds of thing are to go wrong, all of them in the last year.
    ///   - each: How often each of them; once or twice, as the seed has it, if `nil`. An office
    ///     with few families may not have room for all of them.
    ///   - lastYear: The last year.
    /// - Precondition: There is at least one family and one year; the years lie within 2005 to
    ///   2026, for which the working days are known.
    /// - Complexity: O(families × years)
    public init(
        families: Int, years: Int = 1, seed: UInt64, lapses: Set<LapseKind> = [],
        each: Int? = nil, lastYear: Int = 2025
    ) {
        precondition(families > 0 && years > 0, "a sample has families and years")
        let span = (lastYear - years + 1)...lastYear
        precondition(
            span.lowerBound >= 2005 && lastYear <= 2026,
            "working days are known for 2004 to 2026 only")
        var world = World(seed: seed, families: families, years: span)
        var planter = LapsePlanter(world)
        for kind in LapseKind.allCases where lapses.contains(kind) {
            planter.plant(kind, times: each)
        }
        world = planter.world
        planted = Lapse.settled(planter.planted)
        self.world = world
        self.seed = seed
        self.years = span
    }

    /// What the events name as their source.
    public var source: String { "sample:\(seed)" }

    /// The last day of the sample.
    public var asOf: Day { world.end }

    /// Calls `body` with every event in the order in which they happened.
    ///
    /// Events of which only the day is known come first on their day. The identities are the
    /// sample's own; there is no attestation.
    ///
    /// - Complexity: O(events × log(events of a year))
    public func forEach(_ body: (Draft) throws -> Void) rethrows {
        for number in (years.lowerBound - 1)...years.upperBound {
            try Year.agenda(of: world, number).forEach(body)
        }
    }

    /// Writes every event as a line of CloudEvents JSON, some of them at a time.
    ///
    /// - Parameter sink: Is given whole lines, each with its line feed.
    /// - Throws: What `sink` throws.
    public func write(to sink: ([UInt8]) throws -> Void) rethrows {
        var bytes: [UInt8] = []
        try forEach { draft in
            do throws(CodecError) {
                let json = try CloudEvents.json(draft, source: source, catalog: .fiveOnes)
                JSONWriter.append(json, to: &bytes)
            } catch { preconditionFailure("a sample's event that cannot be written: \(error)") }
            bytes.append(0x0A)
            if bytes.count >= 1 << 16 {
                try sink(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        if !bytes.isEmpty { try sink(bytes) }
    }

    /// All lines at once, for samples that are small.
    public func lines() -> [UInt8] {
        var all: [UInt8] = []
        write { all += $0 }
        return all
    }

    /// What was planted, as a JSON document.
    public var plantedJSON: JSONValue {
        [
            "format": 1,
            "source": .string(source),
            "asOf": .string(asOf.description),
            "lapses": .array(planted.map(\.json)),
        ]
    }
}

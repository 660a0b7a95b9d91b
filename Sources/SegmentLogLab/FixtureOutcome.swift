import SegmentLog
import SegmentLogTesting

/// What is to be expected of a frozen log: it stands beside it as JSON.
struct FixtureOutcome: Codable, Hashable {
    struct Place: Codable, Hashable {
        var file: String
        var offset: UInt64
        /// The first position concerned and the one after the last, if any.
        var positions: [UInt64]?
    }

    /// What the log is, in a sentence.
    var about: String

    /// The size, and the root in base64, as `verify` reports them.
    var size: UInt64
    var root: String

    /// Every damaged place.
    var damage: [Place]

    /// The entries that a reader sees, and the runs of them that cannot be read.
    var visible: UInt64
    var lost: [[UInt64]]

    /// The code of the error with which a writable opening is refused; nil if it is not.
    var refusal: String?

    /// What a writable opening finds and leaves.
    var sizeAfterOpening: UInt64?
    var quarantined: [String]

    /// Looks at a log and, on a copy of it, opens it for writing.
    static func of(_ storage: MemoryStorage, about: String) throws -> FixtureOutcome {
        let report = try Log.verify(storage, describer: SimpleDescriber())
        let reader = try LogReader.open(in: storage)
        var lost: [[UInt64]] = []
        try reader.forEachReadable(
            in: 0..<Position(reader.size),
            damaged: { lost.append([$0.lowerBound.rawValue, $0.upperBound.rawValue]) },
            { position, bytes in
                guard bytes.elementsEqual(LabEntry.bytes(position.rawValue)) else {
                    throw LogError(.damaged, "entry \(position) is not what was appended.")
                }
            })
        var outcome = FixtureOutcome(
            about: about, size: report.size, root: report.root.base64,
            damage: report.damage.map { damage in
                Place(
                    file: damage.file, offset: damage.offset,
                    positions: damage.positions.map {
                        [$0.lowerBound.rawValue, $0.upperBound.rawValue]
                    })
            },
            visible: reader.size, lost: lost, quarantined: [])
        let copy = storage.copy()
        do throws(LogError) {
            let writer = try LogWriter.open(in: copy, limits: FixtureSet.opening)
            outcome.sizeAfterOpening = writer.next.rawValue
            outcome.quarantined = writer.recovery.dropped.map { [$0.copy] } ?? []
            try writer.close()
        } catch {
            outcome.refusal = error.code.description
        }
        return outcome
    }
}

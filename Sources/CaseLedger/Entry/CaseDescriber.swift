public import SegmentLog

/// What the log's indexes keep of a ledger's entries: type, time of recording, tags.
///
/// Whoever opens a ledger's log for sealing or reading without the ledger gives it this.
public struct CaseDescriber: EntryDescriber {
    /// The name that stands in the indexes.
    public var name: String { "case-ledger" }

    /// The version of what is described.
    public var version: UInt32 { 1 }

    /// A describer.
    public init() {}

    /// The type's name as kind, the time of recording in microseconds, the tags as labels.
    public func describe(_ entry: UnsafeRawBufferPointer) -> EntryDescription? {
        guard let view = try? EntryView(entry) else { return nil }
        var labels: [UInt64] = []
        do throws(CodecError) {
            try view.forEachTag { (text, _) throws(CodecError) in
                labels.append(EntryDescription.hash(text))
            }
        } catch {
            return nil
        }
        return EntryDescription(
            kind: EntryDescription.hash(view.typeName), time: view.recorded.microseconds,
            labels: labels)
    }
}

extension EntryFilter {
    /// The entries of these types, whatever their versions; of those, where tags are given, such
    /// as carry one of them.
    ///
    /// - Parameters:
    ///   - types: the types; nil for all.
    ///   - tags: the tags; nil for any.
    ///   - recorded: when they were recorded; nil for any time.
    init(
        types: Set<EventType>?, tags: [Tag]? = nil, recorded: ClosedRange<Instant>? = nil
    ) {
        self.init(
            kinds: types.map { Set($0.map { EntryDescription.hash($0.name) }) },
            labels: tags.map { Set($0.map { EntryDescription.hash($0.text) }) },
            times: recorded.map { $0.lowerBound.microseconds...$0.upperBound.microseconds })
    }
}

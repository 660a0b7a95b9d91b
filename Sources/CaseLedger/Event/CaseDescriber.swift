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
    /// The entries of some of a catalog's types, whatever their versions, and those of types that
    /// the catalog does not have, which nobody may pass over unseen.
    init(types: Set<Int>, of catalog: EventCatalog) {
        var kinds: Set<UInt64> = []
        var otherKinds: Set<UInt64> = []
        for (index, definition) in catalog.definitions.enumerated() {
            let kind = EntryDescription.hash(definition.type.name)
            if types.contains(index) { kinds.insert(kind) } else { otherKinds.insert(kind) }
        }
        self.init(kinds: kinds, otherKinds: otherKinds.subtracting(kinds))
    }
}

package import SegmentLog

/// Tells an entry's kind by its length, and some labels and a time by its bytes.
package struct SimpleDescriber: EntryDescriber {
    package let name = "simple"
    package let version: UInt32 = 1

    package init() {}

    package func describe(_ entry: UnsafeRawBufferPointer) -> EntryDescription? {
        guard let first = entry.first else { return nil }
        return EntryDescription(
            kind: UInt64(entry.count % 5), time: Int64(first) << 8 | Int64(entry.count),
            labels: [EntryDescription.hash("label \(entry.count % 13)")])
    }
}

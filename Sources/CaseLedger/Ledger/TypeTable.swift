/// Finds an event type's index from the bytes of its name, without making a string.
struct TypeTable: Sendable {
    private struct Row {
        let name: [UInt8]
        let version: UInt64
        let index: Int
    }
    private var rows: [[Row]]

    init(_ catalog: EventCatalog) {
        rows = Array(repeating: [], count: 512)
        for (index, definition) in catalog.definitions.enumerated() {
            let name = Array(definition.type.name.utf8)
            let bucket = name.withUnsafeBytes { Self.bucket($0) }
            rows[bucket].append(
                Row(name: name, version: UInt64(definition.type.version), index: index))
        }
    }

    /// The index of an entry's type in the catalog; `nil` if the catalog does not have it.
    func index(of entry: EntryView) -> Int? {
        for row in rows[Self.bucket(entry.typeName)]
        where row.version == entry.version && entry.typeName.elementsEqual(row.name) {
            return row.index
        }
        return nil
    }

    private static func bucket(_ name: UnsafeRawBufferPointer) -> Int {
        guard let first = name.first, let last = name.last else { return 0 }
        let middle = name[name.count / 2]
        let mixed = Int(first) &* 31 &+ Int(last) &* 7 &+ Int(middle) &* 131 &+ name.count &* 17
        return mixed & 511
    }
}

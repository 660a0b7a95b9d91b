import Foundation

/// Finds an event type's index from the bytes of its name, without making a string: an
/// open-addressing table over the names, behind each of which stand its versions.
struct TypeTable: Sendable {
    /// Where a name stands in the text, and its versions among the rows.
    private struct Name {
        let offset: Int
        let count: Int
        let rows: Range<Int>
    }
    private struct Row {
        let version: UInt64
        /// The type's index in the catalog.
        let index: Int
    }
    private var names: [Name] = []
    private var rows: [Row] = []
    private var text: [UInt8] = []
    /// The number of a name plus one; 0 marks a free slot.
    private var slots: [Int]

    init(_ catalog: EventCatalog) {
        var size = 64
        while size < catalog.definitions.count * 4 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        let byName = Dictionary(grouping: catalog.definitions.enumerated()) { $1.type.name }
        for (name, versions) in byName {
            let start = rows.count
            for (index, definition) in versions {
                rows.append(Row(version: UInt64(definition.type.version), index: index))
            }
            let name = Array(name.utf8)
            slots[name.withUnsafeBytes { slot(of: $0) }] = names.count + 1
            names.append(Name(offset: text.count, count: name.count, rows: start..<rows.count))
            text += name
        }
    }

    /// The number of a type's name; `nil` if no type of the catalog has it.
    func name(_ name: UnsafeRawBufferPointer) -> Int? {
        let found = slots[slot(of: name)]
        return found == 0 ? nil : found - 1
    }

    /// The index in the catalog of the type with a name and a version; `nil` if it has none.
    func index(_ name: Int?, version: UInt64) -> Int? {
        guard let name else { return nil }
        for row in names[name].rows where rows[row].version == version {
            return rows[row].index
        }
        return nil
    }

    /// For each name, whether any of these types of the catalog has it.
    func names(of types: some Sequence<Int>) -> [Bool] {
        let types = Set(types)
        return names.map { $0.rows.contains { types.contains(rows[$0].index) } }
    }

    /// Where a name stands, or would.
    private func slot(of name: UnsafeRawBufferPointer) -> Int {
        let mask = slots.count - 1
        var slot = Self.hash(name) & mask
        while slots[slot] != 0 {
            let known = names[slots[slot] - 1]
            if known.count == name.count, isSame(known, name) { break }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private func isSame(_ known: Name, _ name: UnsafeRawBufferPointer) -> Bool {
        text.withUnsafeBytes { text in
            guard let text = text.baseAddress, let name = name.baseAddress else { return true }
            return memcmp(text + known.offset, name, known.count) == 0
        }
    }

    /// Of the first and the last eight bytes, which tell names apart well enough.
    private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
        var mixed = UInt64(name.count)
        if name.count >= 8 {
            let first = name.loadUnaligned(as: UInt64.self)
            let last = name.loadUnaligned(fromByteOffset: name.count - 8, as: UInt64.self)
            mixed ^= first &* 0x9E37_79B9_7F4A_7C15 ^ last &* 0xC2B2_AE3D_27D4_EB4F
        } else {
            for byte in name { mixed = mixed << 8 | mixed >> 56 ^ UInt64(byte) }
            mixed &*= 0x9E37_79B9_7F4A_7C15
        }
        return Int(truncatingIfNeeded: mixed >> 40)
    }
}

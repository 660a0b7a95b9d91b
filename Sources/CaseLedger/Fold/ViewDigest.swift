import Crypto

/// A digest of a view: SHA-256 over its values, each preceded by its length.
package struct ViewDigest {
    private var hash = SHA256()
    private var pending: [UInt8] = []

    /// A digest of nothing.
    package init() {}

    /// The digest of a view.
    package init(_ view: some DigestibleProjection) {
        view.digest(into: &self)
    }

    /// Feeds text.
    package mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            add(utf8.count)
            pending.append(contentsOf: utf8)
        }
    }

    /// Feeds a whole number.
    package mutating func add(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: Int64(truncatingIfNeeded: number).littleEndian) {
            pending.append(contentsOf: $0)
        }
        if pending.count > 1 << 16 { flush() }
    }

    /// Feeds an identifier.
    package mutating func add(_ id: some Identifier) { add(id.rawValue) }

    /// Feeds a moment.
    package mutating func add(_ moment: Moment?) {
        add(moment.map { Int64($0.precision.rawValue) } ?? 0)
        add(moment?.value ?? 0)
    }

    /// Feeds a position, or its absence.
    package mutating func add(_ position: UInt64?) { add(position.map { Int64($0) } ?? -1) }

    private mutating func flush() {
        hash.update(data: pending)
        pending.removeAll(keepingCapacity: true)
    }

    /// The digest in lower-case hexadecimal.
    package var hex: String {
        var copy = hash
        copy.update(data: pending)
        return copy.finalize().map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}

/// A view that can be compared with another replay's by one digest.
package protocol DigestibleProjection: Projection {
    /// Feeds everything that the view holds, in an order that depends on its content alone.
    func digest(into digest: inout ViewDigest)
}

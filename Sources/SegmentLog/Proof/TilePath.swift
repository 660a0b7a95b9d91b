/// The name of a tile or entry bundle, as C2SP tlog-tiles writes it.
///
///     tile/<level>/<index>            256 hashes, full
///     tile/<level>/<index>.p/<width>  1 to 255 hashes, at the right edge
///     tile/entries/<index>[.p/<width>]
///
/// The index is written in groups of three digits, all but the last of them behind an `x`:
/// 1,234,067 is `x001/x234/067`.
package struct TilePath: Hashable, Sendable {
    /// The level, 0 to 63, of hashes; nil for entries.
    package var level: Int?

    /// The number of tiles of this level to the left.
    package var index: UInt64

    /// The number of hashes or entries: 1 to 256.
    package var width: Int

    /// The hashes, or entries, of a full tile.
    package static let fullWidth = 256

    /// A path from its parts.
    ///
    /// - Precondition: the level is nil or 0 to 63, the width 1 to 256.
    package init(level: Int?, index: UInt64, width: Int = TilePath.fullWidth) {
        precondition(level.map { (0...63).contains($0) } ?? true)
        precondition((1...TilePath.fullWidth).contains(width))
        self.level = level
        self.index = index
        self.width = width
    }

    /// Reads a path; nil if it is not written in the one right way.
    package init?(_ path: String) {
        guard path.utf8.count <= 64 else { return nil }
        var parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map(Array.init)
        guard parts.count >= 3, parts.removeFirst().elementsEqual("tile".utf8) else { return nil }
        let kind = parts.removeFirst()
        if kind.elementsEqual("entries".utf8) {
            level = nil
        } else {
            guard let number = UInt64(decimal: kind), number <= 63 else { return nil }
            level = Int(number)
        }
        width = TilePath.fullWidth
        if parts.count >= 2, parts[parts.count - 2].suffix(2).elementsEqual(".p".utf8) {
            guard let number = UInt64(decimal: parts.removeLast()), (1...255).contains(number)
            else { return nil }
            width = Int(number)
            parts[parts.count - 1].removeLast(2)
        }
        var index: UInt64 = 0
        for (place, part) in parts.enumerated() {
            let isLast = place == parts.count - 1
            guard part.count == (isLast ? 3 : 4), isLast || part[0] == UInt8(ascii: "x"),
                let group = UInt64(String(decoding: part.suffix(3), as: UTF8.self)),
                part.suffix(3).allSatisfy({ (48...57).contains($0) }),
                !(place == 0 && !isLast && group == 0)
            else { return nil }
            let (product, overflow) = index.multipliedReportingOverflow(by: 1000)
            let (sum, carry) = product.addingReportingOverflow(group)
            guard !overflow, !carry else { return nil }
            index = sum
        }
        self.index = index
    }

    /// The path, without a prefix.
    package var text: String {
        var groups: [String] = []
        var rest = index
        repeat {
            let group = String(rest % 1000, width: 3)
            groups.append(groups.isEmpty ? group : "x" + group)
            rest /= 1000
        } while rest > 0
        let kind = level.map { String($0) } ?? "entries"
        let partial = width < TilePath.fullWidth ? ".p/\(width)" : ""
        return "tile/\(kind)/" + groups.reversed().joined(separator: "/") + partial
    }
}

extension TilePath {
    /// Every tile and bundle of a tree, level by level, the entries first.
    ///
    /// - Complexity: about 2 · size / 256 paths.
    package static func all(ofSize size: UInt64) -> [TilePath] {
        var paths: [TilePath] = []
        func add(_ level: Int?, _ count: UInt64) {
            for index in 0..<count >> 8 { paths.append(TilePath(level: level, index: index)) }
            let width = Int(count & 255)
            if width > 0 {
                paths.append(TilePath(level: level, index: count >> 8, width: width))
            }
        }
        add(nil, size)
        var level = 0
        while level < 8, size >> UInt64(8 * level) > 0 {
            add(level, size >> UInt64(8 * level))
            level += 1
        }
        return paths
    }
}

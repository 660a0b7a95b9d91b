/// A value written over lines, the same for equal values: sets and dictionaries are sorted.
enum Outline {
    static func lines(_ value: Any, _ label: String = "", _ indent: Int = 0) -> [String] {
        let start = String(repeating: "  ", count: indent) + (label.isEmpty ? "" : "\(label):")
        let lead = label.isEmpty ? start : start + " "
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            guard let wrapped = mirror.children.first else { return [lead + "nil"] }
            return lines(wrapped.value, label, indent)
        case .collection:
            let count = mirror.children.count
            return [lead + (count == 0 ? "none" : "\(count) in order")]
                + mirror.children.enumerated().flatMap { lines($1.value, "\($0)", indent + 1) }
        case .set:
            let members = mirror.children.map { lines($0.value, "", indent + 1) }
            return [members.isEmpty ? lead + "none" : start] + sorted(members)
        case .dictionary:
            let members = mirror.children.map { pair -> [String] in
                let parts = Mirror(reflecting: pair.value).children.map(\.value)
                return lines(parts[1], word(parts[0]), indent + 1)
            }
            return [members.isEmpty ? lead + "none" : start] + sorted(members)
        default:
            if mirror.children.isEmpty || value is any CustomStringConvertible
                || mirror.displayStyle == .enum
            {
                return [lead + word(value)]
            }
            return [lead + "\(type(of: value))"]
                + mirror.children.flatMap { lines($0.value, $0.label ?? "", indent + 1) }
        }
    }

    private static func word(_ value: Any) -> String {
        value is String ? String(reflecting: value) : String(describing: value)
    }

    private static func sorted(_ members: [[String]]) -> [String] {
        members.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }
    }

    /// What to take from one text (`-`) and add (`+`) to have the other, in its place.
    static func difference(from expected: [String], to found: [String]) -> String {
        let changes = found.difference(from: expected)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [String] = []
        var (old, new) = (0, 0)
        while old < expected.count || new < found.count {
            if removed.contains(old) {
                lines.append("- " + expected[old])
                old += 1
            } else if inserted.contains(new) {
                lines.append("+ " + found[new])
                new += 1
            } else {
                lines.append("  " + expected[old])
                old += 1
                new += 1
            }
        }
        return lines.joined(separator: "\n")
    }
}

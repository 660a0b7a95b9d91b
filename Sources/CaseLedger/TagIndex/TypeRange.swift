/// The entries of one type among those that carry a tag: where the first and the last stand.
struct TypeRange: Hashable, Sendable {
    /// The type's code.
    let code: TypeCode
    /// The position of the first.
    var first: UInt64
    /// The position of the last.
    var last: UInt64
}

/// What the index knows of the types of the entries that carry a tag.
enum TypeRanges: Sendable {
    /// Nothing: every type may be among them.
    case untold
    /// All of them are of one type.
    case one(TypeRange)
    /// Each type once.
    case many([TypeRange])

    /// So many types of one tag are told apart at most.
    static let most = 100

    /// The ranges one by one; nil if nothing is known.
    var all: [TypeRange]? {
        switch self {
        case .untold: nil
        case .one(let range): [range]
        case .many(let ranges): ranges
        }
    }

    /// These and those of entries that stand before them.
    func after(_ earlier: TypeRanges) -> TypeRanges {
        guard var ranges = all, let others = earlier.all else { return .untold }
        for other in others {
            if let place = ranges.firstIndex(where: { $0.code == other.code }) {
                ranges[place].first = min(ranges[place].first, other.first)
            } else {
                ranges.append(other)
            }
        }
        return ranges.count > Self.most
            ? .untold : ranges.count == 1 ? .one(ranges[0]) : .many(ranges)
    }
}

/// The entries that carry a tag, as the index knows them.
struct TaggedEntries: Sendable {
    /// The position of the last.
    var last: UInt64
    /// Where those of each type stand.
    var types: TypeRanges
}

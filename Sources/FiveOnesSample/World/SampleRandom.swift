/// The sample's only source of chance: SplitMix64, with streams that are named and not shared.
///
/// Every part of the sample draws from a stream of its own (``stream(_:_:)``), so that one part
/// can be worked out again alone and always comes out the same. How a number is brought into a
/// range is written here too, for the standard library may change its way.
struct SampleRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SampleRandom.mix(state)
    }

    /// The stream of this seed that a subject and some numbers name.
    static func stream(_ seed: UInt64, _ subject: Subject, _ numbers: Int...) -> SampleRandom {
        var state = mix(seed ^ 0x6A09_E667_F3BC_C909) ^ UInt64(subject.rawValue)
        for number in numbers {
            state = mix(state &+ 0x9E37_79B9_7F4A_7C15) ^ UInt64(bitPattern: Int64(number))
        }
        return SampleRandom(mix(state))
    }

    /// What a stream is for.
    enum Subject: UInt8 {
        case office = 1, staff, family, careers, identity, visit, otherVisit, verification
        case ticket, aid, seasonal, donors, donation, benefit, activity, lapse, money
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number below `limit`, which is positive.
    mutating func below(_ limit: Int) -> Int {
        precondition(limit > 0, "nothing lies below \(limit)")
        return Int(next().multipliedFullWidth(by: UInt64(limit)).high)
    }

    /// A number of a range.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// Whether something with these chances in a thousand comes about.
    mutating func chance(_ perMille: Int) -> Bool { below(1000) < perMille }

    /// One of a list that is not empty.
    mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }

    /// The index that weights choose.
    mutating func weighted(_ weights: [Int]) -> Int {
        var rest = below(weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            if rest < weight { return index }
            rest -= weight
        }
        return weights.count - 1
    }

    /// A list in another order (Fisher and Yates).
    mutating func shuffled<T>(_ list: [T]) -> [T] {
        var list = list
        for index in list.indices.dropFirst().reversed() { list.swapAt(index, below(index + 1)) }
        return list
    }
}

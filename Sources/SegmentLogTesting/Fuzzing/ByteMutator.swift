/// Changes bytes as a fuzzer does: a little, at random, and often to what parsers trip over.
///
/// ```swift
/// var mutator = ByteMutator(seed: 7, tokens: ["{", "\"", "1e999"])
/// let input = mutator.mutate(sound)
/// ```
public struct ByteMutator: Sendable {
    /// The random numbers, from the seed.
    public var random: Seed

    private let tokens: [[UInt8]]

    /// Numbers at which sizes and counts go wrong.
    private static let numbers: [UInt64] = [
        0, 1, 7, 8, 255, 256, 4095, 4096, 65_535, 65_536, 65_537, 1 << 20, 0x7FFF_FFFF,
        0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF, 1 << 40, 1 << 48, 1 << 63, .max - 1, .max,
    ]

    /// A mutator that follows from its seed.
    ///
    /// - Parameters:
    ///   - seed: decides everything.
    ///   - tokens: pieces of text that mean something to the parser.
    public init(seed: UInt64, tokens: [String] = []) {
        random = Seed(seed)
        self.tokens = tokens.map { Array($0.utf8) }
    }

    /// The bytes after one to five changes.
    public mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<[1, 1, 1, 2, 3, 5][Int.random(in: 0..<6, using: &random)] {
            change(&bytes)
        }
        return bytes
    }

    private mutating func place(in bytes: [UInt8]) -> Int {
        bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &random)
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let at = place(in: bytes)
        let length = 1 << Int.random(in: 0..<13, using: &random)
        let end = min(bytes.count, at + Int.random(in: 1...length, using: &random))
        switch Int.random(in: 0..<12, using: &random) {
        case 0 where !bytes.isEmpty: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where !bytes.isEmpty: bytes[at] = .random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(at..<end)
        case 3: bytes.insert(contentsOf: bytes[at..<end], at: place(in: bytes))
        case 4: bytes.removeLast(bytes.count - at)
        case 5: bytes += (0..<Int.random(in: 1...40, using: &random)).map { _ in 0 }
        case 6: for index in at..<end { bytes[index] = 0 }
        case 7: putNumber(&bytes, at)
        case 8 where end > at:
            let source = place(in: bytes)
            for (index, byte) in bytes[source..<min(bytes.count, source + end - at)].enumerated()
            where at + index < bytes.count { bytes[at + index] = byte }
        case 9, 10, 11:
            guard let token = tokens.randomElement(using: &random) else { fallthrough }
            let isReplacing = Bool.random(using: &random)
            bytes.replaceSubrange(
                at..<(isReplacing ? min(bytes.count, at + token.count) : at), with: token)
        default: bytes.insert(.random(in: 0...255, using: &random), at: at)
        }
    }

    private mutating func putNumber(_ bytes: inout [UInt8], _ at: Int) {
        let number = ByteMutator.numbers.randomElement(using: &random) ?? 0
        let width = [2, 4, 8].randomElement(using: &random) ?? 4
        let isBig = Int.random(in: 0..<4, using: &random) == 0
        for index in 0..<width where at + index < bytes.count {
            let shift = UInt64(8 * (isBig ? width - 1 - index : index))
            bytes[at + index] = UInt8(truncatingIfNeeded: number >> shift)
        }
    }
}

/// A slow reading of an LZ4 frame, from its description alone, that remembers for each byte of the
/// frame where in the content it takes effect.
struct ReferenceFrame {
    /// The content, as far as the frame yields it.
    private(set) var content: [UInt8] = []

    /// For each byte of the frame, where the output stands when the byte takes effect.
    ///
    /// For a token, by its high and by its low half. The framing takes effect where its block
    /// begins.
    private(set) var effects: [(high: Int, low: Int)]

    /// Where the header, the block lengths, the end mark and the checksum stand.
    private(set) var framing: [Int] = Array(0..<15)

    private let frame: [UInt8]
    private var place = 15

    init(_ frame: [UInt8]) {
        self.frame = frame
        effects = [(high: Int, low: Int)](repeating: (0, 0), count: frame.count)
        var isWhole = true
        while isWhole, place + 4 <= frame.count {
            let word = (0..<4).reduce(0) { $0 | Int(frame[place + $1]) << (8 * $1) }
            for index in place..<place + 4 {
                framing.append(index)
                effects[index] = (content.count, content.count)
            }
            place += 4
            guard word != 0 else { break }
            let end = min(place + word & 0x7FFF_FFFF, frame.count)
            if word >> 31 == 1 { literals(end - place) } else { isWhole = block(upTo: end) }
        }
        framing += place..<frame.count
    }

    private mutating func take() -> UInt8 {
        effects[place] = (content.count, content.count)
        place += 1
        return frame[place - 1]
    }

    private mutating func literals(_ count: Int) {
        for _ in 0..<count { content.append(take()) }
    }

    private mutating func length(_ nibble: UInt8, _ end: Int) -> Int {
        var length = Int(nibble)
        var more: UInt8 = nibble == 15 ? 255 : 0
        while more == 255, place < end {
            more = take()
            length += Int(more)
        }
        return length
    }

    /// One block of sequences; false if it is malformed.
    private mutating func block(upTo end: Int) -> Bool {
        let start = content.count
        while place < end {
            let at = place
            let token = take()
            let count = length(token >> 4, end)
            guard place + count <= end else { return false }
            literals(count)
            effects[at].low = content.count
            guard place < end else { return true }
            guard place + 2 <= end else { return false }
            let back = Int(take()) | Int(take()) << 8
            let copied = length(token & 15, end) + 4
            guard back > 0, back <= content.count - start, content.count - start + copied <= 65_536
            else { return false }
            // What the bytes after the literals say takes effect where the copy begins.
            for _ in 0..<copied { content.append(content[content.count - back]) }
        }
        return true
    }
}

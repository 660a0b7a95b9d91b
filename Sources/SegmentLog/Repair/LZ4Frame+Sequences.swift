import CLZ4

extension LZ4Frame {
    /// Stored bytes are taken as sequences of so many literals.
    private static let storedStep = 64

    /// The length word of a block of so many bytes that yields so much content.
    ///
    /// LZ4 stores a block as it is if and only if it would not get shorter.
    static func lengthWord(bytes: Int, content: Int) -> UInt32 {
        UInt32(bytes) | (bytes == content ? storedBit : 0)
    }

    /// The sequences of one block, by their lengths alone, until their output reaches `stop` or
    /// they leave the block.
    static func sequences(
        ofBlock index: Int, at offset: Int, of frame: UnsafeRawBufferPointer, upTo stop: Int
    ) -> [LZ4Sequence] {
        guard let (range, isStored) = unsafe blockData(at: offset, of: frame) else { return [] }
        var found: [LZ4Sequence] = []
        var output = index * blockBytes
        var place = range.lowerBound
        while place < range.upperBound, output < stop {
            var sequence = LZ4Sequence(
                start: place, literals: place..<place, end: range.upperBound, output: output,
                copied: output..<output)
            if isStored {
                sequence.end = min(place + storedStep, range.upperBound)
                sequence.literals = place..<sequence.end
                output += sequence.literals.count
                sequence.copied = output..<output
            } else {
                unsafe measure(&sequence, frame, range.upperBound)
                output = sequence.copied.upperBound
            }
            place = sequence.end
            found.append(sequence)
        }
        return found
    }

    /// Finds the parts of the sequence at `start`; if it leaves the block, as much as is there.
    private static func measure(
        _ sequence: inout LZ4Sequence, _ frame: UnsafeRawBufferPointer, _ limit: Int
    ) {
        var place = sequence.start + 1
        func length(_ nibble: UInt8) -> Int {
            var length = Int(nibble)
            guard nibble == 15 else { return length }
            while place < limit {
                let more = unsafe frame[place]
                place += 1
                length += Int(more)
                if more < 255 { break }
            }
            return length
        }
        let token = unsafe frame[sequence.start]
        let literals = length(token >> 4)
        sequence.literals = place..<min(place + literals, limit)
        let output = sequence.output + sequence.literals.count
        sequence.copied = output..<output
        place = sequence.literals.upperBound
        guard place + 2 <= limit else { return }
        place += 2
        sequence.copied = output..<output + length(token & 15) + 4
        sequence.end = place
    }

    /// Decompresses from a sequence on, where everything before it is in its place, until the
    /// output reaches `stop`; false if it does not.
    static func decompress(
        from sequence: LZ4Sequence, in data: (range: Range<Int>, isStored: Bool), block: Int,
        of frame: UnsafeRawBufferPointer, upTo stop: Int,
        into content: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let wanted = stop - sequence.output
        if wanted <= 0 { return true }
        precondition(stop <= content.count && data.range.contains(sequence.start))
        let source = unsafe frame.part(sequence.start..<data.range.upperBound)
        let target = unsafe UnsafeMutableRawBufferPointer(
            rebasing: content[sequence.output..<stop])
        if data.isStored {
            guard wanted <= source.count else { return false }
            unsafe target.copyMemory(from: source.part(0..<wanted))
            return true
        }
        let before = sequence.output - block * blockBytes
        let start = unsafe UnsafeMutableRawBufferPointer(
            rebasing: content[(sequence.output - before)...])
        let produced = unsafe LZ4_decompress_safe_partial_usingDict(
            source.baseAddress?.assumingMemoryBound(to: CChar.self),
            target.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(source.count),
            Int32(wanted), Int32(wanted),
            start.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(before))
        return Int(produced) == wanted
    }
}

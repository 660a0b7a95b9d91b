/// One step of an LZ4 block: literal bytes, and then, but for the last one, a copy of earlier
/// output.
///
///     1  token: length of the literals (high 4 bits), of the copy less 4 (low 4 bits)
///     …  more of the length of the literals, if that is 15 or more
///     …  the literals
///     2  how far back the copy begins
///     …  more of the length of the copy
///
/// - SeeAlso: LZ4 block format.
struct LZ4Sequence: Hashable {
    /// Where the token stands in the frame.
    var start: Int
    /// Where the literals stand in the frame.
    var literals: Range<Int>
    /// Where the next sequence begins in the frame.
    var end: Int
    /// Where the output of the literals begins in the content.
    var output: Int
    /// Where the output of the copy begins and ends in the content.
    var copied: Range<Int>

    /// The content that depends on one byte of this sequence, of which `changed` bits are in
    /// question.
    func output(ofByteAt offset: Int, changed: UInt8) -> Range<Int> {
        if literals.contains(offset) {
            let place = output + offset - literals.lowerBound
            return place..<place + 1
        }
        let isCopyOnly = offset >= literals.upperBound || offset == start && changed & 0xF0 == 0
        return isCopyOnly ? copied : output..<copied.upperBound
    }
}

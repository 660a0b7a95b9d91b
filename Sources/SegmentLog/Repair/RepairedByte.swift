/// A byte of a batch or block that was found out: with it put right, what it stands in has its
/// checksum again.
struct RepairedByte: Hashable, Sendable {
    /// Where it stands in the batch, or in the block behind its length word.
    var offset: Int

    /// What it is.
    var found: UInt8

    /// What it was when the checksum was taken.
    var original: UInt8

    /// The entries, counted within the batch or block, that it takes part in storing.
    var entries: Range<Int>

    /// What is wrong, for people; `proof` says what is right again.
    func description(_ proof: String) -> String {
        "\(RepairedByte.describe(found, original)); with it put right in memory, the \(proof) again, "
            + "and no entry is lost."
    }

    /// What a byte is and was.
    static func describe(_ found: UInt8, _ original: UInt8) -> String {
        func text(_ byte: UInt8) -> String {
            "0x" + String(byte, width: 2, radix: 16).uppercased()
        }
        return "the byte is \(text(found)) and was \(text(original))"
    }

    /// The entries, which stand in these places, that some of the content belongs to; all if that
    /// is not known.
    static func owners(of output: Range<Int>?, among entries: [Range<Int>]) -> Range<Int> {
        // An entry begins with its length.
        guard let output,
            let first = entries.firstIndex(where: { $0.upperBound > output.lowerBound }),
            let last = entries.lastIndex(where: {
                $0.lowerBound - EntryRun.overhead < output.upperBound
            }), first <= last
        else { return 0..<entries.count }
        return first..<last + 1
    }
}

/// The search for one wrong byte in the compressed blocks.
///
/// All entries before the first damaged one match their fingerprints, so the wrong byte stands in
/// the sequences that store that entry, or just before, where a wrong length went unnoticed at
/// first. Each of these bytes is given each other value; what then stands in the place of the entry
/// is compared with its fingerprint, and if it matches, the whole frame with its SHA-256.
extension FrameRepair {
    /// A byte that may be the wrong one, and the sequence it belongs to.
    private struct Suspect {
        var offset: Int
        var sequence: LZ4Sequence
    }

    /// The most bytes that are tried with all values, and the most that are tried at all.
    private static let mostSuspects = 1_024
    private static let mostBitSuspects = 8_192

    /// How far before the entry lengths are suspected, in bytes of the frame.
    private static let reach = 256

    /// Finds the wrong byte and puts the right one in its place.
    mutating func search(_ salvage: Salvage, _ work: inout Int) -> Bool {
        guard let entry = salvage.entries.firstIndex(of: nil) else { return false }
        let start = entry > 0 ? salvage.entries[entry - 1]?.upperBound ?? 0 : 0
        let blocks = unsafe batch.withUnsafeBytes { unsafe fields.blockTable(in: $0) }
        let next = blocks.first { $0.entry > entry && $0.entry < fields.count }
        var trial = Trial(
            entry: entry, start: start, content: salvage.content,
            limit: min(next?.offset ?? fields.contentBytes, fields.contentBytes))
        let end = trial.end ?? fields.contentBytes
        for index in start / LZ4Frame.blockBytes...start / LZ4Frame.blockBytes + 1 {
            // An entry touches two blocks at most.
            guard index < blocks.count, index * LZ4Frame.blockBytes < end else { break }
            trial.block = index
            trial.blockOffset = blocks[index].block
            if search(trial, upTo: end, &work) { return true }
        }
        return false
    }

    private mutating func search(_ trial: Trial, upTo end: Int, _ work: inout Int) -> Bool {
        var trial = trial
        let fields = fields
        return unsafe batch.withUnsafeMutableBytes { batch in
            let frame = unsafe UnsafeMutableRawBufferPointer(rebasing: batch[fields.frameRange])
            let readable = UnsafeRawBufferPointer(frame)
            guard let data = unsafe LZ4Frame.blockData(at: trial.blockOffset, of: readable) else {
                return false
            }
            let fingerprint = unsafe fields.fingerprint(
                trial.entry, in: UnsafeRawBufferPointer(batch))
            for (isBit, suspects) in unsafe FrameRepair.rounds(trial, readable, upTo: end) {
                for suspect in suspects {
                    let found = unsafe frame[suspect.offset]
                    for mask in UInt8(1)...255 where (mask.nonzeroBitCount == 1) == isBit {
                        if work <= 0 { return false }
                        unsafe frame[suspect.offset] = found ^ mask
                        let hash = unsafe trial.hash(suspect.sequence, data, readable, &work)
                        guard hash?.fingerprint == fingerprint else { continue }
                        work -= readable.count
                        if unsafe sha256(readable) == fields.frameDigest { return true }
                    }
                    unsafe frame[suspect.offset] = found
                    trial.restore()
                }
            }
            return false
        }
    }

    /// The bytes to try, the likeliest and cheapest first, each with one bit changed or with more.
    private static func rounds(
        _ trial: Trial, _ frame: UnsafeRawBufferPointer, upTo end: Int
    ) -> [(isBit: Bool, suspects: ArraySlice<Suspect>)] {
        let end = min(end, (trial.block + 1) * LZ4Frame.blockBytes)
        let sequences = unsafe LZ4Frame.sequences(
            ofBlock: trial.block, at: trial.blockOffset, of: frame, upTo: end)
        var prefix: [Suspect] = []
        var before: [Suspect] = []
        var after: [Suspect] = []
        // If the output ends before the entry, what is suspect is what should have gone on.
        let first =
            sequences.first { $0.copied.upperBound > trial.start }?.start
            ?? sequences.last?.end ?? 0
        for sequence in sequences where sequence.start >= first - reach {
            for offset in sequence.start..<sequence.end {
                let suspect = Suspect(offset: offset, sequence: sequence)
                let output = sequence.output(ofByteAt: offset, changed: 0xFF)
                if sequence.start < first {
                    let isLength =
                        offset < sequence.literals.lowerBound
                        || offset >= sequence.literals.upperBound + 2
                    if isLength { before.append(suspect) }
                } else if output.upperBound > trial.start || output.isEmpty, output.lowerBound < end
                {
                    if output.lowerBound < trial.start + 2 {
                        prefix.append(suspect)
                    } else {
                        after.append(suspect)
                    }
                }
            }
        }
        return [
            (true, prefix[...]), (false, prefix[...]), (true, after.prefix(mostBitSuspects)),
            (true, before[...]), (false, before[...]), (false, after.prefix(mostSuspects)),
        ]
    }
}

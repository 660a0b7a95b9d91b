extension FrameRepair {
    /// What one changed byte makes of the first damaged entry.
    struct Trial {
        /// The entry, counted within the batch, and where its length stands in the content.
        let entry: Int
        let start: Int

        /// The content as it decompresses with the wrong byte, and with the one that is being tried.
        private let damaged: [UInt8]
        private var content: [UInt8]
        private var touched = 0..<0

        /// Where the entry must have ended.
        private let limit: Int

        /// The block that is being searched.
        var block = 0
        var blockOffset = 0

        init(entry: Int, start: Int, content: [UInt8], limit: Int) {
            self.entry = entry
            self.start = start
            damaged = content
            self.content = content
            self.limit = limit
        }

        /// Where the entry ends, by the length that stands there; nil if it cannot.
        var end: Int? {
            unsafe content.withUnsafeBytes { content in
                var run = unsafe EntryRun(content, at: start)
                return unsafe run.next().flatMap { $0.upperBound <= limit ? $0.upperBound : nil }
            }
        }

        /// The leaf hash of the entry if the frame is decompressed anew from a sequence on; nil if
        /// that gives no entry.
        mutating func hash(
            _ sequence: LZ4Sequence, _ data: (range: Range<Int>, isStored: Bool),
            _ frame: UnsafeRawBufferPointer, _ work: inout Int
        ) -> Hash? {
            let blockEnd = min((block + 1) * LZ4Frame.blockBytes, content.count)
            work -= 256
            for goal in [start + 2, nil] {
                guard let goal = goal ?? end else { return nil }
                let stop = min(goal, blockEnd)
                guard stop > sequence.output else { continue }
                work -= stop - sequence.output
                touched = sequence.output..<max(stop, touched.upperBound)
                let isThere = unsafe content.withUnsafeMutableBytes {
                    unsafe LZ4Frame.decompress(
                        from: sequence, in: data, block: block, of: frame, upTo: stop, into: $0)
                }
                guard isThere else { return nil }
            }
            guard let end else { return nil }
            work -= end - start
            return unsafe content.withUnsafeBytes {
                unsafe MerkleTree.leafHash($0.part(start + 2..<end))
            }
        }

        /// Forgets what was tried.
        mutating func restore() {
            content.replaceSubrange(touched, with: damaged[touched])
            touched = 0..<0
        }
    }
}

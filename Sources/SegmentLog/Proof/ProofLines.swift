/// The lines of a proof, from front to back.
package struct ProofLines {
    /// What has not been read yet.
    package private(set) var rest: ArraySlice<UInt8>

    /// The lines of these bytes.
    package init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The next line without its LF; empty at the end.
    package mutating func next() -> ArraySlice<UInt8> {
        let line = rest.prefix { $0 != UInt8(ascii: "\n") }
        rest = rest[line.endIndex...].dropFirst()
        return line
    }

    /// The hashes up to the next empty line, which is passed over.
    ///
    /// - Throws: `malformed` for a line that is none, and for too many.
    package mutating func hashes() throws(LogError) -> [Hash] {
        var hashes: [Hash] = []
        while true {
            let line = next()
            if line.isEmpty { return hashes }
            guard let hash = Hash(base64: line) else {
                throw .malformed("a line of the proof is no hash in base64.")
            }
            hashes.append(hash)
            guard hashes.count <= InclusionProof.maximumHashes else {
                throw .malformed("a proof has at most \(InclusionProof.maximumHashes) hashes.")
            }
        }
    }
}

import SegmentLog
import SegmentLogTesting
import Testing

@Suite struct LogProofTests {
    private func proof() async throws -> (proof: LogProof, entries: [[UInt8]], key: SigningKey) {
        let entries = texts(0..<11)
        let prover = try prover(try await log(of: [entries]))
        let key = try testKey()
        let note = try key.sign(
            LogCheckpoint(origin: key.verifier.name, head: prover.head).text)
        let proof = LogProof(
            extra: entries[6], inclusion: try prover.inclusion(of: 6), checkpoint: note)
        return (proof, entries, key)
    }

    @Test func aProofReadsBackAndVerifiesWithoutALog() async throws {
        let (proof, entries, key) = try await proof()
        let read = try LogProof(proof.encoded)
        #expect(read == proof)
        #expect(try read.verify(entries[6], by: key.verifier).head.size == 11)
        #expect(code { try read.verify(entries[5], by: key.verifier) } == .badProof)
        let other = try testKey("example.test/other", seed: 3)
        #expect(code { try read.verify(entries[6], by: other.verifier) } == .unverified)
        var moved = proof
        moved.inclusion.index = 7
        #expect(
            code { try LogProof(moved.encoded).verify(entries[6], by: key.verifier) } == .badProof)
    }

    @Test func aProofThatIsWrittenWrongIsRefused() async throws {
        let (proof, _, _) = try await proof()
        let text = String(decoding: proof.encoded, as: UTF8.self)
        let index = "index 6\n"
        for wrong in [
            "", "\n", text.replacing("@v1", with: "@v2"), text.replacing(index, with: ""),
            text.replacing(index, with: "index 06\n"), text.replacing(index, with: "index\n"),
            text.replacing(index, with: "index -6\n"), text.replacing(index, with: "index 6 \n"),
            text.replacing(index, with: "index 18446744073709551616\n"),
            text.replacing("extra ", with: "extra !"), text.replacing("extra ", with: "Extra "),
            text.replacing(index, with: index + "AAAA\n"), text.replacing("\n", with: "\r\n"),
            text.replacing(index, with: index + "\n"), String(text.dropLast()), " " + text,
            text.replacing(
                index,
                with: index + String(repeating: MerkleTree.emptyRoot.base64 + "\n", count: 65)),
        ] {
            #expect(code { _ = try LogProof(Array(wrong.utf8)) } == .malformed, "\(wrong)")
        }
    }

    /// Every parser of this module, on what is almost right.
    @Test func noChangeOfAFewBytesCrashesAParserOrMakesAProofHold() async throws {
        let (proof, entries, key) = try await proof()
        let start: UInt64 = 16
        var seed = Seed(start)
        let sound = proof.encoded
        var held = 0
        for _ in 0..<4_000 {
            var bytes = sound
            for _ in 0..<Int.random(in: 1...4, using: &seed) {
                let place = Int.random(in: 0..<max(1, bytes.count), using: &seed)
                switch Int.random(in: 0..<5, using: &seed) {
                case 0: bytes[place] = .random(in: 0...255, using: &seed)
                case 1: bytes[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &seed)
                case 2: bytes.remove(at: place)
                case 3: bytes.insert(bytes[place], at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 40))
                }
                if bytes.isEmpty { bytes = [10] }
            }
            _ = try? SignedNote(bytes)
            _ = try? LogCheckpoint(String(decoding: bytes, as: UTF8.self))
            _ = try? VerifierKey(String(decoding: bytes.prefix(99), as: UTF8.self))
            guard let read = try? LogProof(bytes),
                (try? read.verify(read.extra ?? [], by: key.verifier)) != nil
            else { continue }
            held += 1
            #expect(
                read.extra == entries[6] && read.inclusion == proof.inclusion
                    && read.checkpoint.text == proof.checkpoint.text, "seed \(start)")
        }
        print("seed \(start): \(held) changes left the proof what it was")
    }
}

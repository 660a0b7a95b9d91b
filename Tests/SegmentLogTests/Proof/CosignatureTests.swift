import SegmentLog
import SegmentLogTesting
import Testing

/// Cosignatures of witnesses, type 0x04, as another implementation makes them.
///
/// Ed25519 has one signature for a key and a message, so the note below was computed with Python's
/// `cryptography` and `hashlib` from the text of tlog-cosignature: keys from the seeds 0, 1, … 31 and
/// 32, 33, … 63, the root over the first seven leaves of transparency-dev's vectors.
@Suite struct CosignatureTests {
    static let note = """
        log.example/ledger
        7
        3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=

        — log.example/ledger Ixp/955OXIBxca+87+8Ciu7dubdAkdVu4/nZiHH1Ephn8yWKDc2hVAZm9PjXMidgKt0aM6X0\
        Xkvh/qyjHeI3rwdBRg8=
        — witness.example/w1 IDJKvgAAAABndIWAmdQbe8BN0XBtuM8pvaUlokDTmoxY+o9ggnyPvA8KDzntpMNHuknsQkCU\
        X3qmpZw5QRvlSsuwX5hHTuCS822DDg==

        """
    static let log = "log.example/ledger+231a7ff7+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    static let witness = "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"

    private func open(
        _ note: String, quorum: Int = 1, witnesses: [String] = [witness]
    ) throws -> SignedCheckpoint {
        try SignedCheckpoint(
            Array(note.utf8), by: VerifierKey(Self.log),
            witnesses: witnesses.map { try VerifierKey($0) }, quorum: quorum)
    }

    @Test func aCosignatureOfAnIndependentImplementationVerifies() throws {
        let signed = try open(Self.note)
        #expect(
            signed.head == TreeHead(size: 7, root: try #require(Hash(hex: MerkleTests.roots[7]))))
        #expect(signed.cosignatures.map(\.witness) == ["witness.example/w1"])
        #expect(signed.cosignatures.map(\.time) == [1_735_689_600])
        #expect(signed.note.encoded == Array(Self.note.utf8))
    }

    @Test func withoutTheWitnessOrItsKeyAQuorumIsMissed() throws {
        let lines = Self.note.split(separator: "\n", omittingEmptySubsequences: false)
        let alone = lines.filter { !$0.contains("witness") }.joined(separator: "\n")
        #expect(code { _ = try open(alone) } == .unverified)
        #expect(try open(alone, quorum: 0).cosignatures.isEmpty)
        #expect(code { _ = try open(Self.note, witnesses: []) } == .unverified)
        let unlogged = lines.filter { !$0.contains("— log") }.joined(separator: "\n")
        #expect(code { _ = try open(unlogged) } == .unverified, "a witness is no log")
        #expect(code { _ = try open(Self.note, witnesses: [Self.witness, Self.witness]) } == nil)
        #expect(
            code { _ = try open(Self.note, quorum: 2, witnesses: [Self.witness, Self.witness]) }
                == .unverified, "a key counts once")
    }

    /// Every bit of the cosignature matters: its time, its signature, its key's ID and type.
    @Test func noOtherBitsAreACosignature() throws {
        let sound = try SignedNote(Array(Self.note.utf8))
        for bit in 0..<72 * 8 {
            var signatures = sound.signatures
            signatures[1].bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let forged = try SignedNote(sound.text, signatures)
            #expect(
                code { _ = try open(String(decoding: forged.encoded, as: UTF8.self)) }
                    == .badSignature, "bit \(bit)")
        }
        for count in [0, 8, 63, 64, 71, 73, 80] where count > 0 {
            var signatures = sound.signatures
            signatures[1].bytes = Array((signatures[1].bytes + signatures[1].bytes).prefix(count))
            let forged = try SignedNote(sound.text, signatures)
            #expect(
                code { _ = try open(String(decoding: forged.encoded, as: UTF8.self)) }
                    == .badSignature, "\(count) bytes")
        }
        // The same 32 bytes as a log's key, type 0x01, have another ID, and do not count.
        let key = try VerifierKey(Self.witness)
        let plain = try VerifierKey(
            name: key.name, algorithm: Ed25519Note(), publicKey: key.publicKey)
        #expect(plain.keyID != key.keyID)
        #expect(code { _ = try open(Self.note, witnesses: [plain.description]) } == .unverified)
        // A cosignature of one checkpoint under another.
        let other = Self.note.replacing("ledger\n7\n", with: "ledger\n8\n")
        #expect(code { _ = try open(other) } == .badSignature)
    }
}

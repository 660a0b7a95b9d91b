import Crypto
import SegmentLog
import Testing

@Suite struct CheckpointTests {
    private static let root = "sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08="
    private static let empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

    @Test func aCheckpointReadsBackFromItsText() throws {
        let text = "example.com/log\n109482\n\(Self.root)\nan extension\nanother\n"
        let checkpoint = try LogCheckpoint(text)
        #expect(checkpoint.origin == "example.com/log")
        #expect(checkpoint.head.size == 109_482)
        #expect(checkpoint.head.root.base64 == Self.root)
        #expect(checkpoint.extensions == ["an extension", "another"])
        #expect(checkpoint.text == text)
        #expect(try LogCheckpoint("x\n0\n\(Self.empty)\n").head == MerkleTree().head)
        #expect(try LogCheckpoint("x\n18446744073709551615\n\(Self.root)\n").head.size == .max)
    }

    private static let wrongTexts: [String] = [
        "", "\n", "x\n", "x\n1\n", "x\n1\n\(root)", "\n1\n\(root)\n", "x\n01\n\(root)\n",
        "x\n00\n\(empty)\n", "x\n+1\n\(root)\n", "x\n-1\n\(root)\n", "x\n1 \n\(root)\n",
        "x\n0x1\n\(root)\n", "x\n١\n\(root)\n", "x\n18446744073709551616\n\(root)\n",
        "x\n1\n\(root.dropLast())\n", "x\n1\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi09=\n",
        "x\n1\n\(root)\n\n", "x\n1\n\(root)\nmore\n\n", "x\n1\n\(root)\n\nmore\n",
        "x\n0\n\(root)\n", "x\n1\n\(root)=\n", "x\n1\n\(root.replacing("/", with: "_"))\n",
    ]

    @Test(arguments: wrongTexts)
    func aCheckpointThatIsWrittenWrongIsRefused(text: String) {
        #expect(code { _ = try LogCheckpoint(text) } == .malformed)
    }

    @Test func theLogsOwnSignatureAndNameAreRequired() throws {
        let key = try testKey()
        let stranger = try testKey("example.test/other", seed: 9)
        let head = TreeHead(size: 3, root: try #require(Hash(hex: MerkleTests.roots[3])))
        let checkpoint = LogCheckpoint(origin: "example.test/ledger", head: head)
        let signed = try key.sign(checkpoint.text)
        #expect(try SignedCheckpoint(signed.encoded, by: key.verifier).head == head)
        let byStranger = try stranger.sign(checkpoint.text)
        #expect(
            code { _ = try SignedCheckpoint(byStranger.encoded, by: key.verifier) } == .unverified)
        #expect(
            code { _ = try SignedCheckpoint(byStranger.encoded, by: stranger.verifier) }
                == .unverified, "the origin is another log's")
        let alone = try stranger.sign(checkpoint.text)
        #expect(
            code {
                _ = try SignedCheckpoint(
                    alone.encoded, by: key.verifier, witnesses: [stranger.verifier])
            } == .unverified, "a witness alone does not make a checkpoint")
    }

    /// A witness written here from the text of tlog-cosignature.
    private func cosign(_ note: SignedNote, _ name: String, _ seed: UInt8, at time: UInt64)
        throws -> (note: SignedNote, key: VerifierKey)
    {
        let key = try Curve25519.Signing.PrivateKey(
            rawRepresentation: [UInt8](repeating: seed, count: 32))
        let verifier = try VerifierKey(
            name: name, algorithm: Ed25519Cosignature(),
            publicKey: Array(key.publicKey.rawRepresentation))
        let message = Array("cosignature/v1\ntime \(time)\n\(note.text)".utf8)
        let stamp = (0..<8).map { UInt8(truncatingIfNeeded: time >> UInt64(56 - 8 * $0)) }
        let signature = SignedNote.Signature(
            name: name, keyID: verifier.keyID,
            bytes: stamp + Array(try key.signature(for: message)))
        return (try note.adding(signature), verifier)
    }

    @Test func witnessesAreCountedAndTheirTimesRead() throws {
        let key = try testKey()
        let checkpoint = LogCheckpoint(origin: key.verifier.name, head: MerkleTree().head)
        var note = try key.sign(checkpoint.text)
        var witnesses: [VerifierKey] = []
        for index in 0..<3 as Range<UInt8> {
            let (next, witness) = try cosign(
                note, "witness.test/\(index)", 40 + index, at: 1_700_000_000 + UInt64(index))
            note = next
            witnesses.append(try VerifierKey(witness.description))
        }
        let signed = try SignedCheckpoint(
            note.encoded, by: key.verifier, witnesses: witnesses, quorum: 3)
        #expect(signed.cosignatures.map(\.time) == [1_700_000_000, 1_700_000_001, 1_700_000_002])
        #expect(
            code {
                _ = try SignedCheckpoint(
                    note.encoded, by: key.verifier, witnesses: Array(witnesses.prefix(2)),
                    quorum: 3)
            } == .unverified)
        // Another time under the same signature.
        var signatures = note.signatures
        signatures[2].bytes[7] ^= 1
        let forged = try SignedNote(note.text, signatures)
        #expect(
            code {
                _ = try SignedCheckpoint(forged.encoded, by: key.verifier, witnesses: witnesses)
            } == .badSignature)
    }

    /// A type that this library does not have, as an embedder would add it.
    private struct Sum: NoteAlgorithm {
        var type: UInt8 { 0x06 }
        func isPublicKey(_ key: [UInt8]) -> Bool { key.count == 1 }
        func isValid(_ signature: [UInt8], over text: String, key: [UInt8]) -> Bool {
            signature == [text.utf8.reduce(key[0], &+)]
        }
    }

    @Test func anotherTypeOfSignatureCanBePluggedIn() throws {
        let key = try VerifierKey(name: "sum.test", algorithm: Sum(), publicKey: [5])
        #expect(code { _ = try VerifierKey(key.description) } == .malformed, "unknown by itself")
        #expect(try VerifierKey(key.description, algorithms: [Sum()]) == key)
        let sum = "a\n".utf8.reduce(5, &+)
        let note = try SignedNote(
            "a\n", [SignedNote.Signature(name: "sum.test", keyID: key.keyID, bytes: [sum])])
        #expect(try note.verified(by: [key]).count == 1)
    }
}

import Crypto
import SegmentLog

/// Feeds texts that are almost right to the parsers of notes, checkpoints, proofs, keys and paths.
struct TextFuzzer: Sendable {
    private var mutator: ByteMutator
    private let corpus: [[UInt8]]
    private let key: VerifierKey

    private static let tokens = [
        "\n", "\n\n", "\u{2014} ", " ", "+", "0", "00", "18446744073709551615",
        "18446744073709551616", "index ", "extra ", "c2sp.org/tlog-proof@v1\n", "tile/", "entries/",
        "x000/", "/000", ".p/", ".p/256", "=", "AAAA", "\u{85}", "\u{A0}", "\r\n", "\u{0}", "-1",
    ]

    init(seed: UInt64) throws {
        mutator = ByteMutator(seed: seed &+ 1, tokens: TextFuzzer.tokens)
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage)
        writer.hold()
        try writer.submit(Array(FuzzCorpus.entries[..<11]))
        writer.step()
        let keys = MemoryStorage()
        let signer = try LogSigner.create("k", origin: "example.test/log", in: keys)
        let prover = try LogProver(try LogReader.open(in: storage))
        let signed = try signer.sign(prover)
        let proof = LogProof(
            extra: FuzzCorpus.entries[6], inclusion: try prover.inclusion(of: 6),
            checkpoint: signed.note)
        try writer.close()
        key = signer.key.verifier
        let backup = MemoryStorage()
        _ = try LogBackup(in: backup).run(of: storage)
        corpus = [
            signed.note.encoded, Array(signed.note.text.utf8), proof.encoded,
            Array("\(key)".utf8), Array(signer.key.secret.utf8), backup["record"] ?? [],
            Array("tile/3/x001/x234/067.p/17".utf8), Array("tile/entries/x001/000".utf8),
        ]
    }

    /// Tries one changed text with every parser.
    mutating func step() throws {
        let index = Int.random(in: 0..<corpus.count, using: &mutator.random)
        let bytes = mutator.mutate(corpus[index])
        let text = String(decoding: bytes, as: UTF8.self)
        try quietly {
            let note = try SignedNote(bytes)
            try require(note.encoded == bytes, "a note is written otherwise than it was read")
            try quietly { _ = try note.verified(by: [key]) }
            try quietly { _ = try SignedCheckpoint(bytes, by: key, witnesses: [key], quorum: 1) }
        }
        try quietly {
            let checkpoint = try LogCheckpoint(text)
            try require(
                checkpoint.text.utf8.elementsEqual(text.utf8), "a checkpoint is written otherwise")
        }
        try quietly {
            let proof = try LogProof(bytes)
            try require(proof.encoded == bytes, "a proof is written otherwise than it was read")
            try quietly { _ = try proof.verify(proof.extra ?? [], by: key) }
        }
        try quietly {
            let key = try VerifierKey(text)
            try require(
                key.description.utf8.elementsEqual(text.utf8), "a key is written otherwise")
        }
        try quietly { _ = try SigningKey(secret: text) }
        if let path = TilePath(text) {
            try require(path.text.utf8.elementsEqual(text.utf8), "a path is written otherwise")
        }
        try quietly {
            let backup = MemoryStorage()
            backup["record"] = bytes
            _ = try LogBackup(in: backup).record()
        }
    }

    private func require(_ isTrue: Bool, _ what: String) throws {
        if !isTrue { throw FuzzProblem(what: what) }
    }
}

import Crypto
import SegmentLog
import SegmentLogTesting

extension MemoryStorage {
    /// The bytes of a file as programs see them.
    func bytes(_ path: String) -> [UInt8]? { files[path] }

    /// Puts other bytes in the place of a file.
    func replace(_ path: String, with bytes: [UInt8]) {
        try? remove(path)
        try? open(path, .createExclusive).write(bytes, at: 0)
    }
}

/// SHA-256, not by the library under test.
func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

/// A prover of all that a log acknowledges.
func prover(_ storage: any Storage) throws -> LogProver {
    try LogProver(try LogReader.open(in: storage))
}

/// A key for the log `example.test/ledger`, drawn from a fixed seed.
func testKey(_ name: String = "example.test/ledger", seed: UInt8 = 7) throws -> SigningKey {
    let seed = [UInt8](repeating: seed, count: 32)
    let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    let verifier = try VerifierKey(
        name: name, algorithm: Ed25519Note(), publicKey: Array(key.publicKey.rawRepresentation))
    let id = verifier.description.dropFirst(name.count + 1).prefix(8)
    return try SigningKey(secret: "PRIVATE+KEY+\(name)+\(id)+" + Base64.encode([1] + seed))
}

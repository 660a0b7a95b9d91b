import Foundation
import SegmentLog
import SegmentLogTesting
import Testing

/// Held against `aics-tlog` of PyPI, an implementation in another language by other people.
///
/// `FIVEONES_TLOG_PYTHON` names an interpreter (3.12 or later) that has it.
@Suite struct TlogOracleTests {
    static let python = ProcessInfo.processInfo.environment["FIVEONES_TLOG_PYTHON"]
    static let missing: Comment =
        "set FIVEONES_TLOG_PYTHON to a Python of 3.12 or later that has the package aics-tlog"

    private static func run(_ script: String, _ arguments: [String]) async throws -> String {
        let output = try await DiskTests.run(try #require(python), ["-c", script] + arguments)
        return String(decoding: output, as: UTF8.self)
    }

    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("tlog-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    @Test(.enabled(if: python != nil, missing))
    func tilesCheckpointAndProofsOfOursVerifyElsewhere() async throws {
        let entries = texts(0..<66_000)  // three levels of tiles
        let storage = try await log(of: [entries])
        let prover = try prover(storage)
        let key = try testKey()
        let note = try key.sign(LogCheckpoint(origin: key.verifier.name, head: prover.head).text)
        try await withDirectory { path in
            try TileExport(of: prover, to: FileStorage(directory: path)).run(note)
            let proof = LogProof(
                extra: entries[40_000], inclusion: try prover.inclusion(of: 40_000),
                checkpoint: note)
            try Data(proof.encoded).write(to: URL(filePath: path + "/event.tlog-proof"))
            let consistency = try prover.consistency(from: 12_345)
            let old = try prover.head(at: 12_345).root
            let output = try await Self.run(
                #"""
                import base64, sys
                from aics_tlog import *
                from aics_tlog.tiles import FileSystemTileReader
                from aics_tlog.tree import verify_inclusion, verify_consistency
                from aics_tlog.hashing import leaf_hash
                path, vkey, old, *hashes = sys.argv[1:]
                key = parse_vkey(vkey)
                note = parse_note(open(path + "/checkpoint", "rb").read())
                found = verify_checkpoint(note, key, expected_origin="example.test/ledger")
                print(found.log_ok, found.size)
                reader = FileSystemTileReader(path)
                report = audit_tiles(reader, found.size, found.root, entries=True)
                print(report.tiles, report.bundles)
                lines = open(path + "/event.tlog-proof", "rb").read().decode().split("\n")
                end = lines.index("")
                entry = base64.b64decode(lines[1].removeprefix("extra "), validate=True)
                index = int(lines[2].removeprefix("index "))
                path_up = [base64.b64decode(l, validate=True) for l in lines[3:end]]
                print(verify_inclusion(leaf_hash(entry), index, found.size, path_up, found.root))
                print(path_up == inclusion_proof_from_tiles(reader, index, found.size))
                proof = [bytes.fromhex(h) for h in hashes]
                print(verify_consistency(12345, found.size, bytes.fromhex(old), found.root, proof))
                print(proof == consistency_proof_from_tiles(reader, 12345, found.size))
                """#,
                [path, "\(key.verifier)", old.hex] + consistency.hashes.map(\.hex))
            #expect(output == "True 66000\n261 258\nTrue\nTrue\nTrue\nTrue\n")
        }
    }

    @Test(.enabled(if: python != nil, missing))
    func theirCheckpointsCosignaturesAndProofsVerifyHere() async throws {
        let output = try await Self.run(
            #"""
            from aics_tlog import *
            from aics_tlog.tree import MerkleTree
            from aics_tlog.note import Note
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
            log = Ed25519PrivateKey.generate()
            print(format_vkey(vkey_from_ed25519("their.test/log", log.public_key())))
            witness = Ed25519PrivateKey.generate()
            print(format_vkey(cosignature_vkey("their.test/witness", witness.public_key())))
            tree = MerkleTree([b"entry %d" % i for i in range(777)])
            cp = Checkpoint(origin="their.test/log", size=777, root=tree.root())
            signed = sign_checkpoint(cp, log, "their.test/log")
            _, line = sign_cosignature(witness, "their.test/witness", 1700000000, cp.origin, cp.size, cp.root)
            note = Note(text=signed.text, signatures=signed.signatures + (line,))
            print(" ".join(h.hex() for h in tree.inclusion_proof(500, 777)))
            print(" ".join(h.hex() for h in tree.consistency_proof(300, 777)), tree.root(300).hex())
            print(note.serialise(), end="")
            """#, [])
        let lines = output.split(separator: "\n", maxSplits: 4, omittingEmptySubsequences: false)
        let log = try VerifierKey(String(lines[0]))
        let witness = try VerifierKey(String(lines[1]))
        let signed = try SignedCheckpoint(
            Array(lines[4].utf8), by: log, witnesses: [witness], quorum: 1)
        #expect(signed.head.size == 777)
        #expect(signed.cosignatures.map(\.time) == [1_700_000_000])
        func hashes(_ line: Substring) -> [Hash] {
            line.split(separator: " ").compactMap { Hash(hex: String($0)) }
        }
        try InclusionProof(index: 500, size: 777, hashes: hashes(lines[2])).verify(
            MerkleTree.leafHash(Array("entry 500".utf8)), in: signed.head.root)
        var consistency = hashes(lines[3])
        let old = consistency.removeLast()
        try ConsistencyProof(oldSize: 300, newSize: 777, hashes: consistency).verify(
            from: old, to: signed.head.root)
    }
}

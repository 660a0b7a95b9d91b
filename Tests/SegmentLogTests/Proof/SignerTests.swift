import SegmentLog
import SegmentLogTesting
import Testing

/// Faults 15 to 17: a log set back, rewritten or cut short, and what a checkpoint shows of it.
@Suite struct SignerTests {
    private static let origin = "example.test/ledger"

    private func signer(_ keys: MemoryStorage) throws -> LogSigner {
        try LogSigner.create("office.key", origin: Self.origin, in: keys)
    }

    @Test func aKeyFileSignsAGrowingLogAndRemembersWhatItSigned() async throws {
        let keys = MemoryStorage()
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .single)
        let signer = try signer(keys)
        #expect(try signer.last().head == MerkleTree().head)
        for count in [0, 5, 0, 40] {
            if count > 0 { _ = try await writer.append(texts(0..<count)) }
            let signed = try signer.sign(try prover(storage))
            #expect(signed.head == writer.durable)
            #expect(try LogSigner.open("office.key", in: keys).last() == signed)
            #expect(
                try SignedCheckpoint(signed.note.encoded, by: signer.key.verifier) == signed)
        }
        try writer.close()
        #expect(
            code { _ = try LogSigner.create("office.key", origin: Self.origin, in: keys) }
                == .alreadyExists)
        #expect(code { _ = try LogSigner.open("none.key", in: keys) } == .notFound)
    }

    @Test func whatWasSignedIsOnDiskBeforeItIsHandedOut() async throws {
        let keys = MemoryStorage()
        let signer = try signer(keys)
        let signed = try signer.sign(try prover(try await log(of: [texts(0..<9)])))
        for seed in 0..<50 as Range<UInt64> {
            #expect(try LogSigner.open("office.key", in: keys.crashed(seed: seed)).last() == signed)
        }
    }

    @Test func aDirectorySetBackToAnOlderCopyIsNeitherSignedNorOpenedForAppending() async throws {
        let keys = MemoryStorage()
        let storage = MemoryStorage()
        let signer = try signer(keys)
        var writer = try LogWriter.create(in: storage, limits: .tiny)
        _ = try await writer.append(texts(0..<300))
        try writer.close()
        let copy = storage.copy()
        writer = try LogWriter.open(in: storage, limits: .tiny)
        _ = try await writer.append(texts(300..<500))
        try writer.close()
        let signed = try signer.sign(try prover(storage))

        #expect(try Log.verify(copy).isSound, "from within nothing is wrong with the copy")
        #expect(code { _ = try signer.sign(try prover(copy)) } == .rolledBack)
        #expect(
            code {
                _ = try LogWriter.open(in: copy, limits: .tiny, anchoredAt: signed.head)
            } == .rolledBack)
        #expect(try copy.lockHolder("lock") == nil, "the refused writer lets the lock go")

        // The copy grows on beyond what was signed: another history.
        writer = try LogWriter.open(in: copy, limits: .tiny)
        _ = try await writer.append(texts(600..<900))
        try writer.close()
        #expect(code { _ = try signer.sign(try prover(copy)) } == .inconsistent)
        #expect(
            code {
                _ = try LogWriter.open(in: copy, limits: .tiny, anchoredAt: signed.head)
            } == .inconsistent)
        // The key's folder was set back too: what is known elsewhere still tells.
        let fresh = try LogSigner.create("other.key", origin: Self.origin, in: keys)
        #expect(code { _ = try fresh.sign(try prover(copy), anchor: signed) } == .inconsistent)
        #expect(try signer.last() == signed, "no refusal changes what was signed")

        try LogWriter.open(in: storage, limits: .tiny, anchoredAt: signed.head).close()
        #expect(try signer.sign(try prover(storage), anchor: signed).head == signed.head)
    }

    @Test func anOperatorsDecisionAfterARollbackEndsTheKeyAndIsSignedByIt() async throws {
        let keys = MemoryStorage()
        let signer = try signer(keys)
        let signed = try signer.sign(try prover(try await log(of: [texts(0..<50)])))
        let copy = try await log(of: [texts(0..<20)])
        let kept = try prover(copy).head
        let note = try signer.retire(
            kept: kept, reason: "disk lost, restored from backup; zhao.min")
        #expect(note.text.contains("signed 50 \(signed.head.root.base64)\n"))
        #expect(note.text.contains("kept 20 \(kept.root.base64)\n"))
        #expect(try LogSigner.open("office.key", in: keys).retirement() == note)
        #expect(code { _ = try signer.sign(try prover(copy)) } == .unverified)
        #expect(code { _ = try signer.retire(kept: kept, reason: "again") } == .unverified)
        let next = try LogSigner.create("next.key", origin: Self.origin + "/2", in: keys)
        #expect(try next.sign(try prover(copy)).head == kept)
    }

    @Test func aRewrittenEventWithEverythingMadeRightFailsAgainstTheCheckpoint() async throws {
        let signer = try signer(MemoryStorage())
        let entries = texts(0..<400)
        let signed = try signer.sign(try prover(try await log(of: [entries])))
        var forged = entries
        forged[123][3] ^= 1
        let storage = try await log(of: [forged, texts(400..<500)])
        #expect(try Log.verify(storage).isSound, "every checksum and chain is right")
        let prover = try prover(storage)
        #expect(
            code { try prover.requireGrowth(from: signed.head, in: "the checkpoint") }
                == .inconsistent)
        let proof = try prover.consistency(from: 400)
        #expect(
            code { try proof.verify(from: signed.head.root, to: prover.head.root) } == .badProof)
        let inclusion = try prover.inclusion(of: 123, in: 400)
        #expect(
            code { try inclusion.verify(MerkleTree.leafHash(forged[123]), in: signed.head.root) }
                == .badProof)
        #expect(code { _ = try signer.sign(prover) } == .inconsistent)
    }

    @Test func aTailCutBelowTheAnchorIsDetectedAndAboveItIsTheWindow() async throws {
        let signer = try signer(MemoryStorage())
        let entries = texts(0..<100)
        let signed = try signer.sign(try prover(try await log(of: [entries])))
        for size in [99, 100, 101, 250] {
            let storage = try await log(of: [Array((entries + texts(100..<250)).prefix(size))])
            let prover = try prover(storage)
            let found = code { try prover.requireGrowth(from: signed.head, in: "the anchor") }
            #expect(found == (size < 100 ? .rolledBack : nil), "\(size)")
        }
    }

    @Test func aMissingOrChangedMemoryOfTheKeyIsARefusal() async throws {
        let keys = MemoryStorage()
        let signer = try signer(keys)
        let prover = try prover(try await log(of: [texts(0..<9)]))
        _ = try signer.sign(prover)
        let sound = try #require(keys.bytes("office.key.signed"))
        try keys.remove("office.key.signed")
        #expect(code { _ = try signer.sign(prover) } == .notFound)
        keys.replace("office.key.signed", with: sound.map { $0 == UInt8(ascii: "9") ? 56 : $0 })
        #expect(code { _ = try signer.sign(prover) } != nil)
        keys.replace("office.key.signed", with: sound)
        let lock = try keys.lock("office.key.lock")
        #expect(code { _ = try signer.sign(prover) } == .locked)
        lock.unlock()
        _ = try signer.sign(prover)
        #expect(code { _ = try signer.sign(prover, at: 5) } == .rolledBack)
    }
}

import SegmentLog
import SegmentLogTesting
import Testing

@Suite struct ProverTests {
    private static func prover(_ storage: any Storage, persisting: Bool = false) throws -> LogProver
    {
        try LogProver(try LogReader.open(in: storage), persisting: persisting)
    }

    @Test func proofsOfALogAreThoseOfTheDefinition() async throws {
        let entries = texts(0..<1100)
        let storage = try await log(of: [Array(entries[..<300]), Array(entries[300...])])
        let prover = try Self.prover(storage)
        let leaves = entries.map { MerkleTree.leafHash($0) }
        #expect(prover.head == TreeHead(size: 1100, root: Naive.root(leaves[...])))
        for size in [1, 2, 3, 255, 256, 257, 511, 512, 513, 767, 1000, 1024, 1099, 1100] {
            let root = Naive.root(leaves[..<size])
            #expect(try prover.head(at: UInt64(size)).root == root)
            for index in [0, 1, 2, 100, 255, 256, 300, 511, 512, 1023, 1024, 1099]
            where index < size {
                let proof = try prover.inclusion(
                    of: Position(UInt64(index)), in: UInt64(size))
                #expect(proof.hashes == Naive.path(index, leaves[..<size]), "\(index) in \(size)")
                try proof.verify(leaves[index], in: root)
            }
            for old in [1, 2, 255, 256, 257, 300, 512, 640, 1000, 1024] where old <= size {
                let proof = try prover.consistency(from: UInt64(old), to: UInt64(size))
                #expect(proof.hashes == Naive.proof(old, leaves[..<size]), "\(old) in \(size)")
            }
        }
        #expect(try prover.leafHash(at: 777) == leaves[777])
        #expect(code { _ = try prover.inclusion(of: 1100) } == .outOfRange)
        #expect(code { _ = try prover.head(at: 1101) } == .outOfRange)
        #expect(code { _ = try prover.consistency(from: 1101) } == .outOfRange)
    }

    @Test func aProverFollowsTheLog() async throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .single)
        let reader = try LogReader.open(in: storage)
        let prover = try LogProver(reader)
        #expect(prover.head == TreeHead(size: 0, root: MerkleTree.emptyRoot))
        var entries: [[UInt8]] = []
        for count in [1, 254, 1, 1, 300, 7, 600] {
            let batch = texts(entries.count..<entries.count + count)
            _ = try await writer.append(batch)
            entries += batch
            try reader.refresh()
            #expect(
                try prover.refresh()
                    == TreeHead(
                        size: UInt64(entries.count), root: root(of: entries)))
            let last = Position(UInt64(entries.count - 1))
            try prover.inclusion(of: last).verify(
                MerkleTree.leafHash(batch[count - 1]), in: prover.head.root)
        }
        try writer.close()
    }

    /// Story: a cache that is believed is a second source of truth, and the worse one.
    @Test func aCacheThatIsMissingDamagedOldOrStrangeIsReplacedAndChangesNoAnswer() async throws {
        let entries = texts(0..<5000)
        let storage = try await log(of: [entries])
        let expected = root(of: entries)
        #expect(try Self.prover(storage).head.root == expected)
        #expect(!storage.paths.contains("cache/tree"), "a reader writes nothing unless asked to")
        _ = try Self.prover(storage, persisting: true)
        let sound = try #require(storage.bytes("cache/tree"))
        #expect(sound.count == 40 + 32 * 19 + 32)

        let other = try await log(of: [texts(9000..<14000)])
        _ = try Self.prover(other, persisting: true)
        let foreign = try #require(other.bytes("cache/tree"))
        var seed = Seed(22)
        var damaged: [[UInt8]] = [[], Array(sound.prefix(20)), sound.dropLast(), foreign]
        for _ in 0..<40 {
            var bytes = sound
            bytes[Int.random(in: 0..<bytes.count, using: &seed)] ^=
                UInt8(1) << UInt8.random(in: 0..<8, using: &seed)
            damaged.append(bytes)
        }
        damaged.append(resealed(sound) { $0[40 + 32 * 7] ^= 1 })  // well formed, and a lie
        for bytes in damaged {
            storage.replace("cache/tree", with: bytes)
            let prover = try Self.prover(storage, persisting: true)
            #expect(prover.head.root == expected)
            try prover.inclusion(of: 2000).verify(
                MerkleTree.leafHash(entries[2000]), in: expected)
            #expect(storage.bytes("cache/tree") == sound)
        }
        #expect(try Log.verify(storage).isSound, "the cache is no part of the log")
        try LogWriter.open(in: storage).close()
    }

    /// What the cache holds after a change, with its checksum put right.
    private func resealed(_ bytes: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var body = Array(bytes.dropLast(32))
        change(&body)
        return body + digest(body)
    }
}

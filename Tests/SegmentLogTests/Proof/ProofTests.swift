import Foundation
import SegmentLog
import Testing

/// The definitions of RFC 6962, section 2.1, word by word: slow, and written without a look at the
/// library.
enum Naive {
    static func root(_ leaves: ArraySlice<Hash>) -> Hash {
        guard let first = leaves.first else { return MerkleTree.emptyRoot }
        if leaves.count == 1 { return first }
        let middle = leaves.startIndex + split(leaves.count)
        return MerkleTree.nodeHash(root(leaves[..<middle]), root(leaves[middle...]))
    }

    static func path(_ index: Int, _ leaves: ArraySlice<Hash>) -> [Hash] {
        if leaves.count == 1 { return [] }
        let count = split(leaves.count)
        let middle = leaves.startIndex + count
        return index < count
            ? path(index, leaves[..<middle]) + [root(leaves[middle...])]
            : path(index - count, leaves[middle...]) + [root(leaves[..<middle])]
    }

    static func proof(_ old: Int, _ leaves: ArraySlice<Hash>, _ isWhole: Bool = true) -> [Hash] {
        if old == leaves.count { return isWhole ? [] : [root(leaves)] }
        let count = split(leaves.count)
        let middle = leaves.startIndex + count
        return old <= count
            ? proof(old, leaves[..<middle], isWhole) + [root(leaves[middle...])]
            : proof(old - count, leaves[middle...], false) + [root(leaves[..<middle])]
    }

    private static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }
}

/// The working papers beside the checkout.
enum Papers {
    static let probes = Article.checkout.appending(
        path: "../shared/data/rfc6962-inclusion-probes.json"
    ).standardizedFileURL

    static var hasProbes: Bool { FileManager.default.isReadableFile(atPath: probes.path) }
}

@Suite struct ProofTests {
    private static let leaves = texts(0..<130).map { MerkleTree.leafHash($0) }

    private struct Probes: Decodable {
        struct Probe: Decodable {
            var leafIdx: UInt64
            var treeSize: UInt64
            var root: String
            var leafHash: String
            var proof: [String]?
            var wantErr: Bool
            var name: String
        }
        var probes: [Probe]
    }

    @Test(.enabled(if: Papers.hasProbes, "../shared/data is not beside the checkout"))
    func inclusionProbesGiveExactlyWhatTheySay() throws {
        let probes = try JSONDecoder().decode(
            Probes.self, from: Data(contentsOf: Papers.probes)
        ).probes
        #expect(probes.count == 98)
        for probe in probes {
            func hash(_ text: String) -> Hash? { Base64.decode(text.utf8).flatMap { Hash($0) } }
            let hashes = (probe.proof ?? []).map(hash)
            let holds: Bool
            if let leaf = hash(probe.leafHash), let root = hash(probe.root),
                !hashes.contains(nil)
            {
                let proof = InclusionProof(
                    index: probe.leafIdx, size: probe.treeSize, hashes: hashes.compactMap { $0 })
                holds = code { try proof.verify(leaf, in: root) } == nil
            } else {
                holds = false  // what has not 32 bytes is no hash
            }
            #expect(holds == !probe.wantErr, "\(probe.name)")
        }
    }

    @Test func everyInclusionProofOfSmallTreesHoldsAndNoChangedOneDoes() throws {
        for size in 1...33 {
            let leaves = Self.leaves[..<size]
            let root = Naive.root(leaves)
            for index in 0..<size {
                let hashes = Naive.path(index, leaves)
                func holds(
                    _ index: UInt64, _ size: UInt64, _ hashes: [Hash], _ leaf: Hash, _ root: Hash
                )
                    -> Bool
                {
                    let proof = InclusionProof(index: index, size: size, hashes: hashes)
                    return code { try proof.verify(leaf, in: root) } == nil
                }
                let (at, of) = (UInt64(index), UInt64(size))
                #expect(holds(at, of, hashes, leaves[index], root))
                #expect(!holds(at, of, hashes + [root], leaves[index], root))
                #expect(!holds(at, of, [root] + hashes, leaves[index], root))
                #expect(!holds(at, of, hashes, Self.leaves[index + 1], root))
                #expect(!holds(at, of, hashes, leaves[index], leaves[index]) || size == 1)
                #expect(!holds(of, of, hashes, leaves[index], root))
                for other in [at ^ 1, at ^ 2, at &- 1, UInt64.max] where other != at {
                    #expect(!holds(other, of, hashes, leaves[index], root))
                }
                for place in hashes.indices {
                    var changed = hashes
                    changed[place] = leaves[index]
                    #expect(!holds(at, of, changed, leaves[index], root))
                    changed = hashes
                    changed.remove(at: place)
                    #expect(!holds(at, of, changed, leaves[index], root))
                }
            }
        }
    }

    @Test func everyConsistencyProofOfSmallTreesHoldsAndNoChangedOneDoes() throws {
        func holds(_ old: Int, _ new: Int, _ hashes: [Hash], _ first: Hash, _ second: Hash) -> Bool
        {
            let proof = ConsistencyProof(
                oldSize: UInt64(old), newSize: UInt64(new), hashes: hashes)
            return code { try proof.verify(from: first, to: second) } == nil
        }
        for new in 1...33 {
            let root = Naive.root(Self.leaves[..<new])
            for old in 1...new {
                let first = Naive.root(Self.leaves[..<old])
                let hashes = Naive.proof(old, Self.leaves[..<new])
                #expect(holds(old, new, hashes, first, root))
                #expect(!holds(old, new, hashes + [root], first, root))
                #expect(!holds(old, new, hashes, root, first) || old == new)
                #expect(!holds(old, new, hashes, first, Self.leaves[99]))
                #expect(!holds(new + 1, new, hashes, first, root))
                for place in hashes.indices {
                    var changed = hashes
                    changed[place] = Self.leaves[99]
                    #expect(!holds(old, new, changed, first, root))
                    changed = hashes
                    changed.remove(at: place)
                    #expect(!holds(old, new, changed, first, root))
                }
            }
            #expect(!holds(0, new, [], MerkleTree.emptyRoot, root), "nothing to prove")
        }
        #expect(holds(0, 0, [], MerkleTree.emptyRoot, MerkleTree.emptyRoot))
    }

    @Test func aProofForAnIndexNearTheLimitNeitherTrapsNorHolds() {
        for (index, size) in [(0, UInt64.max), (UInt64.max - 1, UInt64.max), (5, 0), (1 << 63, 1)]
            as [(UInt64, UInt64)]
        {
            for count in [0, 1, 63, 64, 65] {
                let hashes = Array(repeating: Hash.zero, count: count)
                let inclusion = InclusionProof(index: index, size: size, hashes: hashes)
                #expect(code { try inclusion.verify(.zero, in: .zero) } == .badProof)
                let consistency = ConsistencyProof(oldSize: index, newSize: size, hashes: hashes)
                #expect(code { try consistency.verify(from: .zero, to: Self.leaves[0]) } != nil)
            }
        }
    }

    @Test func base64HasOneFormForEveryBytes() throws {
        for count in 0..<20 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
            #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
            #expect(Base64.decode(Base64.encode(bytes).utf8) == bytes)
        }
        for text in ["A", "AA", "AAA", "AB==", "AAB=", "A===", "====", "AA=A", "AAAA====", "AA A"]
            + ["AAAA\n", "AA-_", "AAA\u{e9}"]
        {
            #expect(Base64.decode(text.utf8) == nil, "\(text)")
        }
    }
}

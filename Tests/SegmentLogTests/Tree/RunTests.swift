import SegmentLogTesting
import Testing

@testable import SegmentLog

/// Hashing on several threads gives what hashing in one row gives.
@Suite struct RunTests {
    @Test func runsOfEveryLengthAtEveryPlaceGiveTheTree() {
        let leaves = (0..<90).map { MerkleTree.leafHash(Array("leaf \($0)".utf8)) }
        var tree = MerkleTree()
        for start in 0...34 {
            for end in start...90 {
                var run = MerkleRun(start: UInt64(start))
                for leaf in leaves[start..<end] { run.append(leaf) }
                var both = tree
                both.append(run)
                var one = tree
                for leaf in leaves[start..<end] { one.append(leaf) }
                #expect(both == one, "\(start)..<\(end)")
            }
            tree.append(leaves[start])
        }
    }

    @Test func aRunOfEntriesHoldsJustTheirLengthsAndBytes() {
        let entries = texts(0..<9) + [[]]
        let content = entries.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 255)] + $0 }
        func run(_ content: [UInt8], _ count: UInt64) -> MerkleRun? {
            var (run, bytes) = (MerkleRun(start: 0), content)
            let isWhole = bytes.withUnsafeMutableBytes { bytes in
                EntryRun.forEachLeaf(in: bytes) { hash, place in
                    run.append(hash)
                    #expect(run.end > 10 || content[place].elementsEqual(entries[Int(run.end) - 1]))
                }
            }
            #expect(bytes == content, "a byte that was changed for a moment is as it was")
            return isWhole && run.end == count ? run : nil
        }
        var tree = MerkleTree()
        if let run = run(content, 10) { tree.append(run) }
        #expect(tree.size == 10 && tree.root == root(of: entries))
        #expect(run(content, 9) == nil && run(content, 11) == nil)
        #expect(run(content + [0], 10) == nil && run(Array(content.dropLast()), 10) == nil)
        #expect(run([], 0)?.end == 0 && run([0], 1) == nil && run([0, 1], 1) == nil)
    }

    @Test(arguments: [1, 2, 5]) func everyPieceOfWorkIsDoneOnceAndAnsweredInOrder(lanes: Int) {
        var lanes = Lanes(lanes)
        for count in [0, 1, 2, 3, 100, 1_000] {
            let squares = lanes.map(count) { index, scratch in
                scratch = [UInt8](repeating: UInt8(index & 255), count: 16)
                return (index * index, scratch.allSatisfy { $0 == UInt8(index & 255) })
            }
            #expect(squares.map(\.0) == (0..<count).map { $0 * $0 })
            let keptToThemselves = squares.allSatisfy { $0.1 }
            #expect(keptToThemselves)
        }
    }
}

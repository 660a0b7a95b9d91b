import SegmentLog
import SegmentLogTesting
import Testing

@Suite struct TilesTests {
    @Test func pathsAreWrittenInTheOneRightWay() {
        for (path, text) in [
            (TilePath(level: 0, index: 0), "tile/0/000"),
            (TilePath(level: 63, index: 1_234_067), "tile/63/x001/x234/067"),
            (TilePath(level: 1, index: 1000, width: 17), "tile/1/x001/000.p/17"),
            (TilePath(level: nil, index: 999, width: 255), "tile/entries/999.p/255"),
            (
                TilePath(level: 0, index: .max),
                "tile/0/x018/x446/x744/x073/x709/x551/615"
            ),
        ] {
            #expect(path.text == text)
            #expect(TilePath(text) == path)
        }
    }

    @Test(arguments: [
        "", "tile", "tile/0", "tile/0/", "tile/0/00", "tile/0/0000", "tile/0/x000", "tile/0/x001",
        "tile/0/x001/x002", "tile/0/001/002", "tile/0/x000/001", "tile/64/000", "tile/00/000",
        "tile/-1/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/",
        "tile/0/000.p", "tile/0/.p/1", "tile/0/000/1", "tile/0/0a0", "tile/0/+00", "/tile/0/000",
        "tile/0/000/", "tile/Entries/000", "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/x0001/000", "tile/ 0/000",
    ])
    func otherPathsAreRefused(text: String) {
        #expect(TilePath(text) == nil)
    }

    @Test func aTreeHasTheTilesThatTheSpecificationCounts() {
        func count(_ size: UInt64, _ level: Int?, full: Bool) -> Int {
            TilePath.all(ofSize: size).count {
                $0.level == level && ($0.width == TilePath.fullWidth) == full
            }
        }
        #expect(count(70_000, 0, full: true) == 273)
        #expect(TilePath.all(ofSize: 70_000).contains(TilePath(level: 0, index: 273, width: 112)))
        #expect(count(70_000, 1, full: true) == 1)
        #expect(TilePath.all(ofSize: 70_000).contains(TilePath(level: 1, index: 1, width: 17)))
        #expect(TilePath.all(ofSize: 70_000).contains(TilePath(level: 2, index: 0, width: 1)))
        #expect(
            TilePath.all(ofSize: 256) == [
                TilePath(level: nil, index: 0), TilePath(level: 0, index: 0),
                TilePath(level: 1, index: 0, width: 1),
            ])
        #expect(TilePath.all(ofSize: 0).isEmpty)
    }

    @Test func tilesHoldTheHashesAndEntriesThatTheirNamesSay() async throws {
        let entries = texts(0..<600)
        let target = MemoryStorage()
        let prover = try prover(try await log(of: [entries]))
        try TileExport(of: prover, to: target).run()
        let leaves = entries.map { MerkleTree.leafHash($0) }
        let files = target.files
        #expect(
            Set(files.keys) == [
                "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88", "tile/0/000",
                "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2",
            ])
        #expect(files["tile/0/001"] == leaves[256..<512].flatMap(\.bytes))
        #expect(files["tile/0/002.p/88"] == leaves[512...].flatMap(\.bytes))
        #expect(
            files["tile/1/000.p/2"]
                == Naive.root(leaves[..<256]).bytes + Naive.root(leaves[256..<512]).bytes)
        #expect(
            files["tile/entries/002.p/88"]
                == entries[512...].flatMap { [UInt8($0.count >> 8), UInt8($0.count & 255)] + $0 })
    }

    @Test func aLaterExportWritesOnlyWhatIsNewAndTheCheckpointLast() async throws {
        let key = try LogSigner.create("k", origin: "example.test/l", in: MemoryStorage())
        let storage = MemoryStorage()
        let target = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .single)
        _ = try await writer.append(texts(0..<600))
        let early = try key.sign(try prover(storage))
        let first = try TileExport(of: try prover(storage), to: target).run(early.note)
        #expect(first == 7)
        _ = try await writer.append(texts(600..<700))
        let late = try key.sign(try prover(storage))
        #expect(try TileExport(of: try prover(storage), to: target).run(late.note) == 3)
        #expect(target.files["checkpoint"] == late.note.encoded)
        #expect(target.files["tile/0/002.p/88"] != nil, "those who hold the old one still find it")
        #expect(
            code { try TileExport(of: try prover(storage), to: target).run(early.note) }
                == .rolledBack)
        let other = try prover(try await log(of: [texts(1..<900)]))
        #expect(code { try TileExport(of: other, to: target).run() } == .inconsistent)
        try writer.close()
    }
}

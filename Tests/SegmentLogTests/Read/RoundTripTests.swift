import SegmentLog
import SegmentLogTesting
import Testing

@Suite struct RoundTripTests {
    @Test func entriesReadBackAcrossSegmentsAndReopenings() async throws {
        var seed = Seed(11)
        let storage = MemoryStorage()
        var all: [[UInt8]] = []
        try LogWriter.create(in: storage, limits: .tiny).close()
        for _ in 0..<6 {
            let writer = try LogWriter.open(in: storage, limits: .tiny)
            #expect(writer.recovery.isClean)
            #expect(writer.next == Position(UInt64(all.count)))
            for _ in 0..<5 {
                let batch = noise(Int.random(in: 1...9, using: &seed), upTo: 600, using: &seed)
                let (positions, head) = try await writer.append(batch)
                #expect(positions.lowerBound == Position(UInt64(all.count)))
                #expect(positions.count == batch.count)
                all += batch
                #expect(head == TreeHead(size: UInt64(all.count), root: root(of: all)))
            }
            try writer.close()
        }
        #expect(storage.paths.filter { $0.hasSuffix(".lz4") }.count > 5)
        #expect(try contents(storage) == all)
        let report = try Log.verify(storage)
        #expect(report.isSound)
        #expect(report.size == UInt64(all.count) && report.root == root(of: all))
    }

    @Test func anEmptyLogHasTheEmptyRoot() throws {
        let storage = MemoryStorage()
        try LogWriter.create(in: storage).close()
        let report = try Log.verify(storage)
        #expect(report.isSound && report.size == 0 && report.root == MerkleTree.emptyRoot)
        #expect(try contents(storage) == [])
    }

    @Test func entriesOfEveryAllowedLengthAreKept() async throws {
        var seed = Seed(3)
        let entries = [0, 1, 65_534, 65_535, 0].map { length in
            (0..<length).map { _ in UInt8.random(in: 0...255, using: &seed) }
        }
        let storage = try await log(of: [entries, [[]]])
        #expect(try contents(storage) == entries + [[]])
        #expect(try Log.verify(storage).isSound)
    }

    @Test func anEntryOfOneByteTooManyIsRefusedAndNothingIsQueued() async throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .single)
        let large = [UInt8](repeating: 7, count: 65_536)
        #expect(code { try writer.submit([[1], large]) } == .entryTooLarge)
        #expect(writer.next == 0)
        #expect(try await writer.append([[1]]).positions == 0..<1)
    }

    @Test func aLargeSubmissionIsSplitWithinTheLimits() async throws {
        let entries = texts(0..<20_000)
        let storage = try await log(of: [entries])
        #expect(try contents(storage) == entries)
        #expect(try Log.verify(storage).root == root(of: entries))
    }

    @Test func groupCommitAnswersEverybodyWithTheirPositions() async throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .tiny)
        let answers = try await withThrowingTaskGroup(
            of: (Int, Range<Position>).self
        ) { group in
            for number in 0..<200 {
                group.addTask {
                    let batch = texts(number * 3..<number * 3 + 3)
                    let (positions, head) = try await writer.append(batch)
                    precondition(head.size >= positions.upperBound.rawValue)
                    return (number, positions)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try writer.close()
        let all = try contents(storage)
        #expect(all.count == 600)
        for (number, positions) in answers {
            let found = positions.map { all[Int($0.rawValue)] }
            #expect(found == texts(number * 3..<number * 3 + 3))
        }
        #expect(try Log.verify(storage).isSound)
    }

    @Test func anExpectedPositionThatIsTakenIsRefused() async throws {
        let writer = try LogWriter.create(in: MemoryStorage(), limits: .single)
        #expect(try writer.submit(texts(0..<2), at: 0) == 0..<2)
        #expect(code { try writer.submit(texts(0..<2), at: 0) } == .positionTaken)
        #expect(try await writer.durable(through: 2).size == 2)
        await #expect(throws: LogError.self) { try await writer.durable(through: 3) }
    }

    @Test func aClosedWriterAcceptsNothing() throws {
        let writer = try LogWriter.create(in: MemoryStorage())
        try writer.close()
        try writer.close()
        #expect(code { try writer.submit([[1]]) } == .closed)
    }

    @Test func closingWritesWhatWasSubmitted() throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage)
        try writer.submit(texts(0..<50))
        try writer.close()
        #expect(try contents(storage.crashed()) == texts(0..<50))
    }

    @Test func aReaderFollowsTheWriterAndSeesOnlyWhatIsSynced() async throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .tiny)
        let reader = try LogReader.open(in: storage)
        #expect(reader.size == 0)
        var size = 0
        for round in 0..<30 {
            _ = try await writer.append(texts(size..<size + 10))
            #expect(reader.size == UInt64(size))
            size += 10
            #expect(try reader.refresh() == UInt64(size))
            #expect(reader.head == writer.durable)
            #expect(try reader.entry(at: Position(UInt64(size - 1))) == texts(size - 1..<size)[0])
            #expect(try reader.entry(at: Position(UInt64(round))) == texts(round..<round + 1)[0])
        }
        #expect(code { _ = try reader.entry(at: 300) } == .outOfRange)
        #expect(code { try reader.forEach(in: 0..<301) { _, _ in } } == .outOfRange)
    }

    @Test func readersAndVerifiersMayWorkBesideAWriter() async throws {
        let storage = MemoryStorage()
        let writer = try LogWriter.create(in: storage, limits: .tiny)
        async let appended: Void = {
            for round in 0..<150 {
                _ = try await writer.append(texts(round * 3..<round * 3 + 3))
            }
        }()
        let reader = try LogReader.open(in: storage)
        var size: UInt64 = 0
        while size < 450 {
            await Task.yield()
            let report = try Log.verify(storage)
            #expect(report.isSound && report.size >= size && report.writer != nil)
            #expect(try reader.refresh() >= report.size)
            size = reader.size
            var next = 0
            try reader.forEach(in: 0..<Position(size)) { position, bytes in
                let isRight = Array(bytes) == texts(next..<next + 1)[0]
                precondition(isRight && position == Position(UInt64(next)))
                next += 1
            }
        }
        try await appended
        #expect(try Log.verify(storage).root == root(of: texts(0..<450)))
    }

    @Test func anyRangeReadsJustItsEntries() async throws {
        let all = texts(0..<90)
        let batches = stride(from: 0, to: 90, by: 9).map { Array(all[$0..<$0 + 9]) }
        let storage = try await log(of: batches, limits: .tiny)
        let reader = try LogReader.open(in: storage)
        for lower in stride(from: 0, through: 90, by: 4) {
            for upper in stride(from: lower, through: 90, by: 7) {
                var found: [[UInt8]] = []
                try reader.forEach(in: Position(UInt64(lower))..<Position(UInt64(upper))) {
                    found.append(Array($1))
                }
                #expect(found == Array(all[lower..<upper]))
            }
        }
    }

    @Test func creatingTwiceAndOpeningNothingAreRefused() throws {
        let storage = MemoryStorage()
        #expect(code { _ = try LogWriter.open(in: storage) } == .notALog)
        #expect(code { _ = try LogReader.open(in: storage) } == .notALog)
        #expect(code { _ = try Log.verify(storage) } == .notALog)
        try LogWriter.create(in: storage).close()
        #expect(code { _ = try LogWriter.create(in: storage) } == .alreadyExists)
    }

    @Test func anUnknownFileIsNamedAndOtherNamesAreLeftAlone() throws {
        let storage = MemoryStorage()
        try LogWriter.create(in: storage).close()
        try storage.makeDirectory("snapshots")
        storage[".DS_Store"] = [1]
        try LogWriter.open(in: storage).close()
        storage["notes.txt"] = [1]
        #expect(code { _ = try LogWriter.open(in: storage) } == .unknownFile)
        #expect(try Log.verify(storage).damage.map(\.file) == ["notes.txt"])
    }
}

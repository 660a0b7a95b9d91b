import CaseLedger
import SegmentLog
import SegmentLogTesting
import Testing

/// One book's file out of a library's ledger, and everything that may be done to it on the way.
@Suite struct SubjectFileTests {
    private struct Office {
        let storage = MemoryStorage()
        let keys = MemoryStorage()
        let ledger: Ledger
        let signer: LogSigner
        let clerk = Actor("li.na", role: "clerk", unit: "branch:north")
        let tag = Tag("book", "B-3")

        init(rounds: Int = 60) async throws {
            ledger = try Ledger.open(in: storage, events: .library, as: .founding)
            signer = try LogSigner.create("k", origin: "library.test/ledger", in: keys)
            for number in 0..<rounds {
                let book = "B-\(number % 5)"
                let event =
                    number < 5 ? NewEvent(BookAdded(book)) : NewEvent(BookLent(book, to: "R-1"))
                _ = try await ledger.append([Draft(event, by: clerk)])
            }
        }

        func file() async throws -> SubjectFile {
            try await ledger.stateFile(of: [tag], signedBy: signer, by: clerk)
        }

        var key: VerifierKey { signer.key.verifier }
    }

    private func fault(_ file: SubjectFile, _ office: Office) -> LogError? {
        do {
            _ = try SubjectFile(file.encoded).verify(by: office.key, in: .library)
            return nil
        } catch { return error }
    }

    @Test func aWholeFileVerifiesWithoutTheLedger() async throws {
        let office = try await Office()
        let file = try await office.file()
        let read = try SubjectFile(file.encoded)
        #expect(read == file)
        let verified = try read.verify(by: office.key, in: .library)
        #expect(verified.events.count == 13, "the book, eleven loans and the statement")
        #expect(
            verified.events.map(\.position) == [3, 8, 13, 18, 23, 28, 33, 38, 43, 48, 53, 58, 60])
        #expect(verified.events.last?.type == SubjectStated.type)
        let statement = try #require(verified.events.last).payload(SubjectStated.self)
        #expect(statement.events == 12)
        #expect(verified.checkpoint.head.size == 61)
        #expect(verified.events.allSatisfy { $0.tags.contains(office.tag) })
        // A second file, later, is whole too; the first remains so.
        _ = try await office.ledger.append([
            Draft(NewEvent(BookLent("B-3", to: "R-2")), by: office.clerk)
        ])
        let later = try await office.file()
        #expect(try later.verify(by: office.key, in: .library).events.count == 15)
        #expect(fault(file, office) == nil)
    }

    @Test func whatIsDroppedAlteredSwappedOrCutIsRefusedWithWhatIsWrong() async throws {
        let office = try await Office()
        let whole = try await office.file()
        func refusal(_ change: (inout SubjectFile) -> Void) throws -> String {
            var file = whole
            change(&file)
            let error = try #require(fault(file, office))
            #expect(error.code == .badProof)
            return error.message
        }
        for index in whole.items.indices {
            let position = whole.items[index].proof.index
            let dropped = try refusal { $0.items.remove(at: index) }
            #expect(
                dropped.contains(
                    index == 12 ? "nothing shows that no later one" : "events were left out"))
            let altered = try refusal { $0.items[index].entry[40] ^= 1 }
            #expect(altered.contains("position \(position): it is not what the checkpoint covers"))
            let doubled = try refusal { $0.items.insert($0.items[index], at: index) }
            #expect(doubled.contains("the order was changed"))
            let cut = try refusal { $0.items.removeSubrange(index...) }
            #expect(
                index == 0
                    ? cut.contains("no event") : cut.contains("nothing shows that no later one"))
            let beheaded = try refusal { $0.items.removeSubrange(...index) }
            #expect(beheaded.contains(index == 12 ? "no event" : "the file has none"))
            let moved = try refusal { $0.items[index].proof.index ^= 1 }
            #expect(moved.contains("not what the checkpoint covers") || moved.contains("order"))
            guard index < 12 else { continue }
            let swapped = try refusal { $0.items.swapAt(index, index + 1) }
            #expect(swapped.contains("left out") || swapped.contains("order was changed"))
            let exchanged = try refusal { file in
                let entry = file.items[index].entry
                file.items[index].entry = file.items[index + 1].entry
                file.items[index + 1].entry = entry
            }
            #expect(exchanged.contains("not what the checkpoint covers"))
        }
        #expect(try refusal { $0.items.reverse() }.contains("left out"))
        #expect(
            try refusal { $0.tags = [Tag("book", "B-4")] }.contains("not about the file's subject"))
        let other = try await office.ledger.stateFile(
            of: [Tag("book", "B-4")], signedBy: office.signer, by: office.clerk)
        #expect(
            try refusal { $0.items.insert(other.items[3], at: 4) }.contains(
                "not what the checkpoint"),
            "the other file is under another tree")
        #expect(
            try refusal { $0.checkpoint = other.checkpoint }.contains("not what the checkpoint"))
    }

    /// A subject and what belongs to it make one file; each of the tags has its own chain.
    @Test func aFileOfSeveralTagsIsWholeForEachOfThem() async throws {
        let office = try await Office()
        let tags = [office.tag, Tag("book", "B-0"), Tag("book", "B-4")]
        let file = try await office.ledger.stateFile(
            of: tags, signedBy: office.signer, by: office.clerk)
        #expect(file.items.count == 37)
        #expect(fault(file, office) == nil)
        for index in file.items.indices {
            var cut = file
            cut.items.remove(at: index)
            #expect(fault(cut, office)?.code == .badProof)
        }
        var narrowed = file
        narrowed.tags.removeLast()
        #expect(try #require(fault(narrowed, office)).message.contains("not about"))
        var widened = file
        widened.tags.append(Tag("book", "B-1"))
        #expect(try #require(fault(widened, office)).message.contains("nothing shows"))
        var doubled = file
        doubled.tags.append(office.tag)
        #expect(fault(doubled, office)?.code == .malformed)
    }

    @Test func anotherSubjectsProvedEventDoesNotFitIn() async throws {
        let office = try await Office()
        var file = try await office.file()
        let item = try office.ledger.proven(
            9, in: try head(of: file), by: try office.ledger.prover())
        file.items.insert(item, at: 2)
        #expect(try #require(fault(file, office)).message.contains("not about the file's subject"))
    }

    private func head(of file: SubjectFile) throws -> TreeHead {
        try LogCheckpoint(file.checkpoint.text).head
    }

    @Test func anotherKeyOrAChangedCheckpointIsRefused() async throws {
        let office = try await Office(rounds: 12)
        let file = try await office.file()
        let stranger = try SigningKey(name: "library.test/ledger")
        #expect(throws: LogError.self) { try file.verify(by: stranger.verifier, in: .library) }
        let forged = try stranger.sign(file.checkpoint.text)
        let refused = SubjectFile(tags: file.tags, items: file.items, checkpoint: forged)
        #expect(fault(refused, office)?.code == .unverified)
    }

    @Test func aCheckpointThatEndsElsewhereGivesNoFile() async throws {
        let office = try await Office(rounds: 12)
        let file = try await office.file()
        #expect(
            try office.ledger.subjectFile(of: [office.tag], under: file.checkpoint, by: clerk)
                == file)
        _ = try await office.ledger.append([
            Draft(NewEvent(BookLent("B-1", to: "R-1")), by: office.clerk)
        ])
        let signed = try office.signer.sign(try office.ledger.prover())
        #expect(throws: LedgerError.self) {
            try office.ledger.subjectFile(of: [office.tag], under: signed.note, by: clerk)
        }
        #expect(
            try office.ledger.subjectFile(of: [office.tag], under: file.checkpoint, by: clerk)
                == file)
        await #expect(throws: LedgerError.self) {
            _ = try await office.ledger.stateFile(
                of: [Tag("book", "none")], signedBy: office.signer, by: office.clerk)
        }
    }

    @Test func aFileThatIsWrittenWrongIsRefused() async throws {
        let office = try await Office(rounds: 8)
        let text = String(decoding: try await office.file().encoded, as: UTF8.self)
        for wrong in [
            "", text.replacing("@v1", with: "@v2"), text.replacing("tag ", with: "tag"),
            text.replacing("tag book:B-3\n", with: ""),
            text.replacing("entry 3 ", with: "entry 03 "),
            text.replacing("entry 3 ", with: "entry 3  "),
            text.replacing("entry 3 ", with: "entry 3 !"),
            text.replacing("checkpoint\n", with: ""), text.replacing("\n", with: "\r\n"),
            text.replacing("checkpoint\n", with: "checkpoint\n\n\n"), String(text.dropLast()),
        ] {
            #expect(throws: LogError.self) { try SubjectFile(Array(wrong.utf8)) }
        }
        let start: UInt64 = 5
        var seed = Seed(start)
        let sound = Array(text.utf8)
        for _ in 0..<1_500 {
            var bytes = sound
            let place = Int.random(in: 0..<bytes.count, using: &seed)
            if Bool.random(using: &seed) {
                bytes[place] = .random(in: 0...255, using: &seed)
            } else {
                bytes.removeSubrange(place..<min(bytes.count, place + 30))
            }
            guard bytes != sound, let read = try? SubjectFile(bytes) else { continue }
            // Base64 and the signature's own malleability aside, nothing else verifies.
            if (try? read.verify(by: office.key, in: .library)) != nil {
                #expect(read.items == (try SubjectFile(sound)).items, "seed \(start)")
            }
        }
    }

    @Test func entriesAreProvenUnderAnyTreeOfTheLedger() async throws {
        let office = try await Office(rounds: 30)
        let prover = try office.ledger.prover()
        for head in [try prover.head(at: 30), prover.head] {
            for position in [0, 1, 17, 29] as [UInt64] {
                let item = try office.ledger.proven(position, in: head, by: prover)
                try item.proof.verify(MerkleTree.leafHash(item.entry), in: head.root)
                #expect(item.proof.index == position)
            }
        }
        #expect(throws: LedgerError.self) {
            try office.ledger.proven(30, in: try prover.head(at: 30), by: prover)
        }
    }

    @Test func wrongBackLinksPositionsAndTimesAreFound() async throws {
        let office = try await Office(rounds: 20)
        #expect(try office.ledger.verifyEntries().isEmpty)
        try office.ledger.close()
        var entries: [[UInt8]] = []
        let reader = try LogReader.open(in: office.storage)
        try reader.forEach(in: 0..<Position(reader.size)) { entries.append(Array($1)) }
        func faults(_ change: (inout [Envelope]) -> Void) async throws -> [Ledger.EntryFault] {
            var envelopes = try entries.map { try WireDecoder.decode(Envelope.self, from: $0) }
            change(&envelopes)
            let storage = MemoryStorage()
            let writer = try LogWriter.create(in: storage)
            _ = try await writer.append(try envelopes.map { try WireEncoder.encode($0) })
            try writer.close()
            #expect(try Log.verify(storage).isSound)
            return try Ledger.open(in: storage, events: .library, as: .reading).verifyEntries()
        }
        #expect(try await faults { _ in }.isEmpty)
        // A dishonest writer's way to leave an event out of every file.
        let hidden = try await faults { envelopes in
            for index in envelopes[13].tags.indices
            where envelopes[13].tags[index].tag == "book:B-3" {
                envelopes[13].tags[index].back = 10
            }
        }
        #expect(hidden.map(\.position) == [13])
        #expect(hidden[0].message.contains("book:… leads to 3, the tag's entry before is 8"))
        #expect(try await faults { $0[7].position = 8 }.map(\.position) == [7])
        #expect(
            try await faults { $0[7].recorded = Instant(microseconds: 5) }.map(\.position) == [7])
    }
}

import CaseLedger
import FiveOnes
import FiveOnesSample
import Testing

@Suite struct SampleTests {
    static let everyKind = Set(LapseKind.allCases)

    @Test func sameSeedGivesTheSameBytes() {
        let lines = Sample(families: 40, seed: 7, lapses: Self.everyKind).lines()
        #expect(Sample(families: 40, seed: 7, lapses: Self.everyKind).lines() == lines)
        #expect(Sample(families: 40, seed: 8, lapses: Self.everyKind).lines() != lines)
    }

    @Test func piecesAreTheWholeLines() {
        let sample = Sample(families: 40, seed: 3)
        var pieces: [UInt8] = []
        var count = 0
        sample.write { piece in
            #expect(piece.last == 0x0A)
            pieces += piece
            count += 1
        }
        #expect(count > 1)
        #expect(pieces == sample.lines())
    }

    @Test func eventsComeInOrderAndNameOnlyWhatIsFounded() {
        let sample = Sample(families: 150, years: 3, seed: 5, lapses: Self.everyKind)
        let kinds = EventCatalog.fiveOnes.foundedKinds
        var founded: Set<CaseLedger.Tag> = []
        var ids: Set<EventID> = []
        var last: Instant?
        sample.forEach { draft in
            let first = draft.event.occurred?.first ?? .now
            if let last { #expect(last <= first) }
            last = first
            #expect(draft.attestation == nil)
            #expect(draft.event.id.map { ids.insert($0).inserted } == true)
            for tag in draft.event.tags.all where kinds.contains(String(tag.kind)) {
                if draft.event.tags.founded.contains(tag) {
                    let isNew = founded.insert(tag).inserted
                    #expect(isNew || tag.kind == "donor", "\(tag) is founded twice")
                } else {
                    #expect(founded.contains(tag), "\(tag) is named before it is founded")
                }
            }
        }
        #expect(last.map { $0.day <= sample.asOf } == true)
    }

    @Test func everyLineIsAcceptedAndSaysTheSame() throws {
        let sample = Sample(families: 60, seed: 11, lapses: Self.everyKind)
        let reader = CloudEvents(catalog: .fiveOnes, importer: "tester")
        var lines = sample.lines().split(separator: 0x0A).makeIterator()
        try sample.forEach { draft in
            let next = lines.next()
            let line = try #require(next)
            let read = try reader.draft(Array(line))
            #expect(read.event.id == draft.event.id)
            #expect(read.event.type == draft.event.type)
            #expect(read.event.payload == draft.event.payload)
            #expect(read.event.occurred == draft.event.occurred)
            #expect(read.event.tags == draft.event.tags)
            #expect(read.actor == draft.actor)
            #expect(read.channel == draft.channel)
            #expect(read.correlation == draft.correlation)
            #expect(read.attestation?.source == "sample:11")
            let definition = try EventCatalog.fiveOnes.require(read.event.type)
            #expect(try definition.problem(in: read.event.payload) == nil)
        }
        #expect(lines.next() == nil)
    }

    @Test func nothingIsPlantedUnasked() {
        #expect(Sample(families: 60, seed: 1).planted.isEmpty)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func everythingAskedForIsPlantedWithItsFindings(seed: UInt64) throws {
        let sample = Sample(families: 200, seed: seed, lapses: Self.everyKind, each: 2)
        let counts = Dictionary(grouping: sample.planted, by: \.kind).mapValues(\.count)
        for kind in LapseKind.allCases { #expect(counts[kind] == 2, "\(kind), seed \(seed)") }
        for finding in sample.planted.flatMap(\.expected) {
            #expect(finding.check.hasPrefix("C"))
            #expect(CaseLedger.Tag(parsing: finding.subject) != nil)
        }
        let json = try JSONValue.parse(JSONWriter.pretty(sample.plantedJSON))
        #expect(json["format"] == 1)
        #expect(json["lapses"]?.arrayValue?.count == sample.planted.count)
    }

    @Test func aYearOfAFamilyHasAbout38Events() {
        var count = 0
        Sample(families: 2000, years: 2, seed: 9).forEach { _ in count += 1 }
        let rate = Double(count) / 4000
        #expect((34...42).contains(rate), "\(rate) events")
    }

    @Test func creditCodesAndPeopleAreWellFormed() throws {
        let reading = try SampleReading(Sample(families: 120, seed: 2))
        for gift in reading.all("donation.received") where !gift.text("creditCode").isEmpty {
            let kind = try CreditCode.check(gift.text("creditCode"))
            #expect(kind.rawValue == gift.text("donorKind"))
        }
        for member in reading.all("member.enrolled") {
            #expect(FamilyRelation(code: member.text("relation")) != nil)
        }
        let units = Set(reading.all("family.enrolled").map { $0.text("area").prefix { $0 != "/" } })
        #expect(units.count == 11)
    }
}

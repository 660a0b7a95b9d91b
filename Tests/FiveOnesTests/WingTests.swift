import CaseLedger
import FiveOnes
import Testing

@Suite struct WingTests {
    @Test func wingsHaveNamesOfTheirOwn() {
        #expect(Set(Wing.all.map(\.id)).count == Wing.all.count)
        #expect(Set(WingView.all.map(\.name)).count == WingView.all.count)
        #expect(Set(PlanCheck.all.map(\.id)).count == PlanCheck.all.count)
    }

    /// The order of ``PolicyKey/all`` is in the policy's version, which stands on disk.
    @Test func everyPolicyKeyIsOfOneWing() {
        let keys = Wing.all.flatMap(\.policy)
        #expect(keys.count == PolicyKey.all.count)
        #expect(Set(keys) == Set(PolicyKey.all))
    }

    @Test func everyEventOfAWingCanBeRecordedAndServesAMeasure() {
        for event in Wing.all.flatMap(\.events) {
            #expect(PlanDecision.types.contains(event.type))
            let measures = (event.payload as? any PlanEvent.Type)?.measures ?? []
            #expect(!measures.isEmpty, "\(event.type) serves no measure")
        }
    }

    /// As the schema says: on disk the first word of a closed list is absence.
    @Test func aCodeThatIsAbsentIsTheFirstOfItsWords() throws {
        for definition in EventCatalog.fiveOnes.definitions {
            guard let blank = try? definition.json([], catalog: .fiveOnes) else { continue }
            for field in definition.fields where !field.isOptional && !field.isRepeated {
                guard case .code(let words) = field.kind else { continue }
                #expect(blank[field.name]?.stringValue == words.first, "\(definition.type)")
            }
        }
    }

    @Test func coverageCountsEveryEventAndCheckOnce() {
        let events = Coverage.all.flatMap(\.events)
        #expect(Set(events) == Set(Wing.all.flatMap(\.events).map(\.type)))
        #expect(Coverage.all.flatMap(\.checks).map(\.id) == PlanCheck.all.map(\.id))
        #expect(Coverage.all.count == 28)
        #expect(Coverage(of: .grainCard).isNothing)
        #expect(Coverage(of: .grainCard).views.isEmpty)
    }
}

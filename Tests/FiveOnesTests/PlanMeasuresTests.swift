import CaseLedger
import FiveOnes
import Foundation
import Testing

@Suite struct PlanMeasuresTests {
    @Test func planHasTwentyFiveTasksInFiveGroupsAndThreeRequirements() {
        #expect(Measure.tasks.map(\.id) == (1...25).map(String.init))
        #expect(Measure.requirements.map(\.id) == ["R1", "R2", "R3"])
        #expect(MeasureGroup.allCases.map(\.measures.count) == [4, 3, 4, 3, 11])
        #expect(Measure.requirements.allSatisfy { $0.group == nil })
    }

    @Test func idsLeadBackToTheirMeasures() {
        for measure in Measure.allCases {
            #expect(Measure(id: measure.id) == measure)
            #expect(Measure(rawValue: measure.rawValue) == measure)
        }
        #expect(Measure(id: "26") == nil)
        #expect(Measure(id: "R4") == nil)
        #expect(Measure(id: "015") == nil)
        #expect(Measure.visits.rawValue == 15)
        #expect(Measure.supervision.rawValue == 28)
    }

    @Test func matrixHasThreeHundredAndFourteenCells() {
        let cells = Responsibility.cells
        #expect(cells.count == 314)
        #expect(Set(cells).count == 314)
        #expect(cells.count { $0.unit.body == .districts } == 275)
        let ofCity: [ResponsibleBody: Int] = [
            .doubleSupport: 25, .serviceCenter: 6, .foundation: 3, .rights: 2, .office: 3,
        ]
        for (body, count) in ofCity {
            #expect(cells.count { $0.unit.body == body } == count, "\(body)")
        }
    }

    @Test func sixteenUnitsHaveStableIds() {
        #expect(
            Responsibility.units.map(\.id) == [
                "city:double-support", "city:service-center", "city:foundation", "city:rights",
                "city:office", "district:luohu", "district:futian", "district:nanshan",
                "district:baoan", "district:longgang", "district:yantian", "district:longhua",
                "district:pingshan", "district:guangming", "district:dapeng", "district:shenshan",
            ])
        #expect(Responsibility.unit("district:dapeng")?.area == "dapeng")
        #expect(Responsibility.unit("district:bijia") == nil)
    }

    @Test func requirementsBindEveryUnit() {
        for requirement in Measure.requirements {
            #expect(Responsibility.units(for: requirement).count == 16)
            #expect(requirement.bodies.first == .doubleSupport)
        }
    }

    @Test(.enabled(if: SharedPapers.has("domain/plan.zh.txt"), "\(SharedPapers.missing)"))
    func titlesAndBodiesAreThePlansOwn() throws {
        let lines = try SharedPapers.lines("domain/plan.zh.txt")
        for measure in Measure.tasks {
            let line = try #require(lines.first { $0.hasPrefix("\(measure.id).") })
            #expect(line.hasPrefix("\(measure.id).\(measure.title.chinese)。"))
            let start = try #require(line.range(of: "（责任单位：")).upperBound
            let bracket = line[start...]
            let words: [ResponsibleBody: String] = [
                .doubleSupport: "双拥工作处", .serviceCenter: "市退役军人服务中心",
                .foundation: "市拥军优属基金会", .rights: "思想政治工作和权益维护处", .office: "办公室",
                .districts: "各区<新区、深汕特别合作区>退役军人事务部门",
            ]
            for (body, word) in words {
                #expect(
                    measure.bodies.contains(body) == bracket.contains(word), "\(measure) \(body)")
            }
        }
        for title in Measure.requirements.map(\.title) + MeasureGroup.allCases.map(\.title) {
            #expect(lines.contains { $0.hasSuffix("） \(title.chinese)") }, "\(title.chinese)")
        }
    }

    @Test func everyTextIsInBothLanguages() {
        let texts =
            Measure.allCases.map(\.title) + MeasureGroup.allCases.map(\.title)
            + ResponsibleBody.allCases.map(\.name) + Responsibility.units.map(\.name)
            + Areas.shenzhen.all.map(\.name)
        for text in texts {
            #expect(text.chinese.unicodeScalars.contains { $0.value > 0x2E80 })
            #expect(text.english.unicodeScalars.allSatisfy { $0.isASCII })
            #expect(!text.english.isEmpty)
        }
        #expect(Set(Measure.allCases.map(\.title.english)).count == 28)
    }
}

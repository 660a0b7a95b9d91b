import CaseLedger
import FiveOnes
import Testing

@Suite struct PlanAreasTests {
    let areas = Areas.shenzhen

    @Test func elevenUnitsStandInFixedOrder() {
        #expect(
            areas.districtUnits.map(\.id) == [
                "luohu", "futian", "nanshan", "baoan", "longgang", "yantian", "longhua", "pingshan",
                "guangming", "dapeng", "shenshan",
            ])
    }

    @Test func nineDistrictsHaveCodesAndTwoUnitsHaveNone() {
        let coded = areas.districtUnits.filter { !$0.codes.isEmpty }
        #expect(coded.count == 9)
        #expect(coded.allSatisfy { $0.kind == .district })
        #expect(areas["dapeng"]?.codes == [])
        #expect(areas["shenshan"]?.codes == [])
    }

    @Test func streetsPerUnitAreAsTheMinistryCounts() {
        let counts = areas.districtUnits.map { areas.children(of: $0.id).count }
        // Longgang's code holds 14, three of which are Dapeng's.
        #expect(counts == [10, 10, 8, 10, 11, 4, 6, 6, 6, 3, 4])
        #expect(areas.all.count == 1 + 11 + 78)
    }

    @Test func idsAndChineseNamesAreUniqueAndPathsAgreeWithParents() {
        #expect(Set(areas.all.map(\.id)).count == areas.all.count)
        #expect(Set(areas.all.map(\.name.chinese)).count == areas.all.count)
        for street in areas.all where street.kind == .street {
            #expect(street.id.prefix == street.parent)
        }
    }

    @Test func streetsAreFoundByTheirChineseName() {
        #expect(areas[named: "葵涌街道"]?.id == "dapeng/kuichong")
        #expect(areas[named: "鹅埠街道"]?.id == "shenshan/ebu")
        #expect(areas[named: "龙华区"]?.id == "longhua")
        #expect(areas[named: "龙华街道"]?.id == "longhua/longhua")
        #expect(areas[named: "龙华"] == nil)
    }

    @Test func districtUnitIsFoundFromEveryLevelBelowIt() {
        #expect(areas.districtUnit(of: "nanshan") == "nanshan")
        #expect(areas.districtUnit(of: "nanshan/nantou") == "nanshan")
        #expect(areas.districtUnit(of: "nanshan/nantou/c01") == "nanshan")
        #expect(areas.districtUnit(of: "dapeng/nanao/c02/row") == "dapeng")
        #expect(areas.districtUnit(of: "shenzhen") == nil)
        #expect(areas.districtUnit(of: "guangzhou/yuexiu") == nil)
        #expect(areas.districtUnit(of: "") == nil)
    }

    @Test func oneCodeMeansTwoStreetsInTwoSystems() {
        // 440307009 is 坪地 for the ministry and 葵涌 for the statistics bureau.
        let ministry = areas.areas(coded: "440307009000", in: .civilAffairs).map(\.id)
        let bureau = areas.areas(coded: "440307009", in: .statistics).map(\.id)
        #expect(ministry == ["longgang/pingdi"])
        #expect(bureau == ["dapeng/kuichong"])
    }

    @Test func containmentFollowsParentsAndPaths() {
        #expect(areas.contains("shenzhen", "shenshan/ebu/c09"))
        #expect(areas.contains("longgang", "longgang/buji"))
        #expect(!areas.contains("longgang", "dapeng/kuichong"))
        #expect(!areas.contains("nanshan/nantou", "nanshan"))
        #expect(!areas.contains("nan", "nanshan/nantou"))
    }

    @Test(.enabled(if: SharedPapers.has("data/shenzhen-streets.csv"), "\(SharedPapers.missing)"))
    func streetsAgreeWithTheMinistrysTable() throws {
        let rows = try SharedPapers.lines("data/shenzhen-streets.csv").dropFirst()
        #expect(rows.count == 78)
        for row in rows {
            let columns = row.split(separator: ",").map(String.init)
            let street = try #require(areas[named: columns[2]])
            let unit = try #require(areas[named: columns[1]])
            #expect(areas.districtUnit(of: street.id) == unit.id)
            #expect(street.codes.first { $0.system == .civilAffairs }?.code == columns[3])
        }
    }

    @Test(.enabled(PythonOracle.missing("pypinyin")) { await PythonOracle.has("pypinyin") })
    func slugsArePinyin() async throws {
        let named = areas.all.filter { $0.kind == .street }
        let names = named.map { "'\($0.name.chinese.dropLast(2))'" }.joined(separator: ",")
        let answer = try await PythonOracle.run(
            "from pypinyin import lazy_pinyin\nfor n in [\(names)]: print(''.join(lazy_pinyin(n)))")
        let slugs = named.map { $0.id.rawValue.split(separator: "/")[1] }
        // The local reading of 葵涌 is kuichong; dictionaries prefer yong.
        let expected = answer.split(separator: "\n").map { $0 == "kuiyong" ? "kuichong" : $0 }
        #expect(slugs == expected)
    }
}

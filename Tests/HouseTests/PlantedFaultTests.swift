import Testing

@Suite("a planted fault fails its rule")
struct PlantedFaultTests {
    @Test("an upward mention")
    func upwardMention() {
        let house = House([
            "SegmentLog/Tree/Hash.swift": """
            /// Not `Backup`, which is only named here.
            struct Hash { let text = "Backup"; func of(_ log: Copy.Backup) {} }
            """,
            "SegmentLog/Tree/Root.swift": "let root = \"\\(Backup.last)\"; let sum = combine(1)",
            "SegmentLog/Read/LogReader.swift": "struct LogReader { let hash: Hash }",
            "SegmentLog/Backup/Backup.swift":
                "struct Backup { let reader: LogReader }; func combine(_ x: Int) -> Int { x }",
            "SegmentLog/Attic/Chest.swift": "struct Chest {}",
        ])
        #expect(
            house.upwardMentions().sorted() == [
                "SegmentLog/Attic/Chest.swift stands in no room of SegmentLog",
                "SegmentLog/Tree/Root.swift mentions Backup of Backup",
                "SegmentLog/Tree/Root.swift mentions func combine of Backup",
            ])
    }

    @Test("an upward mention of a type within an extension")
    func upwardMentionNested() {
        let house = House([
            "CaseLedger/Ledger/Ledger.swift": "class Ledger { var live: Ledger.Live? }",
            "CaseLedger/Views/Ledger.Live.swift": "extension Ledger { struct Live {} }",
        ])
        #expect(
            house.upwardMentions()
                == ["CaseLedger/Ledger/Ledger.swift mentions Ledger.Live of Views"])
        #expect(house.misnamed().isEmpty)
    }

    @Test("an import from a floor above, and a target without a row")
    func strangeImport() {
        let house = House([
            "CaseLedger/Time/Day.swift": "import Foundation\ninternal import FiveOnes\n",
            "Attic/Chest.swift": "public import struct JSON.JSONValue",
        ])
        #expect(
            house.strangeImports() == [
                "CaseLedger/Time/Day.swift imports FiveOnes", "Attic/Chest.swift imports JSON",
            ])
    }

    @Test("a long file and a long function")
    func oversized() {
        let lines = String(repeating: "\n", count: 230)
        let body = String(repeating: "\n", count: 70)
        let house = House(["JSON/Long.swift": "struct Long {\(lines)func run() {\(body)}\n}"])
        #expect(
            house.oversized() == [
                "JSON/Long.swift is over 300 lines", "JSON/Long.swift: Long.run is over 70 lines",
            ])
    }

    @Test("a wrong file name")
    func wrongName() {
        let house = House([
            "JSON/Reader.swift": "private struct Hidden {}\nstruct Parser {}\nstruct Reader {}",
            "JSON/Value+Text.swift": "extension Other {}",
            "JSON/Value.swift": "extension Value {}",
            "JSON/Value+Numbers.swift": "extension Value.Number {}",
            "JSON/Words.swift": "func words() {}",
        ])
        #expect(
            house.misnamed() == [
                "JSON/Reader.swift declares Parser first", "JSON/Value+Text.swift extends Other",
                "JSON/Value.swift extends Value",
            ])
    }

    @Test("a new public type, and one too many")
    func newPublicType() {
        let types = (0..<31).map { "public struct T\($0) { public struct Nested {} }" }
        let house = House([
            "SegmentLog/Tree/T0.swift": types.joined(separator: "\n"),
            "JSON/Shown.swift": """
            @frozen public enum Shown {}
            package struct Kept {}
            struct Inner {}
            public func shownToo() { struct Local {} }
            extension Shown { public struct Within {} }
            """,
        ])
        #expect(house.publicNames(of: "JSON") == ["Shown", "shownToo"])
        #expect(house.tooPublic() == ["SegmentLog shows over 30 types"])
    }

    @Test("a doc comment in five places")
    func repeatedDocumentation() {
        let type = "/// What it\n/// does.\nstruct "
        let house = House([
            "JSON/A.swift": "ABCDE".map { "\(type)\($0) {}" }.joined(separator: "\n")
        ])
        #expect(house.repeatedDocumentation() == ["What it does."])
    }

    @Test("a public name that nothing explains")
    func undocumentedName() {
        let house = House([
            "FiveOnes/Wings/Shown.swift": """
            public struct Shown {}
            /// It was shown.
            @frozen
            public struct WasShown: Payload, Hashable {
                public static let type = EventType("was.shown")
                public var to = ""
                public init() {}
                public init(to: String) {}
                /// Says it.
                @inlinable public func say() {}
                public func sayIt() {}
            }
            """
        ])
        #expect(
            house.undocumented() == [
                "FiveOnes/Wings/Shown.swift: Shown", "FiveOnes/Wings/Shown.swift: WasShown.init",
                "FiveOnes/Wings/Shown.swift: WasShown.sayIt",
            ])
    }

    @Test("an event, a view and a check that no wing lists")
    func unlisted() {
        let house = House([
            "FiveOnes/Wings/Hotline/Wing+Hotline.swift": """
            extension Wing {
                static let hotline = Wing("hotline", events: [.of(LineOpened.self)], checks: [.c1])
            }
            """,
            "FiveOnes/Wings/Hotline/LineOpened.swift": """
            public struct LineOpened: PlanEvent, Hashable {}
            public struct LineClosed: PlanEvent, Hashable {}
            struct Lines: SnapshotProjection {}
            extension PlanCheck {
                static let c1 = PlanCheck(
                    "C1")
                static let c2 = PlanCheck(
                    "C2")
            }
            """,
        ])
        let file = "FiveOnes/Wings/Hotline/LineOpened.swift"
        #expect(
            house.unlisted() == [
                "\(file): LineClosed", "\(file): Lines", "\(file): PlanCheck.c2",
            ])
    }

    @Test("a library that names the tool")
    func nameOfTheTool() {
        let house = House([
            "FiveOnes/Plan/Advice.swift": "// fiveones\nlet a = \"run 'fiveones init'\"",
            "FiveOnesCLI/Tool.swift": "let name = \"fiveones\"",
        ])
        #expect(house.namesOfTheTool() == ["FiveOnes/Plan/Advice.swift: run 'fiveones init'"])
    }
}

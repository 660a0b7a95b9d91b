import Foundation
import Testing

/// The house rules, held as TigerBeetle's `tidy.zig` holds its own: by reading the source.
///
/// What broke a rule when the rule came stands in `fixtures/house`. These lists only shrink: a line
/// that is no longer true fails too. `FIVEONES_WRITE_HOUSE=1 swift test --filter HouseTests` takes
/// such lines out, never puts one in, and writes `fixtures/api` anew.
@Suite("the house is tidy")
struct TidyTests {
    private let house = House.standing
    private let isWriting = ProcessInfo.processInfo.environment["FIVEONES_WRITE_HOUSE"] != nil

    private func hold(_ faults: [String], except list: String, _ advice: Comment) throws {
        let listed = House.lines("house/\(list).txt")
        for fault in Set(faults).subtracting(listed).sorted() {
            Issue.record("\(fault): \(advice)")
        }
        let settled = Set(listed).subtracting(faults)
        if isWriting {
            if !settled.isEmpty {
                try House.write(listed.filter { !settled.contains($0) }, to: "house/\(list).txt")
            }
        } else if !settled.isEmpty {
            Issue.record(
                """
                fixtures/house/\(list).txt has lines that are no longer true; delete them, or run \
                FIVEONES_WRITE_HOUSE=1 swift test --filter HouseTests:
                \(settled.sorted().joined(separator: "\n"))
                """)
        }
    }

    @Test("nothing mentions what a later room declares")
    func roomsDependOneWay() throws {
        try hold(house.upwardMentions(), except: "rooms", "move one of the two, or pass it in")
    }

    @Test("a target imports only the floors below it")
    func importsKeepTheFloors() throws {
        try hold(house.strangeImports(), except: "imports", "see House.imports")
    }

    @Test("no file is over 300 lines, no function over 70")
    func sizesAreKept() throws {
        try hold(house.oversized(), except: "sizes", "split it where its jobs part")
    }

    @Test("a file is named after its first type, or A+B after the type that it extends")
    func namesTellTheTruth() throws {
        try hold(house.misnamed(), except: "names", "rename the file, or move the type")
    }

    @Test("no doc comment stands in five places")
    func documentationIsNotRepeated() throws {
        try hold(
            house.repeatedDocumentation(), except: "documentation",
            "say what is particular here, or let the protocol's comment be inherited")
    }

    @Test("what is public is explained, by its own comment or by its protocol's")
    func publicNamesAreExplained() throws {
        try hold(house.undocumented(), except: "undocumented", "say what it is for")
    }

    @Test("every event, view and check is in the list of its wing")
    func wingsAreComplete() throws {
        try hold(house.unlisted(), except: "wings", "add it to the wing's list")
    }

    @Test("nothing below the tool names it")
    func librariesDoNotNameTheTool() throws {
        try hold(house.namesOfTheTool(), except: "literals", "let the tool give the advice")
    }

    @Test("a module shows what fixtures/api says, and not too many types")
    func publicNamesAreListed() throws {
        #expect(house.products.contains("FiveOnes"))
        for module in house.products {
            let shown = house.publicNames(of: module)
            if isWriting { try House.write(shown, to: "api/\(module).txt") }
            let listed = House.lines("api/\(module).txt")
            let new = Set(shown).subtracting(listed).sorted()
            let gone = Set(listed).subtracting(shown).sorted()
            #expect(
                new.isEmpty && gone.isEmpty,
                """
                \(module) shows \(new) anew and \(gone) no longer. Where only this package needs a \
                name, make it `package`; where it is meant, \
                FIVEONES_WRITE_HOUSE=1 swift test --filter HouseTests writes fixtures/api.
                """)
        }
        try hold(house.tooPublic(), except: "api", "make `package` what only the house needs")
    }
}

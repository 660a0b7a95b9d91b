import Foundation
import Testing

/// The table of faults in the article CrashSafety.md names tests that exist.
@Suite struct CrashSafetyTests {
    /// The names of all tests of the package, as `Suite.function`.
    ///
    /// Several suites may stand in one file; a function belongs to the last one above it.
    static let tests: Set<String> = {
        let folder = Article.checkout.appendingPathComponent("Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var names: Set<String> = []
        for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            var suite = ""
            var isTest = false
            for line in text.split(separator: "\n") {
                let words = line.split(whereSeparator: { " (<:{".contains($0) })
                if line.hasPrefix("@Suite") || line.hasPrefix("struct") {
                    if let index = words.firstIndex(of: "struct"), index + 1 < words.count {
                        suite = String(words[index + 1])
                    }
                }
                isTest = isTest || words.first == "@Test"
                if isTest, let index = words.firstIndex(of: "func"), index + 1 < words.count {
                    names.insert("\(suite).\(words[index + 1])")
                    isTest = false
                }
            }
        }
        return names
    }()

    @Test func everyRowOfTheTableNamesTestsThatExist() throws {
        var rows: [Int] = []
        for line in try Article.lines("CrashSafety") where line.hasPrefix("| ") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count == 6, let number = Int(cells[1].trimmingCharacters(in: .whitespaces))
            else { continue }
            rows.append(number)
            let named = cells[4].split(separator: "`").enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
            #expect(!named.isEmpty, "row \(number) names no test")
            for name in named {
                #expect(Self.tests.contains(name), "row \(number): there is no test \(name)")
            }
        }
        #expect(rows == Array(1...27))
        #expect(Self.tests.count > 200)
    }

    @Test func theArticlesNameEachOther() throws {
        for name in ["Format", "CrashSafety"] {
            #expect(try Article.lines("SegmentLog").contains("- <doc:\(name)>"))
        }
    }
}

import CaseLedger
import Foundation
import Testing

/// The ledger's own, though the testing library has another.
typealias Tag = CaseLedger.Tag

/// Every block of Swift in the documentation, held to a test that runs it.
///
/// A block of `Sources/CaseLedger/CaseLedger.docc/NAME.md` stands word for word, at any indentation,
/// between `// article: NAME` and `// end article` in a Swift file of this folder. Lines of `import`
/// at its head need only be imported by that file. The README's embedding example is held the same
/// way, under the name README.
@Suite struct ArticleTests {
    @Test(arguments: Self.articles.keys.sorted())
    func everyBlockOfAnArticleIsRun(name: String) throws {
        let text = try #require(Self.articles[name])
        let run = Self.runBlocks[name] ?? []
        let shown = Self.swiftBlocks(in: text)
        for block in shown {
            let body = block.drop { $0.hasPrefix("import ") || $0.isEmpty }
            #expect(
                run.contains(Array(body)),
                "\(name) shows what no test runs:\n\(body.joined(separator: "\n"))")
        }
        for block in run {
            #expect(
                shown.contains {
                    Array($0.drop { $0.hasPrefix("import ") || $0.isEmpty }) == block
                },
                "a test runs what \(name) does not show:\n\(block.joined(separator: "\n"))")
        }
    }

    /// Commands stand in one article, whose test runs them; other kinds of block show no code.
    @Test func everyCommandOfAnArticleIsRun() {
        let withCommands = Self.articles.keys.filter { !Self.shellBlocks(of: $0).isEmpty }
        #expect(withCommands == ["AuditingALedger"])
        for (name, text) in Self.articles {
            let fences = text.components(separatedBy: "\n").filter { $0.hasPrefix("```") }
            #expect(
                fences.allSatisfy { ["```", "```swift", "```sh", "```text"].contains($0) },
                "\(name)")
        }
    }

    /// The products that articles name are there.
    @Test func everyProductOfAnArticleIsThere() throws {
        let manifest = try String(
            contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        let named = Self.articles.values.flatMap { $0.matches(of: /\.product\(name: "(\w+)"/) }
        #expect(!named.isEmpty)
        for name in named.map(\.1) { #expect(manifest.contains(".library(name: \"\(name)\"")) }
    }

    /// A link to an article leads to one.
    @Test func everyLinkedArticleIsThere() throws {
        let link = /<doc:(\w+)>/
        for (name, text) in Self.articles {
            for match in text.matches(of: link) {
                #expect(Self.articles[String(match.1)] != nil, "\(name) links to \(match.1)")
            }
        }
        let landing = try #require(Self.articles["CaseLedger"])
        for name in Self.articles.keys where !["CaseLedger", "README"].contains(name) {
            #expect(landing.contains("<doc:\(name)>"), "the landing page leaves out \(name)")
        }
    }

    @Test func theEmbeddingExampleIsShort() throws {
        let readme = try #require(Self.articles["README"])
        let example = try #require(Self.swiftBlocks(in: readme).first)
        #expect(example.count <= 30)
        #expect(example.allSatisfy { $0.count <= 120 })
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The articles by name, and what of the README shows this library.
    static let articles: [String: String] = {
        var articles: [String: String] = [:]
        let folder = root.appending(path: "Sources/CaseLedger/CaseLedger.docc")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasSuffix(".md") {
            articles[String(name.dropLast(3))] =
                try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        if let readme = try? String(contentsOf: root.appending(path: "README.md"), encoding: .utf8),
            let start = readme.range(of: "<!-- embed -->"),
            let end = readme.range(of: "<!-- embedded -->")
        {
            articles["README"] = String(readme[start.upperBound..<end.lowerBound])
        }
        return articles
    }()

    static func swiftBlocks(in text: String) -> [[String]] { blocks(of: "swift", in: text) }

    /// The commands that an article shows, block by block.
    static func shellBlocks(of article: String) -> [String] {
        blocks(of: "sh", in: articles[article] ?? "").map { $0.joined(separator: "\n") }
    }

    /// The examples that an article shows as they are, block by block.
    static func textBlocks(of article: String) -> [String] {
        blocks(of: "text", in: articles[article] ?? "").map { $0.joined(separator: "\n") }
    }

    private static func blocks(of language: String, in text: String) -> [[String]] {
        var blocks: [[String]] = []
        var block: [String]?
        for line in text.components(separatedBy: "\n") {
            if line == "```\(language)" {
                block = []
            } else if line == "```", let whole = block {
                blocks.append(whole)
                block = nil
            } else {
                block?.append(line)
            }
        }
        return blocks
    }

    /// The blocks that the files of this folder run, by article.
    private static let runBlocks: [String: [[String]]] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var blocks: [String: [[String]]] = [:]
        for name in names.sorted() where name.hasSuffix(".swift") && name != "ArticleTests.swift" {
            let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
            var current: (article: String, lines: [String])?
            for line in (text ?? "").components(separatedBy: "\n") {
                let words = line.drop { $0 == " " }
                if words.hasPrefix("// article: ") {
                    current = (String(words.dropFirst(12)), [])
                } else if words == "// end article", let whole = current {
                    blocks[whole.article, default: []].append(outdented(whole.lines))
                    current = nil
                } else {
                    current?.lines.append(line)
                }
            }
        }
        return blocks
    }()

    private static func outdented(_ lines: [String]) -> [String] {
        let indents = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }
        return lines.map { String($0.dropFirst(indents.min() ?? 0)) }
    }
}

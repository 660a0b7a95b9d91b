import Foundation

extension House {
    /// The root of the repository.
    static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// The house as it stands on the disk.
    static let standing: House = {
        let sources = root.appending(path: "Sources")
        let paths = (FileManager.default.enumerator(atPath: sources.path) ?? .init())
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
        let manifest = SourceText(text(root.appending(path: "Package.swift")))
        let tokens = manifest.tokens
        let products = tokens.indices.dropLast(4).filter {
            tokens[$0].text == "library" && tokens[$0 + 2].text == "name"
        }.compactMap { index in
            manifest.literals.first { $0.line >= tokens[index].line }?.text
        }
        return House(
            files: paths.map { SourceFile($0, text(sources.appending(path: $0))) },
            products: products)
    }()

    /// A house that is made up, of places and their contents.
    init(_ sources: KeyValuePairs<String, String>) {
        self.init(files: sources.map { SourceFile($0, $1) }, products: [])
    }

    static func text(_ file: URL) -> String {
        (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }

    /// The lines of a file under `fixtures`.
    static func lines(_ path: String) -> [String] {
        text(root.appending(path: "fixtures").appending(path: path)).split(separator: "\n")
            .map(String.init)
    }

    /// Writes lines to a file under `fixtures`.
    static func write(_ lines: [String], to path: String) throws {
        let file = root.appending(path: "fixtures").appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: file)
    }
}

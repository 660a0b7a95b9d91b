import Foundation

/// An article of `Sources/SegmentLog/SegmentLog.docc`.
enum Article {
    static let checkout = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The lines of an article.
    static func lines(_ name: String) throws -> [String] {
        let file = checkout.appendingPathComponent("Sources/SegmentLog/SegmentLog.docc/\(name).md")
        return try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    }

    /// The block of code of some kind that is the first one below a heading.
    static func block(_ kind: String, under heading: String, in name: String) throws -> [String] {
        let section = try lines(name).drop { $0 != "### " + heading }.dropFirst()
        let block = section.drop { $0 != "```" + kind }.dropFirst()
        return Array(block.prefix { $0 != "```" })
    }
}

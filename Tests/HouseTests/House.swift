import Foundation

/// The sources under judgement, and the rules that every one of them keeps.
///
/// A rule gives its faults as lines, which the exceptions under `fixtures/house` repeat word for
/// word.
struct House {
    var files: [SourceFile]
    /// The modules that others may import.
    var products: [String]

    /// The rooms of a target: each uses those before it and itself.
    ///
    /// What stands in no folder is the roof, which uses them all.
    static let rooms = [
        "SegmentLog": [
            "Storage", "Tree", "Format", "Repair", "Read", "Check", "Seal", "Write", "Proof",
            "Backup",
        ],
        "CaseLedger": [
            "Time", "Words", "Codec", "Event", "TagIndex", "Fold", "Keys", "Ledger", "Views",
            "Decide", "Authority", "Privacy", "Proof",
        ],
        "FiveOnes": ["Plan", "Rules", "Duties", "Wings", "Desk"],
    ]

    private static let system: Set = [
        "Darwin", "Dispatch", "Foundation", "Glibc", "Musl", "Synchronization",
    ]

    /// What each target may import beside the system.
    static let imports: [String: Set<String>] = [
        "JSON": [],
        "SegmentLog": ["CLZ4", "Crypto"],
        "SegmentLogTesting": ["SegmentLog", "Crypto"],
        "SegmentLogLab": ["SegmentLog", "SegmentLogTesting", "ArgumentParser"],
        "CaseLedger": [
            "SegmentLog", "JSON", "Crypto", "CryptoExtras", "Logging", "CoreMetrics",
            "OrderedCollections",
            "DequeModule",
        ],
        "CaseExchange": ["CaseLedger", "SegmentLog", "JSON", "OrderedCollections"],
        "CaseReactors": ["CaseLedger", "SegmentLog", "Crypto"],
        "CaseLedgerTesting": ["CaseExchange", "CaseLedger", "SegmentLog", "SegmentLogTesting"],
        "FiveOnes": [
            "CaseLedger", "CaseExchange", "CaseReactors", "SegmentLog", "JSON",
            "OrderedCollections",
        ],
        "FiveOnesSample": ["FiveOnes", "CaseLedger"],
        "FiveOnesCLI": ["FiveOnes", "FiveOnesSample", "ArgumentParser"],
    ]

    /// How many public types a module may have at its top level.
    static let mostTypes = ["SegmentLog": 30, "CaseLedger": 80]

    /// Literals below the tool that say the project's name, since it is in a format or a key.
    static let frozenLiterals: Set = [
        "fiveones/erasure/v1", "fiveones-subject-file@v1", "fiveones key store 1",
        "fiveones fingerprint", "fiveones \\", "fiveones.key-retired/1",
    ]

    private func files(of target: String) -> [SourceFile] { files.filter { $0.target == target } }

    /// A mention of what a later room of the same target declares.
    func upwardMentions() -> [String] { Self.rooms.flatMap { mentions(in: $0, rooms: $1) } }

    private func mentions(in target: String, rooms: [String]) -> [String] {
        let files = files(of: target)
        let order = Dictionary(uniqueKeysWithValues: zip(rooms, 0...))
        func rank(_ file: SourceFile) -> Int { file.room.map { order[$0] ?? -1 } ?? rooms.count }
        var home: [String: Int] = [:]
        var nested: Set<String> = []
        for file in files {
            for declaration in file.declarations where !declaration.isPrivate {
                let isFunction = declaration.kind == "func"
                guard declaration.isType || isFunction else { continue }
                let last = declaration.name.split(separator: ".").last.map(String.init) ?? ""
                if declaration.isNested { nested.insert((isFunction ? "func " : "") + last) }
                guard !declaration.isNested || (declaration.isInExtension && !isFunction) else {
                    continue
                }
                let name = (isFunction ? "func " : "") + declaration.name
                home[name] = min(home[name] ?? .max, rank(file))
            }
        }
        home = home.filter { !nested.contains($0.key) }
        var faults: Set<String> = []
        for file in files where file.room.map({ order[$0] == nil }) ?? false {
            faults.insert("\(file.place) stands in no room of \(target)")
        }
        for file in files where rank(file) >= 0 {
            let own = Set(file.declarations.map(\.name))
            for name in file.mentioned() where !own.contains(name) {
                guard let there = home[name], there > rank(file) else { continue }
                let room = there < rooms.count ? rooms[there] : "the roof"
                faults.insert("\(file.place) mentions \(name) of \(room)")
            }
        }
        return Array(faults)
    }

    /// An import that the target's row does not hold.
    func strangeImports() -> [String] {
        files.flatMap { file in
            file.imported().filter { name in
                !Self.system.contains(name) && Self.imports[file.target]?.contains(name) != true
            }.map { "\(file.place) imports \($0)" }
        }
    }

    /// A file over 300 lines, a function over 70.
    func oversized() -> [String] {
        files.flatMap { file in
            (file.text.lines > 300 ? ["\(file.place) is over 300 lines"] : [])
                + file.declarations.filter { declaration in
                    ["func", "init"].contains(declaration.kind)
                        && (declaration.end ?? 0) - declaration.line >= 70
                }.map { "\(file.place): \($0.name) is over 70 lines" }
        }
    }

    /// A file that is not named after its first type, or `A+B` after the type that it extends.
    func misnamed() -> [String] {
        files.compactMap { file in
            let types = file.declarations.filter {
                $0.isType && !$0.isPrivate && $0.kind != "typealias"
            }
            if let first = types.first(where: { !$0.isNested }) {
                return first.name == file.name ? nil : "\(file.place) declares \(first.name) first"
            }
            let extended = Set(file.declarations.filter { $0.kind == "extension" }.map(\.name))
            guard !extended.isEmpty, types.first?.name != file.name else { return nil }
            let base = file.name.prefix { $0 != "+" }
            let isExtended = extended.contains { $0 == base || $0.hasPrefix(base + ".") }
            guard base == file.name || !isExtended else { return nil }
            return "\(file.place) extends \(extended.sorted().joined(separator: ", "))"
        }
    }

    /// The names that a module shows at its top level, each once.
    func publicNames(of module: String) -> [String] {
        let shown = files(of: module).flatMap(\.declarations).filter {
            !$0.isNested && $0.kind != "extension" && ["public", "open"].contains($0.access)
        }
        return Set(shown.map(\.name)).sorted()
    }

    /// A module that shows more types than it may.
    func tooPublic() -> [String] {
        Self.mostTypes.compactMap { module, most in
            let types = files(of: module).flatMap(\.declarations).filter {
                $0.isType && !$0.isNested && ["public", "open"].contains($0.access)
            }
            return types.count > most ? "\(module) shows over \(most) types" : nil
        }
    }

    /// A doc comment that stands word for word in five or more places.
    func repeatedDocumentation() -> [String] {
        let comments = files.flatMap(\.text.documentation).map { comment in
            comment.text.split(separator: "\n").map { $0.trimmingPrefix("///") }
                .joined().trimmingCharacters(in: .whitespaces)
        }
        return Dictionary(grouping: comments, by: \.self).filter { $0.value.count >= 5 }.map(\.key)
    }

    /// A string below the tool that names the tool.
    func namesOfTheTool() -> [String] {
        files.filter { $0.target != "FiveOnesCLI" }.flatMap { file in
            file.text.literals.filter {
                let text = $0.text.trimmingCharacters(in: .whitespacesAndNewlines)
                let first = text.prefix { $0 != "\n" }
                return text.contains("fiveones") && !Self.frozenLiterals.contains(String(first))
            }.map { "\(file.place): \($0.text.split(separator: "\n").joined(separator: " "))" }
        }
    }
}

extension SourceFile {
    /// The names of types, types nested in extensions, and free functions that the file mentions.
    fileprivate func mentioned() -> Set<String> {
        var names: Set<String> = []
        let tokens = text.tokens
        for (index, token) in tokens.enumerated() where token.isWord {
            let before = index > 0 ? tokens[index - 1].text : ""
            let isQualified = before == "." && (index < 2 || tokens[index - 2].text != target)
            guard !isQualified, before != "func" else { continue }
            if index + 1 < tokens.count, tokens[index + 1].text == "(" {
                names.insert("func " + token.text)
            }
            var name = token.text
            names.insert(name)
            var next = index + 1
            while next + 1 < tokens.count, tokens[next].text == ".", tokens[next + 1].isWord {
                name += "." + tokens[next + 1].text
                names.insert(name)
                next += 2
            }
        }
        return names
    }

    fileprivate func imported() -> Set<String> {
        let tokens = text.tokens
        return Set(
            tokens.indices.dropLast().filter { index in
                guard tokens[index].text == "import" else { return false }
                return index == 0 || tokens[index - 1].line < tokens[index].line
                    || ["public", "package", "internal", "testable", "_exported"]
                        .contains(tokens[index - 1].text)
            }.map { index in
                let kinds: Set = ["struct", "class", "enum", "protocol", "func", "let", "var"]
                let isKind = kinds.contains(tokens[index + 1].text)
                return tokens[isKind ? index + 2 : index + 1].text
            })
    }
}

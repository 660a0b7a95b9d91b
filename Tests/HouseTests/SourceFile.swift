/// One file under `Sources`: where it stands, what it says, and what it declares.
struct SourceFile {
    /// Something that is declared outside every function.
    struct Declaration {
        var kind: String
        /// With the types around it: `Ledger.Opening`.
        var name: String
        var access: String
        var line: Int
        var isNested: Bool
        var isInExtension: Bool
        /// The line of the closing brace of its body, if it has one.
        var end: Int?

        var isType: Bool { SourceFile.typeKinds.contains(kind) }
        var isPrivate: Bool { access == "private" || access == "fileprivate" }
    }

    static let typeKinds: Set = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    private static let functionKinds: Set = ["func", "init", "deinit", "subscript"]
    private static let valueKinds: Set = ["let", "var"]
    private static let accessWords: Set = [
        "open", "public", "package", "internal", "fileprivate", "private",
    ]
    private static let modifiers: Set = [
        "final", "static", "class", "nonisolated", "indirect", "mutating", "lazy", "weak", "(",
        "set", ")", "unsafe", "borrowing", "consuming", "convenience", "override", "required",
    ]

    var target: String
    /// Within the target: `Read/LogReader.State.swift`.
    var path: String
    var text: SourceText
    private(set) var declarations: [Declaration] = []

    /// The file's first folder, or nothing if it stands at the top of its target.
    var room: String? { path.contains("/") ? String(path.prefix { $0 != "/" }) : nil }
    /// The file's name without `.swift`.
    var name: String { String((path.split(separator: "/").last ?? "").dropLast(6)) }
    var place: String { "\(target)/\(path)" }

    init(_ place: String, _ contents: String) {
        target = String(place.prefix { $0 != "/" })
        path = String(place.drop { $0 != "/" }.dropFirst())
        text = SourceText(contents)
        declare()
    }

    private struct Scope {
        /// The names of the types around, or nothing within a function or another block.
        var types: [String]?
        var isExtension = false
        var declaration: Int?
    }

    private mutating func declare() {
        var scopes = [Scope(types: [])]
        var pending: (scope: Scope, parentheses: Int)?
        var parentheses = 0
        for (index, token) in text.tokens.enumerated() {
            switch token.text {
            case "(", "[": parentheses += 1
            case ")", "]": parentheses -= 1
            case "{":
                if let next = pending, next.parentheses == parentheses {
                    scopes.append(next.scope)
                    pending = nil
                } else {
                    scopes.append(Scope(types: nil))
                }
            case "}":
                guard scopes.count > 1, let closed = scopes.popLast() else { continue }
                if let declaration = closed.declaration {
                    declarations[declaration].end = token.line
                }
                pending = nil
            default:
                let around = scopes[scopes.count - 1]
                guard let kind = kind(at: index), let types = around.types else { continue }
                let name = declaredName(kind, at: index)
                var scope = Scope(types: nil, declaration: declarations.count)
                if Self.typeKinds.contains(kind) || kind == "extension" {
                    scope.types = types + [name]
                    scope.isExtension = kind == "extension" || around.isExtension
                }
                declarations.append(
                    Declaration(
                        kind: kind, name: (types + [name]).joined(separator: "."),
                        access: access(before: index), line: token.line, isNested: !types.isEmpty,
                        isInExtension: around.isExtension))
                pending = Self.valueKinds.contains(kind) ? nil : (scope, parentheses)
            }
        }
    }

    /// What is declared by the word there, if it declares something.
    private func kind(at index: Int) -> String? {
        let word = text.tokens[index].text
        let before = index > 0 ? text.tokens[index - 1].text : ""
        let next = index + 1 < text.tokens.count ? text.tokens[index + 1] : nil
        guard let next, ![".", "(", ",", "let", "var", "case", "import"].contains(before)
        else { return nil }
        if word == "extension" || Self.typeKinds.contains(word) {
            let isName = next.text.first?.isUppercase == true || next.text.first == "_"
            return next.isWord && isName ? word : nil
        }
        if Self.functionKinds.contains(word) {
            return before == "self" ? nil : word
        }
        return Self.valueKinds.contains(word) && next.isWord ? word : nil
    }

    private func declaredName(_ kind: String, at index: Int) -> String {
        if Self.functionKinds.subtracting(["func"]).contains(kind) { return kind }
        var end = index + 2
        while kind == "extension", end + 1 < text.tokens.count, text.tokens[end].text == "." {
            end += 2
        }
        return text.tokens[index + 1..<end].map(\.text).joined()
    }

    private func access(before index: Int) -> String {
        for token in text.tokens[..<index].reversed() {
            if Self.accessWords.contains(token.text) { return token.text }
            if !Self.modifiers.contains(token.text) { break }
        }
        return "internal"
    }
}

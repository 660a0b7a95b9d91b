extension House {
    /// Members that a protocol of these floors asks for, and whose comment is the protocol's.
    private static let witnesses: Set = [
        // FieldValue, FieldGroup, FieldCode, Identifier, Payload, PlanEvent
        "blank", "visit", "fields", "label", "kind", "rawValue", "type", "title", "sentence",
        "tag", "check", "measures",
        // Projection, Decision, Recordable
        "name", "version", "handle", "roles", "concerns", "amends", "substitute", "example",
        "reads", "looksAt", "needs", "mayBeRecorded", "decide", "policy",
        // The standard library's
        "description", "hash", "encode", "id", "errorDescription",
    ]

    /// Methods that a protocol of these floors asks for.
    private static let methods: Set = [
        // FieldVisitor
        "mark", "identifier", "unsigned", "integer", "flag", "text", "code", "bytes", "day",
        "instant", "moment", "money", "sealed", "embedded", "optional", "list", "group",
        // Storage
        "open", "rename", "remove", "makeDirectory", "syncDirectory", "lock", "lockHolder",
        // KeyStore
        "bind", "current", "key", "synchronize", "destroy", "tombstones", "blindSecrets",
    ]

    /// Initializers that a protocol asks for.
    private static let initializers: Set = ["init ( )", "init ( rawValue", "init ( from"]

    /// A public declaration that neither its own comment explains nor that of a protocol.
    ///
    /// The fields of an event need none where their name and type say all.
    func undocumented() -> [String] {
        files.flatMap { file -> [String] in
            let explained = Set(
                file.text.documentation.map { comment in
                    comment.line + comment.text.split(separator: "\n").count
                })
            let declaring = Set(file.declarations.map(\.line))
            let words = Dictionary(grouping: file.text.tokens, by: \.line)
            let events = file.declarations.filter { declaration in
                declaration.isType
                    && !Self.inherited(words[declaration.line] ?? []).isDisjoint(
                        with: ["Payload", "PlanEvent"])
            }.map(\.name)
            return file.declarations.filter { declaration in
                guard ["public", "open"].contains(declaration.access) else { return false }
                var line = declaration.line
                while words[line - 1]?.first?.text == "@", !declaring.contains(line - 1),
                    !explained.contains(line)
                { line -= 1 }
                if explained.contains(line) { return false }
                guard declaration.isNested else { return true }
                let around = declaration.name.split(separator: ".").dropLast()
                    .joined(separator: ".")
                if declaration.kind == "var", events.contains(around) { return false }
                return !Self.isWitness(declaration, words[declaration.line] ?? [])
            }.map { "\(file.place): \($0.name)" }
        }
    }

    private static func isWitness(
        _ declaration: SourceFile.Declaration, _ words: [SourceText.Piece]
    ) -> Bool {
        let name = declaration.name.split(separator: ".").last.map(String.init) ?? ""
        guard name == "init" else {
            return witnesses.contains(name) || declaration.kind == "func" && methods.contains(name)
        }
        let said = words.drop { $0.text != "init" }.prefix(3).map(\.text).joined(separator: " ")
        return initializers.contains(said)
    }

    private static func inherited(_ words: [SourceText.Piece]) -> Set<String> {
        Set(words.drop { $0.text != ":" }.map(\.text))
    }
}

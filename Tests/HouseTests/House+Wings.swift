extension House {
    private static let listed: Set = [
        "PlanEvent", "Projection", "SnapshotProjection", "AskingView",
    ]

    /// An event, a view or a check under `Wings/X` that `Wing+X.swift` does not list.
    func unlisted() -> [String] {
        files.filter { $0.target == "FiveOnes" && $0.room == "Wings" }.flatMap { file -> [String] in
            let path = file.path.split(separator: "/")
            guard path.count > 2 else { return [] }
            let list = files.first {
                $0.target == "FiveOnes" && $0.path == "Wings/\(path[1])/Wing+\(path[1]).swift"
            }
            let names = Set(list?.text.tokens.map(\.text) ?? [])
            return file.declarations.filter { declaration in
                let words = file.text.tokens.filter { $0.line == declaration.line }.map(\.text)
                let isListed =
                    declaration.kind == "let"
                    ? words.suffix(3).starts(with: ["=", "PlanCheck", "("])
                    : declaration.kind == "struct" && !Self.listed.isDisjoint(with: words)
                let name = declaration.name.split(separator: ".").last.map(String.init) ?? ""
                return isListed && !names.contains(name)
            }.map { "\(file.place): \($0.name)" }
        }
    }
}

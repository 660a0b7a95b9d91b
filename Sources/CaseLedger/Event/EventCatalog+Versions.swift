// How old events are read by new code: each version says what it becomes in the next one.

extension EventCatalog {
    /// What is wrong with the versions of the catalog's types; empty if nothing is.
    ///
    /// Every type has all its versions from 1 on, and each but the newest says what it becomes in
    /// the next. A ledger refuses to open with a catalog that has problems.
    public var problems: [String] {
        var problems: [String] = []
        let byName = Dictionary(grouping: definitions, by: \.type.name)
        for (name, versions) in byName.sorted(by: { $0.key < $1.key }) {
            let known = Set(versions.map(\.type.version))
            let newest = known.max() ?? 1
            for version in 1...newest where !known.contains(version) {
                problems.append(
                    "\(name)/\(version) is missing: keep every version that may be on disk")
            }
            for definition in versions.sorted(by: { $0.type.version < $1.type.version }) {
                if let problem = Self.problem(with: definition, newest: newest) {
                    problems.append(problem)
                }
            }
        }
        return problems
    }

    /// Refuses a catalog that has problems.
    func requireVersions() throws(LedgerError) {
        let problems = problems
        guard !problems.isEmpty else { return }
        throw LedgerError(
            .schema, "the event types do not fit together: \(problems.joined(separator: "; "))")
    }

    /// Refuses to record a past version, unless it was recorded elsewhere before.
    func requireNewest(_ draft: Draft) throws(LedgerError) {
        guard draft.attestation == nil, let index = index(of: draft.event.type),
            definitions[index].next != nil
        else { return }
        throw LedgerError(
            .malformed,
            "field 'type': \(draft.event.type) is a past version; "
                + "record \(currentType(of: index).type)"
        )
    }

    private static func problem(with definition: EventDefinition, newest: UInt32) -> String? {
        let type = definition.type
        guard let next = definition.next else {
            guard type.version < newest else { return nil }
            return "\(type) does not say what it becomes in \(type.name)/\(type.version + 1)"
        }
        if next.name != type.name {
            return "\(type) becomes \(next): a name on disk never changes"
        }
        if next.version <= type.version {
            return "\(type) becomes \(next): that would go round in a cycle"
        }
        if next.version > type.version + 1 {
            return "\(type) becomes \(next): that leaves out \(next.version - type.version - 1)"
                + " between; go from each version to the next"
        }
        return next.version > newest ? "\(type) becomes \(next), which is not in the catalog" : nil
    }

    /// Every version of these types.
    package func allVersions(of types: Set<EventType>) -> Set<EventType> {
        let names = Set(types.map(\.name))
        return types.union(definitions.map(\.type).filter { names.contains($0.name) })
    }

    /// The newest version of a definition's type, and the way there from an older one.
    @usableFromInline
    func currentType(
        of index: Int
    ) -> (type: EventType, upcast: (@Sendable ([UInt8]) throws -> [UInt8])?) {
        guard let chain = chain(from: index) else { return (definitions[index].type, nil) }
        return (definitions[chain.current].type, { payload in try chain(payload) })
    }

    /// The way from a version to the newest; `nil` if it is the newest itself, or leads nowhere.
    func chain(from index: Int) -> UpcastChain? {
        var steps: [EventDefinition.Upcast] = []
        var place = index
        while let next = definitions[place].next, let upcast = definitions[place].upcast {
            guard next.version > definitions[place].type.version, let further = self.index(of: next)
            else { return nil }
            steps.append(upcast)
            place = further
        }
        return steps.isEmpty ? nil : UpcastChain(current: place, steps: steps)
    }

    /// An encoded payload of one version as a later one has it.
    ///
    /// - Throws: ``CodecError/Code/unknownType`` if no way leads there.
    public func upcast(
        _ payload: [UInt8], from type: EventType, to later: EventType
    ) throws(CodecError) -> [UInt8] {
        var (payload, type) = (payload, type)
        while type != later {
            guard type.name == later.name, type.version < later.version,
                let definition = definition(of: type), let next = definition.next,
                let upcast = definition.upcast
            else {
                throw CodecError(.unknownType, field: "type", "is \(type), not \(later)")
            }
            payload = try upcast(payload)
            type = next
        }
        return payload
    }
}

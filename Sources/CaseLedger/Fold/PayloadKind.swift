/// How payloads of one type are decoded for all folds that consume them.
///
/// It is made where the payload's type is known (``Handlers/callAsFunction(_:_:)`` is inlinable),
/// and knows nothing of it otherwise.
@usableFromInline
struct PayloadKind: Sendable {
    /// The payload's type.
    @usableFromInline let payload: ObjectIdentifier
    /// The room that one takes.
    @usableFromInline let stride: Int
    @usableFromInline let alignment: Int
    /// Decodes these events of a page, in order, up to the first that cannot be; says how many it
    /// decoded.
    @usableFromInline
    let decode:
        @Sendable (EventPage, UnsafeBufferPointer<Int>, UnsafeMutableRawPointer) -> (
            count: Int, error: (any Error)?
        )
    /// Ends so many of them.
    @usableFromInline let destroy: @Sendable (UnsafeMutableRawPointer, Int) -> Void

    @inlinable
    init<P: Payload>(_ type: P.Type) {
        payload = ObjectIdentifier(type)
        stride = MemoryLayout<P>.stride
        alignment = MemoryLayout<P>.alignment
        decode = { page, indices, base in
            let payloads = base.assumingMemoryBound(to: P.self)
            for (count, index) in indices.enumerated() {
                let event = page.event(index)
                do {
                    (payloads + count).initialize(
                        to: try WireDecoder.decode(
                            P.self, from: event.pointee.context.payload,
                            of: event.pointee.context.origin))
                } catch {
                    return (count, error)
                }
            }
            return (indices.count, nil)
        }
        destroy = { base, count in
            base.assumingMemoryBound(to: P.self).deinitialize(count: count)
        }
    }
}

/// What several folds of one reading decode alike, so that it is decoded once.
///
/// A group is a payload type that at least two folds read from one type of event.
struct Sharing: Sendable {
    struct Group: Sendable {
        let kind: PayloadKind
        /// The type of event, counted among those that are shared.
        let list: Int
    }

    private(set) var groups: [Group] = []
    /// How many types of event are shared.
    private(set) var lists = 0
    /// For each type of event its place among those that are shared, or -1.
    private(set) var listOfType: [Int]
    /// For each fold and each type of event the group that decodes for it, or -1.
    private(set) var groupOfType: [[Int]]

    init(_ folds: [AnyFold], types: Int) {
        listOfType = Array(repeating: -1, count: types)
        groupOfType = Array(repeating: Array(repeating: -1, count: types), count: folds.count)
        for type in 0..<types {
            let kinds = folds.map { $0.kind(of: type) }
            for (place, kind) in kinds.enumerated() {
                guard let kind, groupOfType[place][type] < 0 else { continue }
                let alike = kinds.indices.filter { kinds[$0]?.payload == kind.payload }
                guard alike.count > 1 else { continue }
                if listOfType[type] < 0 {
                    listOfType[type] = lists
                    lists += 1
                }
                for fold in alike { groupOfType[fold][type] = groups.count }
                groups.append(Group(kind: kind, list: listOfType[type]))
            }
        }
    }
}

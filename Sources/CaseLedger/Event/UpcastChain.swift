/// The way from a version of an event type to its newest.
struct UpcastChain: Sendable {
    /// The index of the newest version in the catalog.
    let current: Int
    /// The steps, the oldest first.
    let steps: [EventDefinition.Upcast]

    func callAsFunction(_ payload: [UInt8]) throws(CodecError) -> [UInt8] {
        var payload = payload
        for step in steps { payload = try step(payload) }
        return payload
    }
}

extension EventDefinition {
    /// An encoded payload of one version in, the next version's out.
    typealias Upcast = @Sendable ([UInt8]) throws(CodecError) -> [UInt8]
}

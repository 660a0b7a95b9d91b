/// All that recording needs of a payload, found while it is at hand.
package struct ReadPayload: Sendable {
    /// The encoded payload.
    package let bytes: [UInt8]
    /// What it is about.
    package let tags: TagSet
    /// What makes no sense in it.
    package let problem: PayloadProblem?
}

extension ReadPayload {
    init(_ payload: some Payload) throws(CodecError) {
        bytes = try WireEncoder.encode(payload)
        tags = payload.tags
        problem = payload.problem
    }
}

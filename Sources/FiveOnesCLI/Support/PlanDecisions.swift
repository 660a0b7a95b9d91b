import CaseLedger

/// The decision that records an event of this type.
///
/// - Throws: ``Failure`` if there is none, or if the data is not what the type says.
func makeDecision(type: EventType, data: JSONValue) throws -> any Decision {
    throw Failure(
        .notPermitted,
        "\(type): no decision records it yet; bring it in with 'fiveones import'")
}

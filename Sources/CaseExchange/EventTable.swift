public import CaseLedger

/// Recorded events as a table: one row each, in the order of recording, as they were recorded.
///
/// The payload stands in the last column as JSON, the tags in the one before it with spaces between
/// them. More columns may come, always before those two; read the table by its header.
public enum EventTable {
    /// The names of the columns.
    public static let header = [
        "position", "id", "type", "title", "recorded", "occurred", "actor", "role", "unit",
        "onBehalfOf", "channel", "attestedBy", "subject", "tags", "data",
    ]

    /// One event, in the order of ``header``.
    ///
    /// - Throws: ``CodecError`` if the payload is not what its type says.
    public static func row(
        _ event: RecordedEvent, in language: Language
    ) throws(CodecError) -> [String] {
        let envelope = event.envelope
        return [
            "\(event.position)", "\(event.id)", "\(event.type)", event.title(in: language),
            "\(envelope.recorded)", "\(envelope.occurred)", envelope.actor, envelope.role,
            envelope.unit, envelope.onBehalfOf, envelope.channel,
            envelope.attestation?.importer ?? "", event.subject?.text ?? "",
            event.tags.map(\.text).joined(separator: " "), "\(try event.data())",
        ]
    }
}

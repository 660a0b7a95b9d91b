public import CaseLedger

/// CloudEvents 1.0 in the JSON format, one event a line.
///
/// | attribute | meaning here |
/// |---|---|
/// | `type` | name and version on disk, `visit.made/1` |
/// | `id` | the event's UUID; any other text stands for one, with `source` |
/// | `time` | when it happened; `occurredprecision` says `year`, `month` or `day` if less is known |
/// | `subject` | the first subject, `family:F-0012` |
/// | `source` | the ledger or system it comes from |
/// | `actor` `role` `unit` | who acted; all three required |
/// | `onbehalfof` `channel` `causationid` `correlationid` | as in ``Envelope`` |
/// | `recordedtime` | when its source recorded it |
/// | `evidence` | the evidence, a JSON array in text |
/// | `attestedby` `attestedsource` | who brought it into its ledger, and from where |
/// | `attestations` | the same with all who did so before, the last one first, a JSON array in text |
/// | `tags` | every tag, separated by spaces |
/// | `position` | where it stands in its ledger (written, not read) |
/// | `data` | the payload with named fields |
///
/// **Nothing is lost.** What is written of an event and read again has the same identity, content,
/// times, actor and evidence. Only what recording itself adds is made anew by the ledger that takes
/// it in: position, recorded time, back-links, and what a decision had observed.
///
/// **Whom to trust.** Whoever reads a file answers for it: the ``Attestation`` of each event names
/// that importer and that source, whatever the file says. What the file says of earlier importers
/// is kept beneath, as the source's claim (``Attestation/earlier``). So no file can pass for a
/// decision that was taken here, and no name in a file becomes this ledger's word.
public struct CloudEvents: Sendable {
    /// The event types.
    public let catalog: EventCatalog
    /// Who answers for what is read.
    public let importer: String

    /// A reader and writer of these event types.
    public init(catalog: EventCatalog, importer: String) {
        self.catalog = catalog
        self.importer = importer
    }

    /// The attributes that are read or passed over, by the number of their letters.
    private static let known: [[StaticString]] = {
        let names: [StaticString] = [
            "specversion", "id", "source", "type", "time", "subject", "datacontenttype",
            "dataschema", "data", "actor", "role", "unit", "onbehalfof", "channel", "causationid",
            "correlationid", "recordedtime", "occurredprecision", "tags", "position", "attestedby",
            "attestedsource", "attestations", "evidence",
        ]
        let longest = names.map(\.utf8CodeUnitCount).max() ?? 0
        return (0...longest).map { count in names.filter { $0.utf8CodeUnitCount == count } }
    }()

    static func isKnown(_ key: String) -> Bool {
        let count = key.utf8.count
        return count < known.count && known[count].contains { key.isSame(as: $0) }
    }

    /// The draft that one line holds.
    ///
    /// - Throws: ``LedgerError/Code/malformed`` with the attribute or field that is wrong.
    public func draft(_ line: [UInt8]) throws(LedgerError) -> Draft {
        let json: JSONValue
        do throws(JSONError) { json = try JSONValue.parse(line) } catch {
            throw LedgerError(.malformed, "\(error)")
        }
        return try draft(json)
    }

    /// The draft that a JSON object holds.
    public func draft(_ json: JSONValue) throws(LedgerError) -> Draft {
        guard case .object(let object) = json else {
            throw LedgerError(.malformed, "a line must hold one JSON object")
        }
        for member in object where !Self.isKnown(member.key) {
            let key = member.key
            let shown = key.count <= 40 && key.allSatisfy(\.isASCII) ? key : "?"
            throw LedgerError(.malformed, "attribute '\(shown)': is not known")
        }
        func text(_ name: StaticString) throws(LedgerError) -> String? {
            guard let value = object.value(of: name), !value.isNull else { return nil }
            guard case .string(let text) = value else {
                throw LedgerError(.malformed, "attribute '\(name)': is not text")
            }
            return text
        }
        func required(_ name: StaticString) throws(LedgerError) -> String {
            guard let value = try text(name), !value.isEmpty else {
                throw LedgerError(.malformed, "attribute '\(name)': is missing")
            }
            return value
        }
        guard try required("specversion") == "1.0" else {
            throw LedgerError(.malformed, "attribute 'specversion': is not 1.0")
        }
        let written = try required("type")
        let known = catalog.definition(written: written)
        guard let type = known?.type ?? EventType(parsing: written) else {
            throw LedgerError(.malformed, "attribute 'type': is no event type")
        }
        let source = try required("source")
        let name = try required("id")
        let id = EventID(name) ?? EventID.named(name, in: source)
        let actor = Actor(
            try required("actor"), role: Role(rawValue: try required("role")),
            unit: try required("unit"))
        let occurred = try moment(try required("time"), try text("occurredprecision"))
        let definition = try ledgerErrors { try known ?? catalog.require(type) }
        let payload = try ledgerErrors {
            try definition.read(object.value(of: "data") ?? .null, catalog: catalog)
        }
        var attestation = Attestation(importer: importer, source: source)
        if let recorded = try text("recordedtime") {
            guard let instant = Instant(recorded) else {
                throw LedgerError(.malformed, "attribute 'recordedtime': is no RFC 3339 time")
            }
            attestation.recorded = instant
        }
        attestation.earlier = try Self.claims(
            by: try text("attestedby"), from: try text("attestedsource"),
            all: try text("attestations"))
        var event = NewEvent(id: id, type: type, payload: payload, occurred: occurred)
        event.causation = try identity(try text("causationid"), source)
        if let evidence = try text("evidence") {
            event.evidence = try ledgerErrors { try Self.evidence(evidence) }
        }
        var draft = Draft(event, by: actor, attestation: attestation)
        draft.correlation = try identity(try text("correlationid"), source)
        draft.onBehalfOf = try text("onbehalfof") ?? ""
        draft.channel = try text("channel") ?? ""
        return draft
    }

    private func identity(_ text: String?, _ source: String) throws(LedgerError) -> EventID? {
        text.map { EventID($0) ?? EventID.named($0, in: source) }
    }

    private func moment(_ time: String, _ precision: String?) throws(LedgerError) -> Moment {
        guard let instant = Instant(time) else {
            throw LedgerError(
                .malformed, "attribute 'time': is no RFC 3339 time with an offset from UTC")
        }
        let (year, month, _) = instant.day.parts
        switch precision {
        case nil, "instant": return .instant(instant)
        case "day": return .day(instant.day)
        case "month": return .month(year, month)
        case "year": return .year(year)
        default:
            throw LedgerError(
                .malformed, "attribute 'occurredprecision': is not year, month, day or instant")
        }
    }

    /// Evidence from its attribute, a JSON array in text.
    private static func evidence(_ text: String) throws -> [Evidence] {
        guard let items = try? JSONValue.parse(text), case .array(let items) = items else {
            throw LedgerError(.malformed, "attribute 'evidence': is no JSON array in text")
        }
        return try items.map { try Evidence(json: $0) }
    }

    /// What a line says of those who brought the event in before, the last one first.
    private static func claims(
        by importer: String?, from source: String?, all: String?
    ) throws(LedgerError) -> [Attestation.Earlier] {
        guard let all else {
            guard importer != nil || source != nil else { return [] }
            return [Attestation.Earlier(importer: importer ?? "", source: source ?? "")]
        }
        guard let items = try? JSONValue.parse(all), case .array(let items) = items else {
            throw LedgerError(.malformed, "attribute 'attestations': is no JSON array in text")
        }
        let claims = try ledgerErrors { try items.map { try Attestation.Earlier(json: $0) } }
        guard importer ?? claims.first?.importer == claims.first?.importer,
            source ?? claims.first?.source == claims.first?.source
        else {
            throw LedgerError(
                .malformed, "attribute 'attestations': does not begin with 'attestedby'")
        }
        return claims
    }
}

/// An entry of a ledger, whole: what was said, by whom, when, about what.
///
/// The field list below is the format of an entry (protobuf wire format, fields ascending), so any
/// protobuf tool reads it. ``EntryView`` reads the same bytes without copying.
public struct Envelope: FieldGroup, Hashable {
    /// The place in the log, from 0.
    public var position: UInt64 = 0
    /// The event's identity, 16 bytes.
    public var id: [UInt8] = []
    /// The event type's name.
    public var type: String = ""
    /// The event type's version.
    public var version: UInt64 = 1
    /// When the ledger recorded it; never decreases from one position to the next.
    public var recorded = Instant.blank
    /// When it happened.
    public var occurred = Moment.blank
    /// Who acted.
    public var actor: String = ""
    /// In what role.
    public var role: String = ""
    /// In which unit's name.
    public var unit: String = ""
    /// For whom, where the actor stood in for somebody.
    public var onBehalfOf: String = ""
    /// By which way it came in: `window`, `phone`, `import`.
    public var channel: String = ""
    /// What it is about, each with its back-link.
    public var tags: [Envelope.Link] = []
    /// The event that made this one necessary.
    public var causation: [UInt8] = []
    /// The first event of the matter.
    public var correlation: [UInt8] = []
    /// The log's size when the decision was taken: what it had seen.
    public var observed: UInt64?
    /// The version of the policy under which it was decided.
    public var policy: String = ""
    /// What bears it out.
    public var evidence: [Evidence] = []
    /// The encoded payload.
    public var payload: [UInt8] = []
    /// Who brought it in, if it was not decided here.
    public var attestation: Attestation?
    /// What the account that acted signed, with a key of its own; `nil` where the event rests on the
    /// word of whoever recorded it.
    public var signature: Envelope.Signature?

    public init() {}

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "position", &position)
        try visit.bytes(FieldKey(2, "id"), &id)
        try visit.field(3, "type", &type)
        try visit.field(4, "version", &version)
        try visit.field(5, "recorded", &recorded)
        try visit.field(6, "occurred", &occurred)
        try visit.field(7, "actor", &actor)
        try visit.field(8, "role", &role)
        try visit.field(9, "unit", &unit)
        try visit.field(10, "onBehalfOf", &onBehalfOf)
        try visit.field(11, "channel", &channel)
        try visit.field(12, "tags", &tags)
        try visit.bytes(FieldKey(13, "causation"), &causation)
        try visit.bytes(FieldKey(14, "correlation"), &correlation)
        try visit.field(15, "observed", &observed)
        try visit.field(16, "policy", &policy)
        try visit.field(17, "evidence", &evidence)
        try visit.bytes(FieldKey(18, "payload"), &payload)
        try visit.field(19, "attestation", &attestation)
        try visit.field(21, "signature", &signature)
    }

    /// What it is about: its tags without the actor's and the unit's.
    var subjects: [Tag] {
        let own = [Tag.actor(actor), Tag.unit(unit)]
        return tags.map { Tag(unchecked: $0.tag) }.filter { !own.contains($0) }
    }

    /// The bytes that make two records of one event the same event: everything that the recorder
    /// said, nothing that recording added (position, recorded time, back-links, what was observed,
    /// who brought it in).
    func content() throws(CodecError) -> [UInt8] {
        var content = self
        content.position = 0
        content.recorded = .blank
        content.observed = nil
        content.policy = ""
        content.attestation = nil
        content.signature = nil
        content.tags = tags.map { Envelope.Link(tag: $0.tag, back: 0) }
        return try WireEncoder.encode(content)
    }
}

extension Envelope {
    /// A tag of an entry, with the way back to the entry before it that carried the same tag.
    public struct Link: FieldGroup, Hashable {
        /// The tag's text.
        public var tag: String = ""
        /// How many positions further back the tag's previous entry is; 0 if this is its first.
        public var back: UInt64 = 0

        public init() {}

        /// A link from its parts.
        public init(tag: String, back: UInt64) {
            self.tag = tag
            self.back = back
        }

        public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
            try visit.field(1, "tag", &tag)
            try visit.field(2, "back", &back)
        }
    }
}

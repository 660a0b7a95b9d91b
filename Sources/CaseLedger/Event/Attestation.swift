/// The mark of an event that was not decided here: who brought it in, and from where.
///
/// The importer answers for the source. Where the source itself had it from others, what it says of
/// them is kept as its claim.
public struct Attestation: FieldGroup, Hashable {
    /// The account of the importer, who answers for the source.
    public var importer: String = ""
    /// What it was taken from, for example the CloudEvents `source`.
    public var source: String = ""
    /// When the source says that it recorded the event.
    public var recorded: Instant?
    /// Who brought it into the source, as the source says, and into the source's source; the last
    /// one first.
    public var earlier: [Earlier] = []

    public init() {}

    /// A mark from its parts.
    public init(
        importer: String, source: String, recorded: Instant? = nil, earlier: [Earlier] = []
    ) {
        self.importer = importer
        self.source = source
        self.recorded = recorded
        self.earlier = earlier
    }

    public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "importer", &importer)
        try visit.field(2, "source", &source)
        try visit.field(3, "recorded", &recorded)
        try visit.field(4, "earlier", &earlier)
    }

    /// This mark and those beneath it, the last importer first.
    package var all: [Earlier] {
        [Earlier(importer: importer, source: source, recorded: recorded)] + earlier
    }

    /// A mark that a source bore already: its claim.
    public struct Earlier: FieldGroup, Hashable {
        /// The account of the importer.
        public var importer: String = ""
        /// What it was taken from.
        public var source: String = ""
        /// When that source says that it recorded the event.
        public var recorded: Instant?

        public init() {}

        /// A mark from its parts.
        public init(importer: String, source: String, recorded: Instant? = nil) {
            self.importer = importer
            self.source = source
            self.recorded = recorded
        }

        public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
            try visit.field(1, "importer", &importer)
            try visit.field(2, "source", &source)
            try visit.field(3, "recorded", &recorded)
        }
    }
}

import CaseExchange
import CaseLedger

/// A parcel was handed in.
struct ParcelSent: Payload, Hashable {
    static let type = EventType("parcel.sent")
    static let title = Phrase("寄件", "Parcel sent")
    static let sentence = Phrase("寄出 {parcel}", "sent {parcel}")
    var parcel = ""
    var weight: Int64 = 0
    var price = Money.zero
    var due: Day?
    var fragile = false
    var stops: [String] = []
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "parcel", &parcel)
        try visit.field(2, "weight", &weight)
        try visit.field(3, "price", &price)
        try visit.field(4, "due", &due)
        try visit.field(5, "fragile", &fragile)
        try visit.field(6, "stops", &stops)
    }
    func tag(_ tags: inout TagSet) { tags.found(Tag("parcel", parcel)) }
    func check() throws(PayloadProblem) {
        if parcel.isEmpty { throw PayloadProblem("parcel", "is missing") }
    }
}

/// A parcel was seen somewhere, or arrived.
struct ParcelSeen: Payload, Hashable {
    static let type = EventType("parcel.seen")
    static let title = Phrase("到站", "Parcel seen")
    static let sentence = Phrase("{parcel} 到 {place}", "{parcel} at {place}")
    var parcel = ""
    var place = ""
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "parcel", &parcel)
        try visit.field(2, "place", &place)
    }
    func tag(_ tags: inout TagSet) { tags.about(Tag("parcel", parcel)) }
}

/// A parcel reached its receiver.
struct ParcelArrived: Payload, Hashable {
    static let type = EventType("parcel.arrived")
    static let title = Phrase("签收", "Parcel arrived")
    static let sentence = Phrase("{parcel} 已签收", "{parcel} arrived")
    var parcel = ""
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "parcel", &parcel)
    }
    func tag(_ tags: inout TagSet) { tags.about(Tag("parcel", parcel)) }
}

extension EventCatalog {
    static let parcels = EventCatalog([
        EventDefinition(ParcelSent.self, founds: ["parcel"]), EventDefinition(ParcelSeen.self),
        EventDefinition(ParcelArrived.self),
    ])
}

/// A mapping of parcels, one group each.
let parcelMapping = """
    {
      "format": 1, "about": "test", "source": "post", "offset": "+08:00", "group": "parcel",
      "events": [
        {"type": "parcel.sent/1", "on": "first", "id": "{parcel}/sent", "time": ["sent", "at"],
         "actor": "{clerk}", "role": "clerk", "unit": {"column": "office", "default": "post"},
         "channel": {"column": "way", "values": {"柜台": "window", "电话": "phone"}, "default": "window"},
         "data": {"parcel": "{parcel}", "weight": {"column": "grams", "parse": "integer"},
                  "price": {"column": "yuan", "parse": "fen"},
                  "due": {"column": "due", "parse": "day"},
                  "fragile": {"column": "fragile", "parse": "flag", "default": false},
                  "stops": {"column": "stops", "split": ";"}}},
        {"type": "parcel.seen/1", "id": "{parcel}/{at}", "time": "at", "when": "place",
         "actor": "{clerk}", "role": "clerk", "unit": {"column": "office", "default": "post"},
         "data": {"parcel": "{parcel}", "place": "{{{place}}}"}},
        {"type": "parcel.arrived/1", "on": "last", "id": "{parcel}/arrived", "time": ["end", "at"],
         "actor": "{clerk}", "role": "clerk", "unit": {"column": "office", "default": "post"},
         "data": {"parcel": "{parcel}"}}
      ]
    }
    """

let parcelHeader = "parcel,sent,at,end,clerk,office,way,grams,yuan,due,fragile,stops,place\n"

/// All lines of a source.
func allLines(_ source: some ImportSource) throws -> [ImportLine] {
    var source = source
    var lines: [ImportLine] = []
    while let next = try source.nextLines() { lines += next }
    return lines
}

/// The lines that the parcel mapping makes of rows.
func parcelLines(_ rows: String, header: String = parcelHeader) throws -> [ImportLine] {
    let mapping = try Mapping(Array(parcelMapping.utf8), catalog: .parcels)
    return try allLines(
        MappingSource(
            CSVReader(Array((header + rows).utf8)), mapping: mapping, catalog: .parcels,
            importer: "wang.li"))
}

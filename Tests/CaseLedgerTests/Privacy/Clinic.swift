import CaseLedger
import Foundation
import SegmentLog
import Testing

/// An invented clinic, whose events are about people.
struct PatientJoined: Payload, Hashable {
    static let type = EventType("patient.joined")
    static let title = Phrase("建档", "Patient joined")
    static let sentence = Phrase("{patient} {name} 建档", "{patient} {name} joined")
    var patient = ""
    var name: Personal = ""
    var number: Personal = ""
    init() {}
    init(_ patient: String, name: Personal, number: Personal = "") {
        self.patient = patient
        self.name = name
        self.number = number
    }
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "patient", &patient)
        try visit.sealed(2, "name", &name, of: Tag("patient", patient))
        try visit.sealed(3, "number", &number, of: Tag("patient", patient))
    }
    func tag(_ tags: inout TagSet) {
        tags.found(Tag("patient", patient))
        tags.alike(.number("id-number", number))
    }
}

struct VisitPaid: Payload, Hashable {
    static let type = EventType("visit.paid")
    static let title = Phrase("就诊", "Visit paid")
    static let sentence = Phrase("{patient} 就诊：{note}", "{patient} paid {fee}: {note}")
    var patient = ""
    var note: Personal = ""
    var fee = Money.zero
    init() {}
    init(_ patient: String, note: Personal, fee: Money) {
        self.patient = patient
        self.note = note
        self.fee = fee
    }
    mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
        try visit.field(1, "patient", &patient)
        try visit.sealed(2, "note", &note, of: Tag("patient", patient))
        try visit.field(3, "fee", &fee)
    }
    func tag(_ tags: inout TagSet) { tags.about(Tag("patient", patient)) }
}

struct Patients: SnapshotProjection, Equatable {
    static let name = "patients"
    var names: [String: Personal] = [:]
    var notes: [Personal] = []
    var stated = 0
    var fees = Money.zero
    static func handle(_ on: inout Handlers<Patients>) {
        on(PatientJoined.self) { state, _, event in
            state.names[event.patient] = event.name
            state.stated += event.name.isBlank ? 0 : 1
        }
        on(VisitPaid.self) { state, _, event in
            state.notes.append(event.note)
            state.stated += event.note.isBlank ? 0 : 1
            state.fees += event.fee
        }
    }
}

extension EventCatalog {
    static let clinic = EventCatalog([
        EventDefinition(PatientJoined.self, founds: ["patient"]),
        EventDefinition(VisitPaid.self),
    ])
}

extension Purpose {
    static let treatment = Purpose(
        "treatment", Phrase("诊疗", "Treatment"), ground: Phrase("合同", "contract of treatment"),
        roles: ["doctor"])
}

let doctor = Actor("dr.gao", role: "doctor", unit: "clinic:east")
let visitor = Actor("qi.ming", role: "visitor", unit: "street")

/// A clinic on a real disk, with its keys beside it.
final class Clinic {
    let root: String
    var directory: String { root + "/clinic" }
    var keys: String { root + "/clinic.keys" }

    init() throws {
        root =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("clinic-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try FileKeyStore.create(at: keys)
        try Ledger.open(at: directory, events: .clinic, as: .founding).close()
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func open(_ access: LedgerAccess = .recording, at path: String? = nil) throws -> Ledger {
        try Ledger.open(
            at: path ?? directory, events: .clinic, as: access,
            LedgerOptions(keys: .directory(keys)))
    }

    /// Every file below a directory whose bytes hold a text, and every log whose entries do.
    func places(of text: String, in directory: String) throws -> [String] {
        let wanted = Array(text.utf8)
        var found: [String] = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: directory) {
            let path = "\(directory)/\(name)"
            guard let bytes = FileManager.default.contents(atPath: path) else { continue }
            if bytes.firstRange(of: wanted) != nil { found.append(name) }
            if name.hasSuffix("head") {
                let log = (path as NSString).deletingLastPathComponent
                let reader = try LogReader.open(in: FileStorage(directory: log))
                try reader.forEach(in: Position(0)..<Position(reader.size)) { position, entry in
                    if Data(entry).firstRange(of: wanted) != nil {
                        found.append("\(log), entry \(position)")
                    }
                }
            }
        }
        return found
    }
}

/// Records some patients and visits, by the import door.
func admit(_ payloads: [any Payload], to ledger: Ledger, source: String = "test") async throws {
    let drafts = payloads.enumerated().map { index, payload in
        var draft = Draft(
            newEvent(payload, id: .named("\(index)", in: source)), by: doctor)
        draft.attestation = Attestation(importer: "importer", source: source)
        return draft
    }
    for case .refused(let error) in try ledger.admit(drafts) { throw error }
    try await ledger.synced(through: 1)
}

private func newEvent(_ payload: some Payload, id: EventID) -> NewEvent {
    NewEvent(payload, occurred: .day(Day(number: 20_000)), id: id)
}

let invented: [any Payload] = [
    PatientJoined("P-1", name: "欧阳测试", number: "11010519491231002X"),
    PatientJoined("P-2", name: "Sample Person", number: "360426199101010071"),
    VisitPaid("P-1", note: "膝盖旧伤复发", fee: Money(yuan: 30)),
    VisitPaid("P-2", note: "came about an invented cough", fee: Money(yuan: 20)),
]

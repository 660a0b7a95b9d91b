public import ArgumentParser
public import FiveOnes
import Foundation

/// `--keys`, or FIVEONES_KEYS, or the directory beside the ledger.
struct KeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The keys to personal data; else FIVEONES_KEYS, else LEDGER.keys.",
            valueName: "directory"))
    var keys: String?

    /// The office whose ledger is at a path.
    func office(at path: String) throws -> Office { try Office(of: path, keys: keys) }
}

extension Office {
    /// The office at a path, with keys where they are named or as the environment has it.
    init(of path: String, keys: String? = nil) throws {
        let environment = ProcessInfo.processInfo.environment
        let name = "FIVEONES_WRAPPING_KEY"
        let wrapping = environment[name].flatMap { $0.isEmpty ? nil : $0 }
        let keys = (keys ?? environment["FIVEONES_KEYS"]).flatMap { $0.isEmpty ? nil : $0 }
        self.init(
            at: path, keys: keys,
            wrappedBy: try wrapping.map { try LocalWrappingKey(text: $0, from: name) })
    }
}

/// `--purpose P --reader ACTOR:ROLE:UNIT`: what personal data is opened for, and by whom.
struct ReaderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Show personal data, for: \(Purpose.fiveOnes.map(\.id).joined(separator: ", ")).",
            valueName: "purpose"))
    var purpose: Purpose?
    @Option(
        help: ArgumentHelp(
            "Who reads; the reading is recorded.", valueName: "actor:role:unit"))
    var reader: Reader?
    @OptionGroup var keys: KeyOptions

    func validate() throws {
        if (purpose == nil) != (reader == nil) {
            throw ValidationError(
                "Personal data is shown to somebody, for something: give --purpose and --reader.")
        }
    }

    /// Opens a ledger, with its keys where they will be needed.
    func open(_ path: String, _ say: LanguageOption) throws -> ReadableLedger {
        guard purpose != nil else { return try ReadableLedger(path, say) }
        return try ReadableLedger(try keys.office(at: path), say, disclosing: true)
    }

    /// Hands `body` what opens personal data, if that is wanted.
    func disclose<T>(
        _ ledger: Ledger, view: String, _ body: (Disclosure?) throws -> T
    ) throws -> T {
        guard let purpose, let reader else { return try body(nil) }
        return try ledger.disclose(
            to: reader.actor, for: purpose, view: view, body)
    }
}

/// Who reads, written `wang.li:responsibleOfficer:station:S-nantou`.
struct Reader: ExpressibleByArgument {
    let actor: Actor

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        actor = Actor(
            String(parts[0]), role: Role(rawValue: String(parts[1])), unit: String(parts[2]))
    }
}

extension Purpose: ExpressibleByArgument {
    /// A purpose of the plan by its name.
    public init?(argument: String) {
        guard let purpose = Purpose.fiveOnes.first(where: { $0.id == argument }) else {
            return nil
        }
        self = purpose
    }
}

extension Personal {
    /// The text, or what stands in its place: a mask, or that it was erased.
    func shown(_ open: Disclosure?, _ say: LanguageOption) throws -> String {
        if isBlank { return "" }
        if let text { return text }
        guard let open else { return Personal.mask }
        return try open(self).text ?? say("（已清除）", "(erased)")
    }
}

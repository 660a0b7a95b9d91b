public import ArgumentParser
public import FiveOnes
import Foundation

/// Where the keys to personal data are.
enum KeyPlace {
    /// The directory of the keys, if none is named: beside the ledger's, never inside it.
    static func beside(_ ledger: String) -> String {
        var path = ledger[...]
        while path.count > 1, path.last == "/" { path = path.dropLast() }
        return path + ".keys"
    }

    /// The wrapping key in the environment, in base64; `nil` if there is none.
    static func wrapping() throws -> LocalWrappingKey? {
        let name = "FIVEONES_WRAPPING_KEY"
        guard let text = ProcessInfo.processInfo.environment[name], !text.isEmpty else {
            return nil
        }
        return try LocalWrappingKey(text: text, from: name)
    }
}

/// `--keys`, or FIVEONES_KEYS, or the directory beside the ledger.
struct KeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The keys to personal data; else FIVEONES_KEYS, else LEDGER.keys.",
            valueName: "directory"))
    var keys: String?

    /// The directory; whether it was named.
    func place(of ledger: String) -> (path: String, isNamed: Bool) {
        Self.place(of: ledger, named: keys)
    }

    private static func place(of ledger: String, named: String?) -> (path: String, isNamed: Bool) {
        let named = named ?? ProcessInfo.processInfo.environment["FIVEONES_KEYS"]
        if let named, !named.isEmpty { return (named, true) }
        return (KeyPlace.beside(ledger), false)
    }

    /// The keys of a ledger; none, if nobody named any and there are none beside it.
    func of(_ ledger: String) throws -> LedgerKeys { try Self.of(ledger, named: keys) }

    /// The same for a command that has no option for it, with `named` in the option's place.
    static func of(_ ledger: String, named: String?) throws -> LedgerKeys {
        let place = place(of: ledger, named: named)
        guard place.isNamed || FileManager.default.fileExists(atPath: place.path) else {
            return .none
        }
        return .directory(place.path, wrappedBy: try KeyPlace.wrapping())
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

    /// The keys, where they will be needed.
    func keys(of ledger: String) throws -> LedgerKeys {
        purpose == nil ? .none : try keys.of(ledger)
    }

    /// Hands `body` what opens personal data, if that is wanted.
    func disclose<T>(
        _ ledger: Ledger, view: String, _ body: (Disclosure?) throws -> T
    ) throws -> T {
        guard let purpose, let reader else { return try body(nil) }
        return try ledger.disclose(
            to: reader.actor, for: purpose, view: view, under: PlanAccess(), body)
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

public import ArgumentParser
public import FiveOnes
import Foundation

/// `--language`, or what the locale says.
struct LanguageOption: ParsableArguments {
    @Option(name: .customLong("language"), help: "zh or en; else as the locale says.")
    var chosen: Language?

    /// The language to speak.
    var language: Language { chosen ?? .ofLocale }

    /// A text in that language.
    func callAsFunction(_ chinese: String, _ english: String) -> String {
        Phrase(chinese, english)(in: language)
    }

    /// The times of a view in words, two spaces before each; empty if it has none.
    func times(_ frame: TimeFrame) -> String {
        (frame.asOf.map { self("  截至 \($0)", "  as of \($0)") } ?? "")
            + (frame.knownAt.map { known in
                let shown = known == known.day.end ? "\(known.day)" : "\(known)"
                return self("  所知至 \(shown)", "  known at \(shown)")
            } ?? "")
    }
}

extension Language {
    /// The language of this process's locale, looked up once.
    static let ofLocale = Language.of(ProcessInfo.processInfo.environment)

    /// Chinese if the first of LC_ALL, LC_MESSAGES and LANG that is set says so, else English.
    static func of(_ environment: [String: String]) -> Language {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy
            .compactMap { environment[$0] }.first { !$0.isEmpty }
        return locale?.lowercased().hasPrefix("zh") == true ? .chinese : .english
    }
}

/// The ledger's directory.
struct LedgerArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The ledger's directory.", valueName: "ledger"))
    var path: String
}

/// The two times that every view takes.
struct FrameOptions: ParsableArguments {
    @Option(help: ArgumentHelp("True by the end of this day.", valueName: "day"))
    var asOf: Day?

    @Option(
        help: ArgumentHelp(
            "On record by then: an instant, or the end of a day.", valueName: "instant"))
    var knownAt: RecordedBy?

    /// The frame that they make.
    var frame: TimeFrame { TimeFrame(asOf: asOf, knownAt: knownAt?.instant) }

    /// For errors: " by then" where a time is given.
    var byThen: String { frame == .everything ? "" : " by then" }
}

/// An instant, written as one or as the day at whose end it lies.
struct RecordedBy: ExpressibleByArgument, Hashable {
    let instant: Instant
    init?(argument: String) {
        guard let instant = Instant(argument) ?? Day(argument)?.end else { return nil }
        self.instant = instant
    }
}

/// How results are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

/// `--format text|json`.
struct FormatOption: ParsableArguments {
    @Option(help: "text or json.") var format: OutputFormat = .text
    /// Whether JSON is wanted.
    var isJSON: Bool { format == .json }
}

/// The first and the last day of what is wanted.
struct PeriodOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What can have happened on this day or later.", valueName: "day"))
    var since: Day?
    @Option(help: ArgumentHelp("What can have happened on this day or earlier.", valueName: "day"))
    var until: Day?

    func validate() throws {
        if let since, let until, until < since {
            throw ValidationError("--until lies before --since.")
        }
    }
}

extension Language: ExpressibleByArgument {}
extension Day: ExpressibleByArgument {
    /// A day as people write it, `2025-09-30`.
    public init?(argument: String) { self.init(argument) }
}
extension Moment: ExpressibleByArgument {
    /// A moment as people write it: `2025`, `2025-09`, `2025-09-30`, or an instant.
    public init?(argument: String) { self.init(argument) }
}
extension EventID: ExpressibleByArgument {
    /// The written form of a UUID.
    public init?(argument: String) { self.init(argument) }
}
extension EventType: ExpressibleByArgument {
    /// A type as people write it, `visit.made` or `visit.made/1`.
    public init?(argument: String) { self.init(parsing: argument) }
}
extension Tag: ExpressibleByArgument {
    /// A tag as people write it, `family:F-0012`.
    public init?(argument: String) { self.init(parsing: argument) }
}
extension FamilyID: ExpressibleByArgument {
    /// A family as people write it: `F-0012`, or its tag `family:F-0012`.
    public init?(argument: String) {
        let id = argument.hasPrefix("family:") ? String(argument.dropFirst(7)) : argument
        guard !id.isEmpty else { return nil }
        self.init(rawValue: id)
    }
}

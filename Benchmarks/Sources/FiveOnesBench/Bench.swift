import Foundation

/// Measures FiveOnes side by side with its peers and prints one table.
///
/// `fiveones-bench [--smoke] [--events N] [--only STAGES] [--json] [--directory DIR]`; `--smoke`
/// runs everything on tiny sizes: its figures mean nothing, but it fails unless both sides of each
/// row come to the same.
@main
struct Bench {
    static let usage = """
        usage: fiveones-bench [--smoke] [--events N] [--only STAGES] [--json] [--directory DIR]

          --smoke      tiny sizes; only that both sides agree is of interest
          --events N   how many events are imported and read (default 300000)
          --only       some of appends,perform,import,replay,subject,sizes,verify,open
          --json       one JSON object in place of the table
          --directory  where the files go; the disk is part of what is measured
        """

    /// What is measured together.
    private enum Stage: String, CaseIterable {
        case appends, perform
        case imports = "import"
        case replay, subject, sizes, verify, open
    }

    private var stages = Set(Stage.allCases)
    private var isSmoke = false
    private var isJSON = false
    private var events: Int?
    private var directory = NSTemporaryDirectory()

    static func main() async {
        do {
            guard let bench = Bench(CommandLine.arguments.dropFirst()) else {
                print(usage)
                exit(64)
            }
            try await bench.run()
        } catch {
            FileHandle.standardError.write(Data("fiveones-bench: \(error)\n".utf8))
            exit(1)
        }
    }

    private init?(_ arguments: ArraySlice<String>) {
        var rest = arguments
        while let argument = rest.popFirst() {
            switch argument {
            case "--smoke": isSmoke = true
            case "--json": isJSON = true
            case "--events":
                guard let count = rest.popFirst().flatMap({ Int($0) }), count >= 1_000 else {
                    return nil
                }
                events = count
            case "--only":
                let names = (rest.popFirst() ?? "").split(separator: ",").map(String.init)
                stages = Set(names.compactMap(Stage.init))
                guard !names.isEmpty, stages.count == names.count else { return nil }
            case "--directory":
                guard let path = rest.popFirst() else { return nil }
                directory = path
            default: return nil
            }
        }
    }

    private func run() async throws {
        let machine = Machine(directory: directory)
        let setting = try Setting(
            events: events ?? (isSmoke ? 2_000 : 300_000), isSmoke: isSmoke, at: directory)
        var rows: [Row] = []
        var report = Report(machine: machine, events: setting.events)
        if start(.appends) {
            rows += try await AppendRow.measure(setting)
            rows += try await AppendersRow.measure(setting)
        }
        if start(.perform) {
            rows += try await PerformRow.measure(setting)
            report.remarks += UmaDB.absence
            rows += try await FlatRow.measure(setting)
            rows += try await ClerksRow.measure(setting)
            report.remarks += try await ClerksRow.competeForLastYuan(setting)
            report.remarks += try await KeptStates.measure(setting)
        }
        if !stages.isDisjoint(with: [.imports, .replay, .subject, .sizes, .verify]) {
            progress(.imports)
            let (imported, stores) = try await ImportRow.measure(setting)
            rows += stages.contains(.imports) ? imported : []
            try await stores.seal(setting)
            if start(.replay) {
                rows += try await ScanRow.measure(setting, stores)
                rows += try await ReplayRow.measure(setting, stores)
                rows += try await GRDBRow.measure(setting, stores)
            }
            if start(.subject) { rows += try await SubjectRow.measure(setting, stores) }
            if start(.sizes) {
                let sizes = try await SizeRow.measure(setting, stores)
                rows += sizes.rows
                report.entryBytes = sizes.entryBytes
                report.remarks += sizes.remarks
            }
            if start(.verify) { rows += try await VerifyRow.measure(setting, stores) }
        }
        if start(.open) { rows += try await OpenRow.measure(setting) }
        report.rows = rows
        print(isJSON ? try report.json() : report.table())
    }

    /// Whether a stage was asked for; if so, says that it begins.
    private func start(_ stage: Stage) -> Bool {
        guard stages.contains(stage) else { return false }
        progress(stage)
        return true
    }

    private func progress(_ stage: Stage) {
        guard !isSmoke else { return }
        FileHandle.standardError.write(Data("\(stage.rawValue) …\n".utf8))
    }
}

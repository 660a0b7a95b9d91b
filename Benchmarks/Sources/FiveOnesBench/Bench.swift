import Foundation

/// Measures FiveOnes side by side with its peers and prints one table.
///
/// `fiveones-bench [--smoke] [--events N] [--json] [--directory DIR]`; `--smoke` runs everything on
/// tiny sizes: its figures mean nothing, but it fails unless both sides of each row come to the
/// same.
@main
struct Bench {
    static let usage = """
        usage: fiveones-bench [--smoke] [--events N] [--json] [--directory DIR]

          --smoke      tiny sizes; only that both sides agree is of interest
          --events N   how many events are imported and read (default 300000)
          --json       one JSON object in place of the table
          --directory  where the files go; the disk is part of what is measured
        """

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
        progress("durable appends")
        rows += try await AppendRow.measure(setting)
        rows += try await AppendersRow.measure(setting)
        progress("import")
        let (imported, stores) = try await ImportRow.measure(setting)
        rows += imported
        try await stores.seal(setting)
        progress("scan and replay")
        rows += try await ScanRow.measure(setting, stores)
        rows += try await ReplayRow.measure(setting, stores)
        rows += try await GRDBRow.measure(setting, stores)
        progress("one subject")
        rows += try await SubjectRow.measure(setting, stores)
        progress("sizes and hashes")
        let (sizes, entryBytes, remarks) = try await SizeRow.measure(setting, stores)
        rows += sizes
        rows += try await VerifyRow.measure(setting, stores)
        progress("opening a long log")
        rows += try await OpenRow.measure(setting)
        let report = Report(
            machine: machine, events: setting.events, entryBytes: entryBytes, rows: rows,
            remarks: remarks)
        print(isJSON ? try report.json() : report.table())
    }

    private func progress(_ what: String) {
        guard !isSmoke else { return }
        FileHandle.standardError.write(Data("\(what) …\n".utf8))
    }
}

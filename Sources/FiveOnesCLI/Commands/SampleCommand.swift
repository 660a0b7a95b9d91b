import ArgumentParser
import FiveOnes
import FiveOnesSample
import Foundation

/// The command `fiveones sample`.
struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Write an invented office as CloudEvents JSON Lines.",
        discussion: """
            Real streets and a real calendar, invented people. The same options give the same \
            bytes. With --lapses, some things go wrong, and FILE says what a supervision run as \
            of the last day must find: all of it and nothing else.
            """)

    @Option(help: "How many families.") var families = 100
    @Option(help: "How many years; the last is 2025.") var years = 1
    @Option(help: "What all chance comes from.") var seed: UInt64 = 1
    @Option(
        help: ArgumentHelp("Plant lapses and list them in this file.", valueName: "file"))
    var lapses: String?
    @Option(help: ArgumentHelp("Plant each kind of lapse so often.", valueName: "number"))
    var each: Int?
    @OptionGroup var say: LanguageOption

    func validate() throws {
        guard (1...100_000).contains(families) else {
            throw ValidationError("--families must be between 1 and 100000.")
        }
        guard (1...20).contains(years) else {
            throw ValidationError("--years must be between 1 and 20.")
        }
        if let each, each < 1 { throw ValidationError("--each must be at least 1.") }
    }

    func run() throws {
        let kinds: Set<LapseKind> = lapses == nil ? [] : Set(LapseKind.allCases)
        let sample = Sample(
            families: families, years: years, seed: seed, lapses: kinds, each: each)
        if let lapses {
            let bytes = Data(JSONWriter.pretty(sample.plantedJSON) + [0x0A])
            do {
                try bytes.write(to: URL(fileURLWithPath: lapses), options: .atomic)
            } catch {
                throw Failure(.cannotCreate, "\(lapses): cannot be written; check the directory.")
            }
        }
        try sample.write { bytes in
            guard !OutputWriter.standardOutput.isClosed else { throw Failure(.io) }
            OutputWriter.standardOutput.write(String(decoding: bytes, as: UTF8.self))
        }
    }
}

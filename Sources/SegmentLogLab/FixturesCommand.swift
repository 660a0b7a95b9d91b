import ArgumentParser
import Foundation
import SegmentLog
import SegmentLogTesting

/// `segmentlog-lab fixtures DIR`.
struct FixturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fixtures",
        abstract: "Write the small logs, healthy and damaged, that are kept under fixtures/log.",
        discussion: """
            Those of version 1 are frozen: tests open them for ever. Run this for a new version, into \
            a new directory, and never over logs that were released.
            """)

    @Argument(help: "An empty directory, or one that is not there yet.") var directory: String

    func run() throws {
        let files = FileManager.default
        if let found = try? files.contentsOfDirectory(atPath: directory), !found.isEmpty {
            throw ValidationError("\(directory) is not empty.")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        for log in try FixtureSet().logs {
            let outcome = try FixtureOutcome.of(log.storage, about: log.about)
            guard (outcome.refusal == nil) == log.opens else {
                throw ValidationError("\(log.name): opening gave \(outcome.refusal ?? "a log").")
            }
            let folder = URL(fileURLWithPath: directory).appendingPathComponent(log.name)
            for (name, bytes) in log.storage.files {
                let file = folder.appendingPathComponent(name)
                try files.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            }
            try (encoder.encode(outcome) + [10]).write(to: folder.appendingPathExtension("json"))
        }
    }
}

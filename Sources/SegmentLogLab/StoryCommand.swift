import ArgumentParser
import SegmentLogTesting

/// `segmentlog-lab story`.
struct StoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "story",
        abstract: "How dropping the last bad batch loses what was acknowledged, and how not to.")

    func run() throws {
        let story = try RecoveryStory.tell()
        for line in story.lines { print(line) }
        if !story.isAsPromised { throw ExitCode(1) }
    }
}

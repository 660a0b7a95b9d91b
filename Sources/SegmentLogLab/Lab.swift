import ArgumentParser

/// `segmentlog-lab`: the fault laboratory of SegmentLog as a command.
@main
struct Lab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segmentlog-lab",
        abstract: "Lets a log live, fail, die and recover, from seeds.",
        subcommands: [
            RunCommand.self, StoryCommand.self, FuzzCommand.self, FixturesCommand.self,
            WriteCommand.self,
            CheckCommand.self,
        ],
        defaultSubcommand: RunCommand.self)
}

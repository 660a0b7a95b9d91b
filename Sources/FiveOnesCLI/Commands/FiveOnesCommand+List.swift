import ArgumentParser

extension FiveOnesCommand {
    /// Every subcommand, in the order in which `fiveones --help` lists them.
    static let commands: [any ParsableCommand.Type] = [
        DemoCommand.self,
        InitCommand.self,
        RecordCommand.self,
        GrantCommand.self,
        ShutCommand.self,
        AuthorityCommand.self,
        BreakGlassCommand.self,
        ImportCommand.self,
        ExportCommand.self,
        EraseCommand.self,
        HoldCommand.self,
        FamilyCommand.self,
        FundsCommand.self,
        SuperviseCommand.self,
        AuditCommand.self,
        SampleCommand.self,
        ReplayCommand.self,
        RedecideCommand.self,
        VerifyCommand.self,
        DoctorCommand.self,
        BackupCommand.self,
        RestoreCommand.self,
        SealCommand.self,
        KeyCommand.self,
        CheckpointCommand.self,
        ProveCommand.self,
        VerifyProofCommand.self,
        VerifyFileCommand.self,
        TilesCommand.self,
        PlanCommand.self,
        ChecksCommand.self,
        EventsCommand.self,
    ]
}

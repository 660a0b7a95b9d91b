extension LogWriter {
    /// Opens a log for appending if it still begins with what is known of it from outside.
    ///
    /// A directory that was set back to an older copy looks healthy from within. A checkpoint kept
    /// elsewhere tells.
    ///
    /// - Parameters:
    ///   - storage: the log.
    ///   - limits: the choices of this writer.
    ///   - describer: what sealed segments are indexed by; without it they have no index.
    ///   - anchor: a head that the log is known to have had.
    /// - Returns: the writer.
    /// - Throws: `rolledBack` if the log is smaller, `inconsistent` if it holds other entries; and
    ///   as `open(in:limits:)`, whose recovery comes first, since it may find entries again.
    public static func open(
        in storage: any Storage, limits: LogLimits = .standard,
        describer: (any EntryDescriber)? = nil, anchoredAt anchor: TreeHead
    ) throws(LogError) -> LogWriter {
        let writer = try open(in: storage, limits: limits, describer: describer)
        do throws(LogError) {
            let prover = try LogProver(try LogReader.open(in: storage))
            try prover.requireGrowth(from: anchor, in: "the anchor")
        } catch {
            try? writer.close()
            throw error
        }
        return writer
    }
}

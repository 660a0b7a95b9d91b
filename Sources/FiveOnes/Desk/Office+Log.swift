public import CaseLedger
public import SegmentLog

extension Office {
    /// Remembers that the whole ledger was verified and nothing was found, for who looks how long ago
    /// that was; see ``Ledger/lastVerification()``.
    ///
    /// - Throws: ``LedgerError/Code/log`` if there is no ledger.
    public func remember(_ report: Log.Report) throws(LedgerError) {
        let ledger = try open(.reading, with: .none)
        var verification = Ledger.Verification()
        (verification.at, verification.size) = (ledger.now, report.size)
        verification.root = report.root.base64
        ledger.note(verification)
    }

    /// Derives every hash of the log anew.
    ///
    /// - Parameter progress: Is told now and then how many entries of how many are verified.
    /// - Returns: Size and root, or every damaged place.
    /// - Throws: ``LedgerError/Code/log`` if there is no ledger, or the disk fails.
    public func verify(progress: ((UInt64, UInt64) -> Void)? = nil) throws(LedgerError)
        -> Log.Report
    {
        try requireDirectory()
        return try ledgerErrors {
            try Log.verify(storage, describer: CaseDescriber(), progress: progress)
        }
    }

    /// Says what is intact, what is damaged, what that means and what to do; changes nothing.
    ///
    /// - Parameter progress: As of ``verify(progress:)``.
    /// - Returns: The findings and the next steps.
    /// - Throws: As ``verify(progress:)``.
    public func diagnose(progress: ((UInt64, UInt64) -> Void)? = nil) throws(LedgerError)
        -> Log.Diagnosis
    {
        try requireDirectory()
        return try ledgerErrors {
            try Log.diagnose(storage, describer: CaseDescriber(), progress: progress)
        }
    }

    /// Rewrites full segments so that they take less space, while nobody records.
    ///
    /// - Parameter endingSegment: Whether the segment that is being filled is ended and sealed too.
    /// - Returns: What was sealed, and which segments could not be and why.
    /// - Throws: ``LedgerError/Code/log``, as opening for recording does.
    public func seal(endingSegment: Bool = false) async throws(LedgerError)
        -> LogWriter.SealingReport
    {
        try requireDirectory()
        var limits = limits
        limits.sealsInBackground = false
        do throws(LogError) {
            let writer = try LogWriter.open(
                in: storage, limits: limits, describer: CaseDescriber())
            defer { try? writer.close() }
            return try await writer.seal(endingSegment: endingSegment)
        } catch { throw LedgerError(.log, error.description, cause: error) }
    }

    /// The files among the readings that wait which are none; see ``Ledger/strayAccesses()``.
    ///
    /// - Throws: As ``Ledger/strayAccesses()``.
    public func strayAccesses() throws(LedgerError) -> [String] {
        try open(.reading, with: .none).strayAccesses()
    }

    /// What is wrong with the chain of the readings that wait; see ``Ledger/accessFaults()``.
    ///
    /// - Throws: As ``Ledger/accessFaults()``.
    public func accessFaults() throws(LedgerError) -> [Ledger.AccessFault] {
        try open(.reading, with: .none).accessFaults()
    }

    /// The entries that were recorded at times that the clock has not come to.
    ///
    /// - Throws: As ``Ledger/clockLead()``.
    public func clockLead() throws(LedgerError) -> Ledger.ClockLead? {
        try open(.reading, with: .none).clockLead()
    }

    /// What entries say of the ledger that is not so: positions, times, back-links.
    ///
    /// - Throws: As ``Ledger/verifyEntries(progress:)``.
    public func entryFaults() throws(LedgerError) -> [Ledger.EntryFault] {
        try open(.reading, with: .none).verifyEntries()
    }
}

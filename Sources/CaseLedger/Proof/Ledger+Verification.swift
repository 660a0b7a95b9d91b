import SegmentLog

extension Ledger {
    /// A verification of the whole ledger.
    public struct Verification: FieldGroup, Hashable {
        /// When it ended.
        public var at = Instant.blank
        /// How many entries there were.
        public var size: UInt64 = 0
        /// The RFC 6962 root over them, in base64.
        public var root = ""
        /// What was found; nothing in a whole ledger.
        public var faults: [String] = []

        public init() {}

        /// Whether nothing was found.
        public var isWhole: Bool { faults.isEmpty }

        public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
            try visit.field(1, "at", &at)
            try visit.field(2, "size", &size)
            try visit.field(3, "root", &root)
            try visit.field(4, "faults", &faults)
        }
    }

    private static let verified = "cache/verified"

    /// Derives every hash of the ledger anew, what its entries say of it, their signatures, and the
    /// chain of the readings that wait; reports it to ``LedgerOptions/telemetry``, and remembers it.
    ///
    /// Others may record meanwhile. What is remembered stands in `cache/`: it says how old the last
    /// verification is, and proves nothing.
    ///
    /// - Returns: What was found.
    /// - Throws: ``LedgerError/Code/log`` if the storage fails.
    /// - Complexity: Reads and hashes the whole ledger.
    @discardableResult
    public func verify() throws(LedgerError) -> Verification {
        let report = try ledgerErrors { try Log.verify(storage, describer: CaseDescriber()) }
        var result = Verification()
        result.size = report.size
        result.root = report.root.base64
        result.faults = report.damage.map { "\($0.file), offset \($0.offset): \($0.message)" }
        if report.doubt != nil { result.faults.append("it is not known how much was acknowledged") }
        result.faults += try verifyEntries().map(\.description)
        result.faults += try strayAccesses().map { "\($0) is no reading and no export" }
        result.faults += try accessFaults().map { "the chain of readings: \($0)" }
        result.at = now
        note(result)
        return result
    }

    /// Verifies the ledger again and again, until the task is cancelled: the first time at once, then
    /// whenever so much time has passed since the last one ended.
    ///
    /// ```swift
    /// let watch = Task(priority: .background) { try await ledger.verify(every: .seconds(86_400)) }
    /// ```
    ///
    /// Each is reported as ``verify()`` says: where something is found, as critical to the logger; and
    /// by the metrics `caseledger.verify.faults` and `caseledger.verify.at`, in seconds since 1970.
    ///
    /// - Parameters:
    ///   - interval: How long to wait from one to the next.
    ///   - body: Is handed each result, to sound an alarm of its own.
    /// - Throws: `CancellationError`; ``LedgerError/Code/log`` if the storage fails.
    public func verify(
        every interval: Duration, _ body: @Sendable (Verification) async throws -> Void = { _ in }
    ) async throws {
        while true {
            try Task.checkCancellation()
            try await body(try verify())
            try await Task.sleep(for: interval)
        }
    }

    /// The last verification, if it found nothing; `nil` if it found something, or none is remembered.
    public func lastVerification() -> Verification? {
        guard let bytes = try? storage.readIfPresent(Self.verified, atMost: 4096),
            let result = try? WireDecoder.decode(Verification.self, from: bytes), result.isWhole
        else { return nil }
        return result
    }

    /// Reports a verification, and remembers it.
    package func note(_ result: Verification) {
        instruments.verified(result.faults, size: result.size, at: result.at)
        guard let bytes = try? WireEncoder.encode(result) else { return }
        // Who may only read remembers nothing.
        try? storage.makeDirectory("cache")
        try? storage.replaceUnsynced(Self.verified, with: bytes)
    }
}

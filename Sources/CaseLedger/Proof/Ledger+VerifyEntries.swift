import SegmentLog

extension Ledger {
    /// An entry that says of itself what is not so.
    public struct EntryFault: Hashable, Sendable, CustomStringConvertible {
        /// The entry.
        public let position: UInt64
        /// What is wrong, without naming any subject.
        public let message: String

        /// Place and fault, on one line.
        public var description: String { "entry \(position): \(message)" }
    }

    /// The most faults that are listed.
    public static let maximumFaults = 1_000

    /// Derives anew what entries say of the ledger: their positions, the order of their recorded
    /// times, and the way back from each of their tags to that tag's entry before.
    ///
    /// Hashes show that nothing was changed after it was written. This shows that what was written
    /// was right: only then does a ``SubjectFile`` that holds together leave nothing out. Entries
    /// that cannot be read are passed over. What the files of the index say, by which readers find
    /// the entries of a subject, is held against the entries too.
    ///
    /// - Parameter progress: called now and then with the number of entries read.
    /// - Returns: what is wrong, in order, ``maximumFaults`` at most; nothing in a ledger that this
    ///   library wrote.
    /// - Throws: ``LedgerError/Code/log`` if the storage fails.
    /// - Complexity: reads the whole ledger once; memory for the last position of every tag.
    public func verifyEntries(
        progress: ((UInt64) -> Void)? = nil
    ) throws(LedgerError) -> [Ledger.EntryFault] {
        var check = EntryCheck(index.check())
        try ledgerErrors {
            try reader.forEachReadable(
                in: 0..<Position(reader.size),
                damaged: { check.pass(over: $0.lowerBound.rawValue..<$0.upperBound.rawValue) }
            ) { position, bytes in
                check.check(bytes, at: position.rawValue)
                if position.rawValue & 0xFFFF == 0xFFFF { progress?(position.rawValue + 1) }
            }
        }
        check.end(at: reader.size)
        if !check.signed.isEmpty {
            let authority = try view(Authority.self)
            for position in check.signed {
                let event = try event(at: position).envelope
                guard authority.vouching(for: event, in: reader.id) == .forged else { continue }
                check.report(position, "its signature is by none of the keys that its account held")
            }
        }
        return check.faults.sorted { $0.position < $1.position }
    }
}

/// What has been learned of the entries so far.
private struct EntryCheck {
    /// The last position of every tag met so far.
    private var heads = PositionTable()
    private let hash = KeyHash(bits: 64)
    private var recorded = Instant(microseconds: .min)
    private var unreadable: [Range<UInt64>] = []
    private(set) var faults: [Ledger.EntryFault] = []
    /// The entries that an account signed.
    private(set) var signed: [UInt64] = []
    private var index: IndexCheck

    init(_ index: IndexCheck) { self.index = index }

    mutating func pass(over range: Range<UInt64>) {
        unreadable.append(range)
        index.pass(over: range)
    }

    /// Judges the index, once every entry below a position was checked or passed over.
    mutating func end(at size: UInt64) {
        index.settle(before: size)
        for fault in index.faults {
            report(
                fault.last,
                "the index up to here, \(fault.name), says what the entries do not; delete cache/")
        }
    }

    mutating func check(_ bytes: UnsafeRawBufferPointer, at position: UInt64) {
        let entry: EntryView
        do throws(CodecError) { entry = try EntryView(bytes) } catch {
            return report(position, "it is no event: \(error)")
        }
        if entry.isSigned { signed.append(position) }
        if entry.position != position {
            report(position, "it says that it stands at \(entry.position)")
        }
        if entry.recorded < recorded {
            report(position, "it says that it was recorded before the entry before it")
        }
        recorded = max(recorded, entry.recorded)
        do throws(CodecError) {
            try index.enter(entry)
            try entry.forEachTag { (text, back) throws(CodecError) in
                let before = IndexKey.of(text) { key in
                    let hash = hash(key)
                    defer { heads.set(key, hash, to: position) }
                    return heads.find(key, hash)
                }
                let said = back == 0 || back > position ? nil : position - back
                guard said != before || back > position else { return }
                if let said, said >= before ?? 0, isUnreadable(said) { return }
                let kind = String(utf8: text).prefix { $0 != ":" }
                report(
                    position,
                    "the way back of its tag \(kind):… leads to "
                        + (said.map { "\($0)" } ?? "nowhere") + ", the tag's entry before is "
                        + (before.map { "\($0)" } ?? "none"))
            }
        } catch { report(position, "its tags cannot be read: \(error)") }
    }

    private func isUnreadable(_ position: UInt64) -> Bool {
        unreadable.contains { $0.contains(position) }
    }

    mutating func report(_ position: UInt64, _ message: String) {
        guard faults.count < Ledger.maximumFaults else { return }
        faults.append(Ledger.EntryFault(position: position, message: message))
    }
}

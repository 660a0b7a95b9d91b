public import SegmentLog

/// Where the keys are that seal personal data: one set of keys for each subject, apart from the log.
///
/// ``FileKeyStore`` keeps them in a directory; a store of your own may ask a key server. What only
/// wraps keys in hardware needs no store of its own but a ``WrappingKey``.
///
/// A store serves one ledger. All methods may be called from any thread.
public protocol KeyStore: Sendable {
    /// Makes these the keys of a log.
    ///
    /// - Throws: ``LedgerError/Code/keys`` if they are another log's.
    func bind(to log: LogID) throws(LedgerError)

    /// The key under which new personal data of a subject is sealed; made, if there is none yet.
    ///
    /// - Throws: ``LedgerError/Code/erased`` for a subject that was erased.
    func current(for subject: Tag) throws(LedgerError) -> LedgerKeys.SubjectKey

    /// The epoch of the key that ``current(for:)`` would make for a subject; `nil` if it is there, or
    /// will not be made.
    ///
    /// A ledger that holds text under that very key then asks for none: the key was lost, and another
    /// in its place would shut that text for good. A store that cannot lose single keys says `nil`.
    func missing(for subject: Tag) throws(LedgerError) -> UInt32?

    /// A key that was made before; `nil` if it is not there.
    func key(for subject: Tag, epoch: UInt32) throws(LedgerError) -> LedgerKeys.SubjectKey?

    /// Returns once every key that was handed out would survive a loss of power.
    func synchronize() throws(LedgerError)

    /// Destroys every key of a subject for good and remembers that it was erased. Doing it again
    /// changes nothing.
    ///
    /// - Returns: How many keys were destroyed.
    @discardableResult
    func destroy(_ tombstone: LedgerKeys.Tombstone) throws(LedgerError) -> Int

    /// The subjects that were erased, as the store knows it by now.
    func tombstones() throws(LedgerError) -> [Tag: LedgerKeys.Tombstone]

    /// The secrets of the blind index, the newest last.
    func blindSecrets() throws(LedgerError) -> [[UInt8]]
}

extension KeyStore {
    /// Says that no key was lost.
    public func missing(for subject: Tag) throws(LedgerError) -> UInt32? { nil }
}

extension LedgerKeys {
    /// What a key store remembers of an erased subject, so that it never gives it a key again.
    public struct Tombstone: Hashable, Sendable {
        /// The subject.
        public let subject: Tag
        /// The event that recorded the erasure.
        public let event: EventID
        /// When the erasure was recorded.
        public let at: Instant

        /// A tombstone from its parts.
        public init(subject: Tag, event: EventID, at: Instant) {
            self.subject = subject
            self.event = event
            self.at = at
        }
    }
}

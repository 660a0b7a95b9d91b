package import CaseLedger
package import SegmentLog

extension Office {
    /// The founding of a ledger, of its keys and, if a founder is named, of its authority.
    ///
    /// It looks first and refuses what it could not end; then it does what is not done yet, in this
    /// order: the log, the keys, their binding to the log, the founder. So one that was cut short is
    /// completed by the next.
    package struct Founding {
        let log: any Storage
        let keys: any Storage
        let wrapping: (any WrappingKey)?
        let limits: LogLimits
        let founder: AuthorityFounded?
        let note: String?

        /// A founding in these places.
        package init(
            log: any Storage, keys: any Storage, wrapping: (any WrappingKey)? = nil,
            limits: LogLimits = LogLimits(), founder: AuthorityFounded? = nil, note: String? = nil
        ) {
            self.log = log
            self.keys = keys
            self.wrapping = wrapping
            self.limits = limits
            self.founder = founder
            self.note = note
        }

        /// Founds what is not founded yet.
        ///
        /// - Throws: ``LedgerError``: `log` caused by `alreadyExists` if there is nothing to do, or the
        ///   ledger was begun otherwise; `keys` if those there are another ledger's; `keysLost` if
        ///   what is on record is sealed under keys that are not there.
        package func run() async throws(LedgerError) {
            let existing = try existingLedger()
            let bound = try FileKeyStore.binding(in: keys)
            let isBound = bound != nil && bound == existing?.reader.id?.description
            guard isBound || (bound ?? "").isEmpty else {
                throw LedgerError(
                    .keys,
                    "the keys there belong to another ledger; keep this one's in another place.")
            }
            var isComplete = founder == nil
            if let existing {
                if !isBound, try existing.entriesWithSealedText(atMost: 1) > 0 {
                    throw LedgerError(
                        .keysLost,
                        "its personal data is sealed under keys that are not there; restore them "
                            + "from their copy")
                }
                if let founder, existing.size > 0 {
                    let founding = try existing.view(Authority.self).founding
                    guard founding?.holder == founder.founder else { throw Self.isThere }
                    isComplete = true
                }
                if isBound, isComplete { throw Self.isThere }
            } else {
                try open(.founding, with: .none).close()
            }
            if bound == nil { try FileKeyStore.make(in: keys, wrappedBy: wrapping) }
            if let note {
                _ = try ledgerErrors { try keys.replace("README", with: Array(note.utf8)) }
            }
            let store = try FileKeyStore.open(keys, wrappedBy: wrapping)
            defer { store.close() }
            let ledger = try open(.recording, with: .store(store))
            // Opening may have found the founder's event complete, though it was never acknowledged.
            let keeper = try ledger.view(Authority.self).founding?.holder
            if let founder, keeper != founder.founder {
                try await ledger.perform(
                    Record(founder),
                    by: Actor(founder.founder, role: .authorityKeeper, unit: founder.unit))
            }
            try ledger.close()
        }

        /// The ledger that is there; `nil` if none is, or one was only begun.
        private func existingLedger() throws(LedgerError) -> Ledger? {
            do throws(LedgerError) { return try open(.reading, with: .none) } catch {
                guard error.cause?.code == .notALog else { throw error }
                return nil
            }
        }

        private func open(
            _ access: LedgerAccess, with keys: LedgerKeys
        ) throws(LedgerError) -> Ledger {
            try Ledger.open(
                in: log, events: .fiveOnes, as: access, LedgerOptions(keys: keys, limits: limits))
        }

        private static let isThere = LedgerError(
            .log, "there is a ledger here already",
            cause: LogError(.alreadyExists, "there is a log in this place already."))
    }
}

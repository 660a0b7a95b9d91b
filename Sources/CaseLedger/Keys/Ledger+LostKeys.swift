import SegmentLog

extension Ledger {
    /// The entries whose sealed text cannot be opened though its subject was not erased: the first
    /// for each key that is missing, damaged or another than it was sealed under.
    ///
    /// Nothing of what is opened for that is kept or shown.
    ///
    /// - Returns: What is wrong, in order, ``maximumFaults`` at most.
    /// - Throws: ``LedgerError/Code/keys`` without keys; `log` if the storage fails.
    /// - Complexity: Reads the ledger once; memory for each key.
    package func lostKeys() throws(LedgerError) -> [EntryFault] {
        guard let store = sealing.store else {
            throw .keys("the ledger was opened without keys; open it with them")
        }
        let size = size
        let erased = try erasedSubjects()
        var seen: Set<KeyName> = []
        var faults: [EntryFault] = []
        try ledgerErrors {
            try readAll(below: size) { bytes in
                let view = try EntryView(bytes)
                guard let definition = catalog.definition(of: view.type),
                    definition.mayHoldPersonal
                else { return true }
                let event = RecordedEvent(
                    try WireDecoder.decode(Envelope.self, from: Array(view.bytes)), catalog)
                for found in try sealedTexts(of: event) {
                    let name = KeyName(subject: found.text.subject, epoch: found.text.epoch)
                    guard !erased.contains(name.subject), seen.insert(name).inserted,
                        let message = try fault(of: found.text, found.origin, in: store)
                    else { continue }
                    faults.append(EntryFault(position: view.position, message: message))
                }
                return faults.count < Self.maximumFaults
            }
        }
        return faults
    }

    /// How many entries hold something sealed, `most` at most.
    package func entriesWithSealedText(atMost most: Int = .max) throws(LedgerError) -> Int {
        var count = 0
        try ledgerErrors {
            try readAll(below: size) { bytes in
                let view = try EntryView(bytes)
                guard catalog.definition(of: view.type)?.mayHoldPersonal == true else {
                    return true
                }
                let event = RecordedEvent(
                    try WireDecoder.decode(Envelope.self, from: Array(view.bytes)), catalog)
                if try !sealedTexts(of: event).isEmpty { count += 1 }
                return count < most
            }
        }
        return count
    }

    private struct KeyName: Hashable {
        let subject: Tag
        let epoch: UInt32
    }

    /// What keeps a text from being opened; `nil` if nothing does.
    private func fault(
        of text: SealedText, _ origin: SealOrigin, in store: any KeyStore
    ) throws(LedgerError) -> String? {
        do throws(LedgerError) {
            guard let key = try store.key(for: text.subject, epoch: text.epoch) else {
                // It may have been erased since.
                if try store.tombstones()[text.subject] != nil { return nil }
                return "the key of this \(text.subject.kind) is not in the key store"
            }
            if text.open(origin, with: key, in: sealing.log) != nil { return nil }
            return "the key of this \(text.subject.kind) does not open what was sealed under it"
        } catch {
            guard error.code == .keysLost else { throw error }
            return "the key of this \(text.subject.kind) is damaged"
        }
    }
}

import SegmentLog

extension Ledger {
    /// What is wrong with the chain of the readings that were left for whoever records.
    public enum AccessFault: Hashable, Sendable {
        /// Readings by their numbers that neither wait nor are on record.
        case removed(ClosedRange<UInt64>)
        /// A reading that is not what the one after it saw.
        case altered(UInt64)
        /// The chain was taken away whole, set back, or begun anew.
        case setBack
    }

    /// What is wrong with the chain of the readings that were left for whoever records: taken away,
    /// altered, or begun anew.
    ///
    /// - Throws: What reading the ledger throws.
    /// - Complexity: O(readings), and O(entries) to find them.
    public func accessFaults() throws(LedgerError) -> [AccessFault] {
        var links: [UInt64: (digest: [UInt8], before: [UInt8])] = [:]
        var isAnew = false
        func note(_ envelope: Envelope, as number: UInt64? = nil) throws(CodecError) {
            guard let link = envelope.accessLink, number ?? link.number == link.number else {
                return
            }
            let digest = AccessChain.digest(try envelope.asLeft())
            if let known = links[link.number] { return isAnew = isAnew || known.digest != digest }
            links[link.number] = (digest, link.before)
        }
        try history(of: Query([Query.Item(types: Query.Types(Self.left))])) { event in
            if event.isDecidedHere { try note(event.envelope) }
        }
        let recorded = links.keys.max() ?? 0
        let chain = AccessChain(in: storage)
        let newest = try ledgerErrors { () throws in
            for number in try chain.numbers() {
                let path = "\(Self.spool)/\(AccessChain.name(number))"
                guard let bytes = try storage.readIfPresent(path, atMost: LogLimits.entryBytes),
                    let envelope = try? WireDecoder.decode(Envelope.self, from: bytes)
                else { continue }
                try note(envelope, as: number)
            }
            return try chain.newest()
        }
        var faults: [AccessFault] = []
        if isAnew || newest?.number ?? 0 < recorded { faults.append(.setBack) }
        let end = max(newest?.number ?? 0, links.keys.max() ?? 0)
        // A forged head may claim any number.
        var next: UInt64 = 1
        for number in links.keys.sorted() {
            if next < number { faults.append(.removed(next...number - 1)) }
            next = number + 1
        }
        if next <= end { faults.append(.removed(next...end)) }
        for (number, link) in links.sorted(by: { $0.key < $1.key }) {
            let seen =
                links[number + 1]?.before
                ?? (newest?.number == number ? newest?.digest : nil)
            if let seen, seen != link.digest { faults.append(.altered(number)) }
        }
        return faults
    }
}

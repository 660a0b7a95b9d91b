package import SegmentLog
import Synchronization

extension FileKeyStore {
    /// What of a store is not as it was written, whether or not anybody needs it.
    ///
    /// The header, every slot, whether each key is found where it stands, and, with the wrapping key,
    /// whether each opens and what was erased. The process that records may go on meanwhile.
    ///
    /// - Parameters:
    ///   - storage: The store's directory.
    ///   - key: What wraps the keys; the key in the directory, if `nil` and there is one.
    /// - Returns: One sentence for each fault, with file and offset.
    /// - Throws: ``LedgerError/Code/keys`` if there are none, or wrapped by another key; `log`.
    /// - Complexity: O(slots)
    package static func faults(in storage: any Storage, wrappedBy key: (any WrappingKey)?)
        throws(LedgerError) -> [Phrase]
    {
        let first = try scan(storage, key)
        // A table that is replaced while it is read is wiped.
        return first.isEmpty ? [] : try scan(storage, key)
    }

    private static func scan(_ storage: any Storage, _ key: (any WrappingKey)?)
        throws(LedgerError) -> [Phrase]
    {
        do throws(LedgerError) {
            let (_, table) = try openTable(storage, .read)
            var scan = Scan(table)
            let own = try ledgerErrors { try wrappingKey(in: storage) }
            if let key = key ?? own {
                let store = try open(in: storage, wrappedBy: key, for: .reading)
                scan.master = store.state.withLock { $0.secrets }
            }
            try ledgerErrors { try table.forEach { scan.take($1, at: $0) } }
            return scan.faults
        } catch {
            guard error.code == .keysLost else { throw error }
            return [Phrase("密钥已损坏：\(error.message)", error.message)]
        }
    }
}

/// The slots of a table, looked at one after the other.
private struct Scan {
    private let table: KeyTable
    var master: KeyStoreSecrets?
    private var damaged: [Range<UInt64>] = []
    /// The slots of keys that do not open, or that no search finds.
    private var useless: [UInt64] = []
    /// The keys whose search begins behind them and goes round the end.
    private var wrapped: [(home: UInt64, place: UInt64)] = []
    private var firstFree: UInt64?
    private var lastFree: UInt64?

    init(_ table: KeyTable) { self.table = table }

    mutating func take(_ slot: KeySlot?, at place: UInt64) {
        guard let slot else {
            if damaged.last?.upperBound == place {
                damaged[damaged.count - 1] = damaged[damaged.count - 1].lowerBound..<place + 1
            } else {
                damaged.append(place..<place + 1)
            }
            return
        }
        guard slot.state != .free else {
            firstFree = firstFree ?? place
            lastFree = place
            return
        }
        let home = table.home(of: slot.id)
        if home > place { wrapped.append((home, place)) }
        let isBarred = home <= place && (lastFree.map { $0 >= home } ?? false)
        let isShut =
            slot.state == .key
            && master.map { slot.secret(under: $0.wrappingKey) == nil }
                ?? false
        if isBarred || isShut { useless.append(place) }
    }

    /// What was found, one sentence each.
    var faults: [Phrase] {
        let barred = wrapped.filter { home, place in
            (firstFree.map { $0 < place } ?? false) || (lastFree.map { $0 >= home } ?? false)
        }
        var faults = damaged.map { range in
            let offset = KeyTable.offset(range.lowerBound)
            return Phrase(
                "文件 keys，偏移 \(offset)：\(range.count) 个槽位损坏或丢失",
                "file keys, offset \(offset): \(range.count) slots are damaged or lost")
        }
        faults += (useless + barred.map(\.place)).sorted().map { place in
            let offset = KeyTable.offset(place)
            return Phrase(
                "文件 keys，偏移 \(offset)：密钥无法使用",
                "file keys, offset \(offset): a key cannot be used")
        }
        return faults
    }
}

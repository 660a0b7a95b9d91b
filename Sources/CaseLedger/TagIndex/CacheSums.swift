import SegmentLog
import Synchronization

/// By which hashes the files in `cache/` are known: the file `.cache-sums` beside the log.
///
///     cl-sums1
///     HASH NAME       for each file: 64 hexadecimal digits, a space, its path in the directory
///
/// What a cache says cannot be derived from the entries each time that it is asked. So whoever
/// writes one, and holds the ledger's lock, leaves its hash here; a cache that is not known here is
/// as good as none. Whoever may write to `cache/` alone can therefore take caches away, and change
/// no answer. Whoever may write here may write to the log too; what this file vouches for is held
/// against the entries by ``Ledger/verifyEntries(progress:)``.
///
/// The file is put in its place whole, and not synced.
final class CacheSums: Sendable {
    static let name = ".cache-sums"
    private static let magic = "cl-sums1"
    /// Some ten thousand caches.
    private static let mostBytes = 1 << 20

    private struct State {
        var sums: [String: Hash] = [:]
        var isRead = false
    }

    private let storage: any Storage
    /// Whether the file is written; one process at a time may.
    private let isWriting: Bool
    private let state = Mutex(State())

    init(in storage: any Storage, isWriting: Bool) {
        self.storage = storage
        self.isWriting = isWriting
    }

    /// The hash of a cache; `nil` if nobody vouches for it.
    subscript(name: String) -> Hash? { state.withLock { $0.sums[name] } }

    /// Takes in what the file says by now; a writer knows that, once it has read it.
    func refresh() {
        state.withLock { state in
            guard !isWriting || !state.isRead else { return }
            state.isRead = true
            state.sums = read()
        }
    }

    private func read() -> [String: Hash] {
        let bytes = try? storage.readIfPresent(Self.name, atMost: Self.mostBytes + 1)
        guard let bytes, bytes.count <= Self.mostBytes else { return [:] }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard lines.first.map({ $0.elementsEqual(Self.magic.utf8) }) ?? false else { return [:] }
        var sums: [String: Hash] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard parts.count == 2, let hash = Hash(hex: String(decoding: parts[0], as: UTF8.self))
            else { continue }
            sums[String(decoding: parts[1], as: UTF8.self)] = hash
        }
        return sums
    }

    /// Vouches for some caches, and no longer for others.
    ///
    /// A file that cannot be written costs only what its caches would have saved.
    func change(adding: [String: Hash] = [:], removing isGone: (String) -> Bool = { _ in false }) {
        state.withLock { state in
            let before = state.sums
            state.sums = before.filter { !isGone($0.key) }
            state.sums.merge(adding) { $1 }
            guard isWriting, state.sums != before else { return }
            let lines = state.sums.sorted { $0.key < $1.key }.map { "\($0.value.hex) \($0.key)\n" }
            let text = "\(Self.magic)\n" + lines.joined()
            try? storage.replaceUnsynced(Self.name, with: Array(text.utf8))
        }
    }
}

package import SegmentLog
import Synchronization

/// Keys in memory, gone with the process: for tests, and for nothing that is to be read again.
package final class MemoryKeyStore: KeyStore {
    private struct State {
        var log: LogID?
        var epoch: UInt32 = 1
        var secrets: [Tag: [UInt32: [UInt8]]] = [:]
        var tombstones: [Tag: LedgerKeys.Tombstone] = [:]
        var blind = [randomBytes(32)]
    }
    private let state = Mutex(State())

    /// A store without keys.
    package init() {}

    package func bind(to log: LogID) throws(LedgerError) {
        let isOurs = state.withLock { state in
            if state.log == nil { state.log = log }
            return state.log == log
        }
        guard isOurs else { throw .foreignKeys }
    }

    package func current(for subject: Tag) throws(LedgerError) -> LedgerKeys.SubjectKey {
        let key = state.withLock { state -> LedgerKeys.SubjectKey? in
            guard state.tombstones[subject] == nil else { return nil }
            let epoch = state.epoch
            let secret = state.secrets[subject]?[epoch] ?? randomBytes(32)
            state.secrets[subject, default: [:]][epoch] = secret
            return LedgerKeys.SubjectKey(epoch: epoch, secret: secret)
        }
        guard let key else { throw .erased(subject) }
        return key
    }

    package func key(for subject: Tag, epoch: UInt32) throws(LedgerError) -> LedgerKeys.SubjectKey?
    {
        state.withLock { state in
            state.secrets[subject]?[epoch].map { LedgerKeys.SubjectKey(epoch: epoch, secret: $0) }
        }
    }

    package func synchronize() throws(LedgerError) {}

    package func destroy(_ tombstone: LedgerKeys.Tombstone) throws(LedgerError) -> Int {
        state.withLock { state in
            state.tombstones[tombstone.subject] = state.tombstones[tombstone.subject] ?? tombstone
            return state.secrets.removeValue(forKey: tombstone.subject)?.count ?? 0
        }
    }

    package func tombstones() throws(LedgerError) -> [Tag: LedgerKeys.Tombstone] {
        state.withLock { $0.tombstones }
    }

    package func blindSecrets() throws(LedgerError) -> [[UInt8]] { state.withLock { $0.blind } }

    /// Gives every subject a new key for what is recorded from now on.
    package func rotateSubjectKeys() { state.withLock { $0.epoch += 1 } }

    /// Gives the blind index a new secret for what is recorded from now on.
    package func rotateBlindSecret() { state.withLock { $0.blind.append(randomBytes(32)) } }
}

/// Bytes from the system's secure generator.
func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}

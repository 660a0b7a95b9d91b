import Crypto
import SegmentLog

/// One slot of a table of keys (KeyTable.swift).
struct KeySlot {
    enum State: UInt8 { case key = 1, destroyed, free }
    static let byteCount = 128

    var state: State
    var epoch: UInt32
    var id: [UInt8]
    var wrapped: [UInt8]

    /// A key's slot, with the key under the master key.
    init(epoch: UInt32, id: [UInt8], secret: [UInt8], under master: SymmetricKey) throws {
        let box = try AES.GCM.seal(secret, using: master, authenticating: id)
        self.init(
            state: .key, epoch: epoch, id: id, wrapped: Array(box.nonce) + box.ciphertext + box.tag)
    }

    init(state: State, epoch: UInt32, id: [UInt8], wrapped: [UInt8]) {
        self.state = state
        self.epoch = epoch
        self.id = id
        self.wrapped = wrapped
    }

    /// The slot that these bytes hold in a table of a version; `nil` if they are damaged.
    init?(_ bytes: ArraySlice<UInt8>, at place: UInt64, in version: UInt32) {
        let bytes = Array(bytes)
        let free = version == 1 ? [UInt8](repeating: 0, count: Self.byteCount) : Self.unused(place)
        if bytes[0] == free[0] {
            guard bytes == free else { return nil }
            self.init(state: .free, epoch: 0, id: [], wrapped: [])
            return
        }
        guard let state = State(rawValue: bytes[0]), state != .free,
            keyDigest(bytes[..<124]).prefix(4).elementsEqual(bytes[124...])
        else { return nil }
        self.init(
            state: state, epoch: bytes.integer(at: 4), id: Array(bytes[8..<24]),
            wrapped: Array(bytes[24..<84]))
    }

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        bytes[0] = state.rawValue
        bytes.put(epoch, at: 4)
        bytes.replaceSubrange(8..<24, with: id)
        bytes.replaceSubrange(24..<24 + wrapped.count, with: wrapped)
        bytes.replaceSubrange(124..<128, with: keyDigest(bytes[..<124]).prefix(4))
        return bytes
    }

    /// The bytes of a slot that was never used.
    static func unused(_ place: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        bytes[0] = State.free.rawValue
        bytes.put(place, at: 8)
        bytes.replaceSubrange(124..<128, with: Array("free".utf8))
        return bytes
    }

    /// The same slot without its key.
    var destroyed: KeySlot {
        KeySlot(
            state: .destroyed, epoch: epoch, id: id, wrapped: [UInt8](repeating: 0, count: 60))
    }

    /// The secret key; `nil` if it was altered or is not under this master key.
    func secret(under master: SymmetricKey) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: wrapped),
            let secret = try? AES.GCM.open(box, using: master, authenticating: id)
        else { return nil }
        return Array(secret)
    }
}

import Crypto
import CryptoExtras
import Foundation
package import SegmentLog

/// A copy of a key store under a passphrase, in one file.
///
/// ```
/// 0       "5ONESEAL"   8  u32 version 1   12  u32 log2 of scrypt's N (r 8, p 1)   16  salt, 32 bytes
/// 48      chunks: up to 1 MiB of the files, and the tag of AES-256-GCM, 16 bytes
/// ```
///
/// The key is scrypt (RFC 7914) of the passphrase and the salt. The nonce of a chunk is its number,
/// u64, and whether it is the last, u32; each is bound to the first 48 bytes. What the chunks hold
/// together is, for each file, a u16 with the length of its name, the name, a u64 with its length,
/// and its bytes. Integers are little-endian.
package struct SealedKeys: Sendable {
    /// The name of the file.
    package static let name = LogBackup.keysName
    /// How long a passphrase is at least, in bytes.
    package static let passphraseBytes = 12

    static let magic = Array("5ONESEAL".utf8)
    private static let headerBytes = 48
    private static let chunkBytes = 1 << 20
    private static let tagBytes = 16
    private static let files = ["keys", "erased", "wrapping", "README"]

    private let header: [UInt8]
    private let key: SymmetricKey

    /// A new key of a passphrase.
    private init(passphrase: String) throws {
        var header = Self.magic + [UInt8](repeating: 0, count: 8) + randomBytes(32)
        header.put(1 as UInt32, at: 8)
        header.put(16 as UInt32, at: 12)
        try self.init(header, passphrase)
    }

    private init(_ header: [UInt8], _ passphrase: String) throws {
        guard header.count == Self.headerBytes, header.starts(with: Self.magic) else {
            throw LedgerError.keysLost("file \(Self.name): is no sealed copy of keys")
        }
        guard header.integer(at: 8, as: UInt32.self) == 1,
            10...20 ~= header.integer(at: 12, as: UInt32.self)
        else { throw LedgerError.keys("file \(Self.name): is of a version that is not known") }
        guard passphrase.utf8.count >= Self.passphraseBytes else {
            throw LedgerError.keys(
                "the passphrase is too short; take \(Self.passphraseBytes) characters or more")
        }
        self.header = header
        key = try KDF.Scrypt.deriveKey(
            from: Array(passphrase.utf8), salt: header[16...], outputByteCount: 32,
            rounds: 1 << Int(header.integer(at: 12, as: UInt32.self)), blockSize: 8,
            parallelism: 1)
    }

    private func nonce(_ number: UInt64, isLast: Bool) throws -> AES.GCM.Nonce {
        var bytes = [UInt8](repeating: 0, count: 12)
        bytes.put(number, at: 0)
        bytes.put(isLast ? 1 : 0 as UInt32, at: 8)
        return try AES.GCM.Nonce(data: bytes)
    }
}

extension SealedKeys {
    /// Copies a key store, which may be recorded with meanwhile, into the file of a directory.
    ///
    /// - Returns: The SHA-256 of the file.
    /// - Throws: ``LedgerError/Code/keysLost`` if the store is damaged; `keys` if there is none, or the
    ///   passphrase is too short; `log`.
    package static func write(
        _ store: any Storage, under passphrase: String, to target: any Storage
    ) throws(LedgerError) -> [UInt8] {
        try ledgerErrors {
            let sealed = try SealedKeys(passphrase: passphrase)
            let file = try target.openTemporary(for: name)
            try file.write(sealed.header, at: 0)
            var writer = Writer(sealed: sealed, file: file)
            for name in files {
                guard let source = try store.openIfPresent(name) else {
                    guard name != "keys" else {
                        throw LedgerError.keys("there are no keys to take along")
                    }
                    continue
                }
                try writer.add(name, source)
            }
            try writer.finish()
            guard try FileKeyStore.faults(in: store, wrappedBy: nil).isEmpty else {
                throw LedgerError.keysLost("the keys are damaged, and no copy was made")
            }
            try target.publish(file, as: name)
            return Array(writer.digest.finalize())
        }
    }

    private struct Writer {
        let sealed: SealedKeys
        let file: any StorageFile
        var offset = UInt64(headerBytes)
        var number: UInt64 = 0
        var pending: [UInt8] = []
        var digest = SHA256()

        init(sealed: SealedKeys, file: any StorageFile) {
            self.sealed = sealed
            self.file = file
            digest.update(data: sealed.header)
        }

        mutating func add(_ name: String, _ source: any StorageFile) throws {
            let size = try source.size()
            let start = try source.read(at: 0, count: KeyTableHeader.byteCount)
            var head = [UInt8](repeating: 0, count: 2)
            head.put(UInt16(name.utf8.count), at: 0)
            var length = [UInt8](repeating: 0, count: 8)
            length.put(size, at: 0)
            pending += head + Array(name.utf8) + length
            var read: UInt64 = 0
            while read < size {
                let count = Int(min(UInt64(chunkBytes), size - read))
                let piece = try source.read(at: read, count: count)
                guard piece.count == count else {
                    throw LedgerError.keysLost("file \(name): ends before its end")
                }
                pending += piece
                read += UInt64(count)
                while pending.count > chunkBytes { try emit(chunkBytes, isLast: false) }
            }
            // A table that is written anew is wiped, from its beginning on.
            guard try source.read(at: 0, count: start.count) == start else {
                throw LedgerError(
                    .conflict, "the keys were written anew meanwhile; make the backup again")
            }
        }

        mutating func finish() throws {
            while pending.count > chunkBytes { try emit(chunkBytes, isLast: false) }
            try emit(pending.count, isLast: true)
        }

        private mutating func emit(_ count: Int, isLast: Bool) throws {
            let box = try AES.GCM.seal(
                Array(pending.prefix(count)), using: sealed.key,
                nonce: sealed.nonce(number, isLast: isLast), authenticating: sealed.header)
            let bytes = Array(box.ciphertext) + Array(box.tag)
            try file.write(bytes, at: offset)
            digest.update(data: bytes)
            offset += UInt64(bytes.count)
            number += 1
            pending.removeFirst(count)
        }
    }
}

extension SealedKeys {
    /// Puts the keys of a sealed copy into a directory that has none, or completes what of that was
    /// cut short; the table is put in its place last.
    ///
    /// - Throws: ``LedgerError/Code/keys`` if the passphrase is another, or others are there;
    ///   `keysLost` if the copy is damaged; `log`.
    package static func restore(
        from source: any Storage, under passphrase: String, to store: any Storage
    ) throws(LedgerError) {
        let files = try open(source, passphrase)
        try ledgerErrors {
            try store.makeDirectory("")
            try (store as? FileStorage)?.requirePrivate()
            if let table = try store.openIfPresent("keys") {
                let size = try table.size()
                guard let new = files["keys"], size == UInt64(new.count),
                    try table.read(at: 0, count: new.count) == new
                else { throw LedgerError.keys("there are other keys in that place") }
                return
            }
            for name in Self.files.reversed() {
                if let bytes = files[name] { try store.replace(name, with: bytes) }
            }
        }
    }

    /// Returns if the passphrase opens the whole copy.
    package static func check(
        _ source: any Storage, under passphrase: String
    ) throws(LedgerError) { _ = try open(source, passphrase) }

    private static func open(
        _ source: any Storage, _ passphrase: String
    ) throws(LedgerError) -> [String: [UInt8]] {
        try ledgerErrors {
            guard let file = try source.openIfPresent(name) else {
                throw LedgerError.keys("the backup holds no keys")
            }
            let sealed = try SealedKeys(file.read(at: 0, count: headerBytes), passphrase)
            let plain = try sealed.chunks(of: file)
            return try parse(plain)
        }
    }

    private func chunks(of file: any StorageFile) throws -> [UInt8] {
        let size = try file.size()
        var (offset, number) = (UInt64(Self.headerBytes), 0 as UInt64)
        var plain: [UInt8] = []
        while offset < size {
            let most = UInt64(Self.chunkBytes + Self.tagBytes)
            let count = Int(min(most, size - offset))
            let bytes = try file.read(at: offset, count: count)
            let isLast = offset + UInt64(count) == size
            guard bytes.count == count, count >= Self.tagBytes,
                let box = try? AES.GCM.SealedBox(
                    nonce: nonce(number, isLast: isLast),
                    ciphertext: bytes.dropLast(Self.tagBytes), tag: bytes.suffix(Self.tagBytes)),
                let piece = try? AES.GCM.open(box, using: key, authenticating: header)
            else {
                throw number == 0
                    ? LedgerError.keys("the passphrase does not open the keys of this backup")
                    : LedgerError.keysLost("file \(Self.name), offset \(offset): is damaged")
            }
            plain += piece
            offset += UInt64(count)
            number += 1
        }
        return plain
    }

    private static func parse(_ plain: [UInt8]) throws -> [String: [UInt8]] {
        var (files, place) = ([String: [UInt8]](), 0)
        func take(_ count: Int) throws -> ArraySlice<UInt8> {
            guard count >= 0, count <= plain.count - place else {
                throw LedgerError.keysLost("file \(name): is cut off")
            }
            defer { place += count }
            return plain[place..<place + count]
        }
        while place < plain.count {
            let length = Int(Array(try take(2)).integer(at: 0, as: UInt16.self))
            let name = String(decoding: try take(length), as: UTF8.self)
            let size = Array(try take(8)).integer(at: 0, as: UInt64.self)
            let bytes = try take(Int(clamping: size))
            if Self.files.contains(name) { files[name] = Array(bytes) }
        }
        guard files["keys"] != nil else { throw LedgerError.keysLost("file \(name): is cut off") }
        return files
    }
}

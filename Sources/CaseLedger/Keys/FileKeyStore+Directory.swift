import Foundation
import SegmentLog

extension FileKeyStore {
    /// Makes a store in a directory of the file system that only its owner may enter.
    ///
    /// - Parameters:
    ///   - path: The directory; its parent must be there.
    ///   - key: What wraps the keys; a new one in the directory's file `wrapping`, if `nil`.
    /// - Throws: ``LedgerError/Code/keys`` if there are keys already, `log` if the disk fails.
    public static func create(at path: String, wrappedBy key: (any WrappingKey)? = nil)
        throws(LedgerError)
    {
        let storage = FileStorage(directory: path)
        try ledgerErrors { try storage.makeDirectory("") }
        try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        if let key { return try create(in: storage, wrappedBy: key) }
        let own = LocalWrappingKey.random()
        try ledgerErrors {
            guard try !storage.list().contains(where: { $0.name == wrappingName }) else {
                throw LedgerError.keys("\(path): there are keys here already")
            }
            let file = try storage.open(wrappingName, .createExclusive)
            try file.write(Array((own.text + "\n").utf8), at: 0)
            try file.sync()
            try storage.syncDirectory("")
        }
        try create(in: storage, wrappedBy: own)
    }

    /// Opens the store in a directory of the file system.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - key: What wraps the keys; the key in the directory's file `wrapping`, if `nil`.
    ///   - access: Whether keys may be made and destroyed.
    /// - Returns: The store.
    /// - Throws: As ``open(in:wrappedBy:for:)``.
    public static func open(
        at path: String, wrappedBy key: (any WrappingKey)? = nil, for access: LedgerAccess
    ) throws(LedgerError) -> FileKeyStore {
        let key = if let key { key } else { try wrappingKey(at: path + "/" + wrappingName) }
        return try open(in: FileStorage(directory: path), wrappedBy: key, for: access)
    }

    /// The wrapping key in a file.
    ///
    /// - Throws: ``LedgerError/Code/keys`` if there is none.
    public static func wrappingKey(at path: String) throws(LedgerError) -> LocalWrappingKey {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw .keys("\(path): there is no wrapping key here, or it may not be read")
        }
        return try LocalWrappingKey(text: String(decoding: bytes, as: UTF8.self), from: path)
    }
}

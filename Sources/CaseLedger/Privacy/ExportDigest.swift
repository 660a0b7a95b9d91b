import Crypto

/// The SHA-256 of an export, by which an erasure knows the file again; see
/// ``Ledger/registerExport(file:digest:for:about:by:)``.
package struct ExportDigest {
    private var hash = SHA256()

    /// The digest of nothing.
    package init() {}

    /// Feeds what is written next.
    package mutating func add(_ text: [UInt8]) { hash.update(data: text) }

    /// The digest of all so far.
    package var bytes: [UInt8] { Array(hash.finalize()) }
}

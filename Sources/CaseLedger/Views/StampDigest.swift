import Crypto
import SegmentLog

/// SHA-256 over values one after the other, text preceded by its length; what a snapshot's name and
/// stamp are made by.
struct StampDigest {
    private var bytes: [UInt8] = []

    mutating func add(_ text: String) {
        add(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ number: Int) { bytes.append(littleEndian: Int64(number)) }

    /// The digest in lower-case hexadecimal.
    var hex: String { String(hex: SHA256.hash(data: bytes)) }
}

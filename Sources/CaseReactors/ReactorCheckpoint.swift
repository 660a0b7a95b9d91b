import CaseLedger
import Crypto
import SegmentLog

/// How far a reactor has come: a file that is not a cache, since without it effects would be
/// repeated.
///
///     offset  bytes
///          0      8  "cl-reac1"
///          8      …  the record
///                32  SHA-256 of everything before it
///
/// It is replaced whole and durably. A file that is not so, or of another log, is an error that
/// somebody must look at; it is never taken for a beginning.
struct ReactorCheckpoint: Codable, Sendable {
    /// The identity of the log.
    var log: String
    /// The position of the next event to be looked at.
    var next: UInt64
    /// The identity of the last event before that, by which a log that was set back is told.
    var last: EventID?
    /// The event before which the reactor is paused.
    var paused: ParkedEvent?
    /// The events that were set aside, in the order of their positions.
    var parked: [ParkedEvent] = []

    /// What is longer is no record.
    private static let mostBytes = 64 << 20
    private static let magic = Array("cl-reac1".utf8)

    /// What is kept of a reactor; nil if nothing ever was.
    static func read(_ name: String, in storage: any Storage) throws -> ReactorCheckpoint? {
        guard let bytes = try storage.readIfPresent(name, atMost: mostBytes) else { return nil }
        let end = bytes.count - SHA256.byteCount
        guard end >= magic.count, bytes.starts(with: magic),
            SHA256.hash(data: bytes[..<end]).elementsEqual(bytes[end...]),
            let checkpoint = try? Self(canonical: Array(bytes[magic.count..<end]))
        else {
            throw LedgerError(
                .damaged,
                "the reactor's record '\(name)' is damaged; restore it from a copy, or delete it "
                    + "and say from which position the reactor shall begin")
        }
        return checkpoint
    }

    /// Puts the record in its place; when this returns it survives a loss of power.
    func write(_ name: String, in storage: any Storage) throws {
        var bytes = Self.magic + (try canonicalBytes(allowsClearText: false))
        bytes += SHA256.hash(data: bytes)
        try storage.replace(name, with: bytes)
    }
}

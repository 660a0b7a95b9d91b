/// Where sealed text stands: in which event, in which of its fields.
///
/// Sealed text is bound to its origin: copied to another event or field, it does not open.
@frozen
@usableFromInline
struct SealOrigin: Hashable, Sendable {
    /// The bytes that an origin takes before the sealed text it belongs to.
    @usableFromInline static let byteCount = 24

    @usableFromInline let event: EventID
    /// The numbers of the field and of those that it is nested in, 16 bits each, innermost last.
    @usableFromInline let path: UInt64

    /// No event is known.
    @usableFromInline static let none = SealOrigin(EventID(high: 0, low: 0))

    /// The payload of an event.
    @inlinable
    init(_ event: EventID) {
        self.init(event: event, path: 0)
    }

    @inlinable
    init(event: EventID, path: UInt64) {
        self.event = event
        self.path = path
    }

    /// A field within.
    @inlinable
    func inside(_ number: Int) -> SealOrigin {
        SealOrigin(event: event, path: path << 16 | UInt64(truncatingIfNeeded: number) & 0xFFFF)
    }

    /// The same as bytes: the event's identity, the path big-endian.
    @usableFromInline
    var bytes: [UInt8] {
        withUnsafeBytes(of: (event.high.bigEndian, event.low.bigEndian, path.bigEndian)) {
            Array($0)
        }
    }

    /// An origin from its bytes; `none` if they are too few.
    init(bytes: some Collection<UInt8>) {
        guard bytes.count >= Self.byteCount, let event = EventID(bytes: bytes.prefix(16)) else {
            self = .none
            return
        }
        let path = bytes.dropFirst(16).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        self.init(event: event, path: path)
    }

    /// The numbers of the fields, outermost first.
    var numbers: [Int] {
        stride(from: 48, through: 0, by: -16).map { Int(path >> UInt64($0) & 0xFFFF) }
            .filter { $0 > 0 }
    }
}

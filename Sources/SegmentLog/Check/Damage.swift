/// A place where stored bytes are not what was written.
public struct Damage: Hashable, Sendable {
    /// The file, as named within the log's directory.
    public var file: String

    /// The byte where the damaged part begins; the wrong byte itself if `message` tells its value.
    public var offset: UInt64

    /// The entries concerned; nil where none can be, as in `head`; empty for free space.
    public var positions: Range<Position>?

    /// What is wrong.
    public var message: String

    /// A damaged place.
    public init(file: String, offset: UInt64, positions: Range<Position>?, message: String) {
        self.file = file
        self.offset = offset
        self.positions = positions
        self.message = message
    }
}

extension Damage: CustomStringConvertible {
    /// The place and what is wrong there, on one line.
    ///
    ///     00000000000000000000.lz4, byte 145408, entry 1311: the byte is 0x41 and was 0x51; …
    public var description: String {
        var place = "\(file), byte \(offset)"
        if let positions, let first = positions.first, let last = positions.last {
            place += first == last ? ", entry \(first)" : ", entries \(first) to \(last)"
        }
        return "\(place): \(message)"
    }
}

extension HeadState {
    /// What of `head` cannot be read.
    var damage: [Damage] {
        var damage = damaged.map { slot in
            Damage(
                file: Format.headName, offset: UInt64(slot * HeadSlot.byteCount), positions: nil,
                message: "slot \(slot) is damaged.")
        }
        if !exists {
            let message = "the file is missing."
            damage.append(
                Damage(file: Format.headName, offset: 0, positions: nil, message: message))
        }
        return damage
    }
}

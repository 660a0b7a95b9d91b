extension Log {
    /// A place where stored bytes are not what was written.
    public struct Damage: Hashable, Sendable {
        /// The file, as named within the log's directory.
        public var file: String

        /// The byte where the damaged part begins; the wrong byte itself if `message` tells its value.
        public var offset: UInt64

        /// The entries concerned; nil where none can be, as in `head`; empty for free space.
        public var positions: Range<Position>?

        /// How the bytes there differ from what was written.
        public var message: String

        /// A damaged place.
        public init(file: String, offset: UInt64, positions: Range<Position>?, message: String) {
            self.file = file
            self.offset = offset
            self.positions = positions
            self.message = message
        }
    }
}

extension Log.Damage: CustomStringConvertible {
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

extension HeadSlot {
    func damage(_ message: String) -> Log.Damage { HeadState.damage(index, message) }
}

extension HeadState {
    /// What of `head` cannot be read.
    var damage: [Log.Damage] {
        let damage = damaged.map { HeadState.damage($0, "slot \($0) is damaged.") }
        return exists ? damage : [HeadState.damage(0, "the file is missing.")]
    }

    fileprivate static func damage(_ slot: Int, _ message: String) -> Log.Damage {
        Log.Damage(
            file: Format.headName, offset: UInt64(slot * HeadSlot.byteCount), positions: nil,
            message: message)
    }
}

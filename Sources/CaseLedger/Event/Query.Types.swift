extension Query {
    /// Some types of event by their names on disk, in whatever version.
    ///
    /// Made once and kept, it costs nothing to compare, to hash and to look for.
    public struct Types: Hashable, Sendable, ExpressibleByArrayLiteral {
        private final class Storage: Sendable {
            let names: Set<String>
            let codes: [TypeCode]
            let hash: Int

            init(_ names: Set<String>) {
                self.names = names
                codes =
                    names.map { TypeCode($0.utf8) }
                    + [TypeCode(EventCorrected.type), TypeCode(EventRetracted.type)]
                hash = names.hashValue
            }
        }
        private let storage: Storage

        /// The types with these names.
        public init(named names: Set<String>) { storage = Storage(names) }

        /// Types by any version of each.
        public init(_ types: some Sequence<EventType>) {
            self.init(named: Set(types.map(\.name)))
        }

        /// Types by any version of each.
        public init(arrayLiteral types: EventType...) { self.init(types) }

        /// The names on disk.
        public var names: Set<String> { storage.names }

        /// The codes of the types, and of amendments.
        var codes: [TypeCode] { storage.codes }

        /// Whether a type of this name is among them.
        func contains(_ name: String) -> Bool { storage.names.contains(name) }

        /// Whether the names are the same.
        public static func == (left: Types, right: Types) -> Bool {
            left.storage === right.storage
                || left.storage.hash == right.storage.hash && left.names == right.names
        }

        /// Hashes the names, which was done once.
        public func hash(into hasher: inout Hasher) { hasher.combine(storage.hash) }
    }
}

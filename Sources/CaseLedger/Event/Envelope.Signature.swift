public import SegmentLog

extension Envelope {
    /// An account's own signature of what it did, Ed25519 (RFC 8032).
    public struct Signature: FieldGroup, Hashable {
        /// The name of the key.
        public var key: String = ""
        /// The log that it was made for, by its 32 hexadecimal digits.
        public var log: String = ""
        /// The 64 bytes.
        public var bytes: [UInt8] = []

        public init() {}

        init(key: String, log: LogID, bytes: [UInt8]) {
            self.key = key
            self.log = "\(log)"
            self.bytes = bytes
        }

        public mutating func fields<V: FieldVisitor>(_ visit: inout V) throws(CodecError) {
            try visit.field(1, "key", &key)
            try visit.field(2, "log", &log)
            try visit.bytes(FieldKey(3, "bytes"), &bytes)
        }
    }

    /// What an account signs: `case-ledger/act/1`, LF, the log's identity, LF, and an envelope of
    /// nothing but event id, type, occurred time, actor, role, unit, on whose behalf, and the payload
    /// as it is recorded, personal data sealed.
    ///
    /// - Throws: ``CodecError`` if the fields are too large.
    public func message(in log: String) throws(CodecError) -> [UInt8] {
        var said = Envelope()
        (said.id, said.type, said.version) = (id, type, version)
        (said.occurred, said.actor, said.role, said.unit) = (occurred, actor, role, unit)
        (said.onBehalfOf, said.payload) = (onBehalfOf, payload)
        return Array("case-ledger/act/1\n\(log)\n".utf8) + (try WireEncoder.encode(said))
    }

    /// Whether the signature was made by a key, for this event, in the log that it names.
    public func isSigned(by key: VerifierKey) -> Bool {
        guard let signature, let message = try? message(in: signature.log) else { return false }
        return key.isValid(signature.bytes, over: message)
    }
}

extension Actor {
    /// Who signs what an account does, where its private key is.
    ///
    /// That may be a card, a telephone, or a server of its own: the service that records need not
    /// have it.
    public protocol Signer: Sendable {
        /// The account's Ed25519 signature over a message (``Envelope/message(in:)``).
        ///
        /// - Throws: Whatever keeps it from signing; nothing is recorded then.
        func signature(over message: [UInt8], of actor: Actor) async throws -> [UInt8]
    }
}

extension SigningKey: Actor.Signer {
    /// Signs with this key, whoever acts.
    public func signature(over message: [UInt8], of actor: Actor) throws -> [UInt8] {
        try signature(over: message)
    }
}

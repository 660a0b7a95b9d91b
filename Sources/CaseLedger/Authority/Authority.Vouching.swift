public import SegmentLog

extension Authority {
    /// What an event of an account rests on.
    public enum Vouching: Hashable, Sendable {
        /// The account's own signature, by the key of this name.
        case key(String)
        /// The word of the service that recorded it; the account has no key.
        case service
        /// The word of the service, though the account has a key.
        case unsigned
        /// A signature by none of the keys that the account held then, or of another event or log.
        case forged
    }

    /// The public keys that an account held on a day, for what is recorded at a position.
    public func keys(of account: String, on day: Day, at position: UInt64 = .max) -> [VerifierKey] {
        grants(of: account).filter { $0.position < position && $0.contains(day, at: position) }
            .compactMap { $0.key.flatMap { try? VerifierKey($0) } }
    }

    /// What an event in a log rests on: whose key proves it, or the service's word.
    ///
    /// - Parameters:
    ///   - event: The event, whole.
    ///   - log: The log it stands in; whichever it was signed for, if `nil`.
    /// - Returns: What it rests on.
    public func vouching(for event: Envelope, in log: LogID? = nil) -> Vouching {
        guard event.attestation == nil else { return .service }
        let keys = keys(of: event.actor, on: event.recorded.day, at: event.position)
        guard let signature = event.signature else { return keys.isEmpty ? .service : .unsigned }
        guard log.map({ signature.log == "\($0)" }) ?? true,
            let key = keys.first(where: event.isSigned(by:))
        else {
            return .forged
        }
        return .key(key.name)
    }
}

extension Ledger {
    /// What an event on record rests on: whose key proves it, or the service's word.
    public func vouching(
        for event: RecordedEvent, by authority: Authority
    ) -> Authority.Vouching {
        authority.vouching(for: event.envelope, in: reader.id)
    }

    /// The drafts with the actor's signatures, each of which one of the actor's keys has made.
    func signed(
        _ drafts: [Draft], by signer: any Actor.Signer, _ context: DecisionContext
    ) async throws(LedgerError) -> [Draft] {
        var drafts = try sealed(drafts)
        let item = Query.Item(
            types: RecordedAuthority.types, tags: [.authority(of: context.actor.id)])
        let authority = try state(Authority.self, of: Query([item]), below: context.observed)
        let keys = authority.keys(of: context.actor.id, on: context.today)
        guard let log = reader.id else { throw LedgerError(.log, "the log has no identity yet") }
        for place in drafts.indices {
            drafts[place].event.occurred = drafts[place].event.occurred ?? .instant(context.now)
            var envelope = Envelope(drafts[place], tags: [])
            let message = try ledgerErrors { try envelope.message(in: "\(log)") }
            let bytes: [UInt8]
            do { bytes = try await signer.signature(over: message, of: context.actor) } catch {
                throw LedgerError(.refused, "the actor's key did not sign: \(error)")
            }
            envelope.signature = Envelope.Signature(key: "", log: log, bytes: bytes)
            guard let key = keys.first(where: envelope.isSigned(by:)) else {
                throw LedgerError(
                    RuleViolation(
                        "I2",
                        Phrase(
                            "签名不是该账号的密钥对此事所作。",
                            "No key of the account has made this signature for this event."),
                        advice: Phrase(
                            "以授予该账号的密钥签名。", "Sign with the key that was granted to it.")))
            }
            envelope.signature?.key = key.name
            drafts[place].signature = envelope.signature
        }
        return drafts
    }
}

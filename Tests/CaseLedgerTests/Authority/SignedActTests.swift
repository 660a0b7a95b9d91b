import CaseLedger
import CaseLedgerTesting
import SegmentLog
import SegmentLogTesting
import Testing

/// Who signs what they do proves it; a service without their private key cannot.
@Suite struct SignedActTests {
    /// Signs with what it is given, whatever is to be signed.
    struct Replayer: Actor.Signer {
        let bytes: [UInt8]
        func signature(over message: [UInt8], of actor: Actor) -> [UInt8] { bytes }
    }

    private let lend = LendAtBranch(book: "B-1", branch: "branch:north")

    private func library(_ key: SigningKey?) async throws -> Library {
        let library = try await Library()
        var grant = library.grant()
        grant.key = key?.verifier.description
        try await library.keep(grant)
        return library
    }

    private func vouching(_ library: Library, _ position: UInt64) throws -> Authority.Vouching {
        let authority = try library.ledger.view(Authority.self)
        return library.ledger.vouching(for: try library.ledger.event(at: position), by: authority)
    }

    @Test func whatIsSignedIsProvenByTheKeyThatWasGranted() async throws {
        let key = try SigningKey(name: "li.na")
        let library = try await library(key)
        let receipt = try await library.ledger.perform(lend, by: Library.clerk, signedBy: key)
        #expect(try vouching(library, receipt.positions[0]) == .key("li.na"))
        let unsigned = try await library.ledger.perform(lend, by: Library.clerk)
        #expect(try vouching(library, unsigned.positions[0]) == .unsigned)
        #expect(try vouching(library, 0) == .service, "whoever has no key is not expected to sign")
        #expect(try library.ledger.verifyEntries() == [])
    }

    @Test func aSignatureByAnotherKeyIsRefused() async throws {
        let key = try SigningKey(name: "li.na")
        let other = try SigningKey(name: "li.na")
        for granted in [key, nil] {
            let library = try await library(granted)
            let size = library.ledger.size
            let error = await #expect(throws: LedgerError.self) {
                try await library.ledger.perform(lend, by: Library.clerk, signedBy: other)
            }
            #expect(error?.violation?.rule == "I2")
            #expect(library.ledger.size == size)
        }
    }

    /// The same words, signed before: in this log and in another.
    @Test func aSignatureIsOfOneEventInOneLog() async throws {
        let key = try SigningKey(name: "li.na")
        let library = try await library(key)
        let receipt = try await library.ledger.perform(lend, by: Library.clerk, signedBy: key)
        let event = try library.ledger.event(at: receipt.positions[0])
        let old = Replayer(bytes: try #require(event.envelope.signature).bytes)
        for library in [library, try await self.library(key)] {
            await #expect(throws: LedgerError.self) {
                try await library.ledger.perform(lend, by: Library.clerk, signedBy: old)
            }
        }
    }

    /// Everything that is signed, changed in one place after the other.
    @Test func noFieldOfWhatIsSignedCanBeAnother() async throws {
        let key = try SigningKey(name: "li.na")
        let library = try await library(key)
        let receipt = try await library.ledger.perform(lend, by: Library.clerk, signedBy: key)
        let event = try library.ledger.event(at: receipt.positions[0]).envelope
        #expect(event.isSigned(by: key.verifier))
        let changes: [(inout Envelope) -> Void] = [
            { $0.id[0] ^= 1 }, { $0.type += "x" }, { $0.version += 1 },
            { $0.occurred = .day(.blank) }, { $0.actor = "wu.yi" }, { $0.role = "reader" },
            { $0.unit = "library" }, { $0.onBehalfOf = "wu.yi" }, { $0.payload[0] ^= 1 },
            { $0.signature?.log = String(repeating: "0", count: 32) },
            { $0.signature?.bytes[0] ^= 1 }, { $0.signature?.bytes.removeLast() },
            { $0.signature = nil },
        ]
        for (index, change) in changes.enumerated() {
            var other = event
            change(&other)
            #expect(!other.isSigned(by: key.verifier), "change \(index)")
        }
    }

    /// By a door that asks nobody; `verify` and the vouching name it.
    @Test func aForgedSignatureOnRecordIsNamed() async throws {
        let key = try SigningKey(name: "li.na")
        let library = try await library(key)
        let receipt = try await library.ledger.perform(lend, by: Library.clerk, signedBy: key)
        let signature = try library.ledger.event(at: receipt.positions[0]).envelope.signature
        var draft = Draft(NewEvent(BookLent("B-1", to: "R-2")), by: Library.clerk)
        draft.signature = signature
        #expect(try library.ledger.verify().isWhole && library.ledger.lastVerification() != nil)
        let forged = try await library.ledger.append([draft]).positions[0]
        #expect(try vouching(library, forged) == .forged)
        #expect(try library.ledger.verifyEntries().map(\.position) == [forged])
        let verification = try library.ledger.verify()
        // What was whole before is not called so any more.
        #expect(verification.faults.count == 1 && library.ledger.lastVerification() == nil)
    }

    @Test func aKeyHoldsAsLongAsItsRole() async throws {
        let key = try SigningKey(name: "li.na")
        let library = try await library(key)
        let receipt = try await library.ledger.perform(lend, by: Library.clerk, signedBy: key)
        var ended = library.ended()
        ended.atOnce = library.ledger.now
        try await library.keep(ended)
        #expect(try vouching(library, receipt.positions[0]) == .key("li.na"))
        // A grant without a key: what the old key signs is the account's no more.
        try await library.keep(library.grant(from: "\(library.ledger.now.day)"))
        await #expect(throws: LedgerError.self) {
            try await library.ledger.perform(lend, by: Library.clerk, signedBy: key)
        }
    }

    @Test func whatIsNoKeyIsNotGranted() async throws {
        let library = try await Library()
        var grant = library.grant()
        grant.key = "li.na+123"
        let error = await #expect(throws: LedgerError.self) { try await library.keep(grant) }
        #expect(error?.violation?.rule == "I4")
    }

    /// A verification by timer: the first at once, and then again, until it is cancelled.
    @Test func aLedgerVerifiesItself() async throws {
        let library = try await Library()
        #expect(library.ledger.lastVerification() == nil)
        struct Enough: Error {}
        await #expect(throws: Enough.self) {
            try await library.ledger.verify(every: .zero) { result in
                #expect(result.isWhole)
                if result.size > 3 { throw Enough() }
                try await library.keep(library.grant())
            }
        }
        let last = try #require(library.ledger.lastVerification())
        #expect(last.size == library.ledger.size && last.root == library.ledger.head?.root.base64)
    }
}

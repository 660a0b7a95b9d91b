import ArgumentParser
import FiveOnes
import Foundation

/// A verifier key as people hand it over: its text, or a file that holds it.
struct VerifierArgument: ExpressibleByArgument {
    let key: VerifierKey

    init?(argument: String) {
        if let key = try? VerifierKey(argument) {
            self.key = key
            return
        }
        guard let data = FileManager.default.contents(atPath: argument), data.count < 8192,
            let key = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
                .lazy.compactMap({ try? VerifierKey(String($0)) }).first
        else { return nil }
        self.key = key
    }
}

/// `--verifier`, `--witness` and `--quorum`: whose signatures count.
struct VerifierOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The log's verifier key, or a file with it.", valueName: "vkey"))
    var verifier: VerifierArgument?
    @Option(
        help: ArgumentHelp("A witness's verifier key; may be repeated.", valueName: "vkey"))
    var witness: [VerifierArgument] = []
    @Option(help: "How many of the witnesses must have signed.") var quorum = 0

    /// The checkpoint in a file, verified.
    func checkpoint(in path: String) throws -> SignedCheckpoint {
        try about(path) {
            try SignedCheckpoint(
                try contents(of: path), by: try log(), witnesses: witness.map(\.key),
                quorum: quorum)
        }
    }

    /// The log's key, which must be given.
    func log() throws -> VerifierKey {
        guard let verifier else {
            throw ValidationError("Give the log's key with --verifier.")
        }
        return verifier.key
    }
}

/// A key file, opened.
func openSigner(_ path: String) throws -> LogSigner {
    let (directory, name) = split(path)
    return try about(path) {
        try LogSigner.open(name, in: FileStorage(directory: directory))
    }
}

/// The folder and the name within it.
func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.index(after: slash)...]))
}

/// Signs a checkpoint of a ledger for who may have it signed.
func signed(
    _ path: String, _ signer: LogSigner, anchor: SignedCheckpoint? = nil, by who: ActorOptions
) throws -> SignedCheckpoint {
    let actor = who.isGiven ? try who.actor() : nil
    return try about(path) {
        let office = Office(at: path)
        // Its prover keeps what it hashed.
        _ = try office.prover()
        let ledger = try office.read().ledger
        return try ledger.sign(with: signer, anchor: anchor, by: actor)
    }
}

/// `--checkpoint` or `--key`: under which signed tree something is proved.
struct CheckpointOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A signed checkpoint of the ledger.", valueName: "file"))
    var checkpoint: String?
    @Option(help: ArgumentHelp("Sign a new checkpoint with this key file.", valueName: "file"))
    var key: String?

    func validate() throws {
        if checkpoint != nil, key != nil {
            throw ValidationError("Give --checkpoint or --key, not both.")
        }
    }

    /// The signed checkpoint, which the ledger was found to agree with; nil if none was asked for.
    func note(for prover: LogProver, of path: String, by who: ActorOptions) throws -> SignedNote? {
        if let key { return try signed(path, openSigner(key), by: who).note }
        guard let checkpoint else { return nil }
        return try about(checkpoint) {
            let note = try SignedNote(try contents(of: checkpoint))
            try prover.requireGrowth(from: note)
            return note
        }
    }
}

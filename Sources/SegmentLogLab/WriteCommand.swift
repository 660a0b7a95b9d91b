import ArgumentParser
import SegmentLog

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `segmentlog-lab write DIR`.
struct WriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Append entries to a log on disk and print each acknowledged size.",
        discussion: """
            Made to be killed, traced and starved by scripts. Every file operation happens on the \
            main thread. Exits 74 with the error's code if the log fails.
            """)

    @Argument(help: "The log's directory; it is made if needed.") var directory: String
    @Option(help: "How many batches; 0 for no end.") var batches = 20
    @Option(help: "How many entries a batch has.") var entries = 3
    @Option(help: "When a new segment begins.") var segmentBytes = 5 * 4096
    @Option(help: "By how much the live segment grows.") var growthBytes = 2 * 4096
    @Flag(help: "Seal full segments after every few batches.") var seal = false
    @Option(help: "Make a backup here after every few batches.") var backup: String?
    @Option(help: "Sign a checkpoint with a key in this folder after every few batches.")
    var checkpoint: String?

    func run() throws {
        do {
            try work()
        } catch let error as LogError {
            say(STDERR_FILENO, "\(error)")
            throw ExitCode(74)
        }
    }

    private func work() throws {
        let storage = FileStorage(directory: directory)
        let limits = LogLimits(
            segmentBytes: segmentBytes, growthBytes: growthBytes, idleHeadSync: nil,
            sealsInBackground: false)
        let writer: LogWriter
        do throws(LogError) {
            writer = try LogWriter.open(in: storage, limits: limits)
        } catch {
            guard error.code == .notALog else { throw error }
            writer = try LogWriter.create(in: storage, limits: limits)
        }
        writer.hold()
        say(STDOUT_FILENO, "\(writer.durable.size)")
        var number = 0
        while batches == 0 || number < batches {
            number += 1
            let next = writer.next.rawValue
            try writer.submit((next..<next + UInt64(entries)).map(LabEntry.bytes))
            writer.step()
            guard writer.durable.size == writer.next.rawValue else {
                // Whoever waited would have got this error.
                do { try writer.submit([[]]) } catch let error {
                    throw error.cause as? LogError ?? error
                }
                return
            }
            say(STDOUT_FILENO, "\(writer.durable.size)")
            if seal, number.isMultiple(of: 3) {
                let report = try writer.sealNow(endingSegment: number.isMultiple(of: 2))
                for failure in report.failures { say(STDERR_FILENO, failure.message) }
            }
            if let backup, number.isMultiple(of: 4) {
                _ = try LogBackup(in: FileStorage(directory: backup)).run(of: storage)
            }
            if let checkpoint, number.isMultiple(of: 4) { try sign(storage, checkpoint) }
        }
        try writer.close()
    }

    /// Signs what is acknowledged, with a key that is made if needed, and says what was signed.
    private func sign(_ storage: any Storage, _ folder: String) throws {
        let keys = FileStorage(directory: folder)
        let signer: LogSigner
        do throws(LogError) {
            signer = try LogSigner.open(LabEntry.key, in: keys)
        } catch {
            guard error.code == .notFound else { throw error }
            try keys.makeDirectory("")
            signer = try LogSigner.create(LabEntry.key, origin: "lab.example/log", in: keys)
        }
        let signed = try signer.sign(try LogProver(try LogReader.open(in: storage)))
        say(STDERR_FILENO, "signed \(signed.head.size)")
    }
}

/// `segmentlog-lab check DIR`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Open what 'write' has left, compare every entry, derive the root, append one.")

    @Argument(help: "The log's directory.") var directory: String
    @Option(help: "How many entries were acknowledged.") var acknowledged: UInt64 = 0
    @Option(help: "Restore this backup too, to this directory, and compare it: DIR:TARGET.")
    var backup: String?
    @Option(help: "The folder of the key: what it signed last must be what the log holds.")
    var checkpoint: String?

    func run() throws {
        do {
            try check()
        } catch let error as LogError {
            say(STDERR_FILENO, "\(error)")
            throw ExitCode(1)
        }
    }

    private func check() throws {
        let storage = FileStorage(directory: directory)
        let writer: LogWriter
        do throws(LogError) {
            writer = try LogWriter.open(in: storage)
        } catch {
            // A creation that failed has left no log, and nothing was promised.
            guard error.code == .notALog, acknowledged == 0 else { throw error }
            return say(STDOUT_FILENO, "no log yet")
        }
        writer.hold()
        let size = writer.next.rawValue
        try require(size >= acknowledged, "\(size) entries are left of \(acknowledged)")
        try writer.submit([LabEntry.bytes(size)])
        writer.step()
        try require(writer.durable.size == size + 1, "the next append failed")
        try compare(storage, size + 1)
        try writer.close()
        let report = try Log.verify(storage)
        try require(report.isSound, "\(report.damage)")
        if let backup {
            let parts = backup.split(separator: ":").map(String.init)
            try require(parts.count == 2, "--backup wants DIR:TARGET")
            let copy = LogBackup(in: FileStorage(directory: parts[0]))
            if let record = try copy.record() {
                let target = FileStorage(directory: parts[1])
                let restored = try copy.restore(to: target)
                try require(restored.head.size >= record.head.size, "the backup is short")
                try compare(target, restored.head.size)
            }
        }
        if let checkpoint { try compareSigned(storage, FileStorage(directory: checkpoint)) }
        say(STDOUT_FILENO, "\(size) entries, all as they were sent; the next append works")
    }

    private func compare(_ storage: any Storage, _ size: UInt64) throws {
        let reader = try LogReader.open(in: storage)
        try require(reader.size == size, "a reader sees \(reader.size), not \(size)")
        var tree = MerkleTree()
        try reader.forEach(in: 0..<Position(size)) { position, bytes in
            let wanted = LabEntry.bytes(position.rawValue)
            try require(bytes.elementsEqual(wanted), "entry \(position) is another")
            tree.append(MerkleTree.leafHash(wanted))
        }
        try require(reader.head == tree.head, "the root is another")
    }

    /// A key that was made knows what it signed, and signs on.
    private func compareSigned(_ storage: any Storage, _ keys: FileStorage) throws {
        let signer: LogSigner
        do throws(LogError) {
            signer = try LogSigner.open(LabEntry.key, in: keys)
        } catch {
            // The key's file is made last; without it nothing was ever signed.
            guard error.code == .notFound else { throw error }
            return
        }
        let prover = try LogProver(try LogReader.open(in: storage))
        try prover.requireGrowth(from: try signer.last().head, in: "the last signed checkpoint")
        try require(try signer.sign(prover).head == prover.head, "the next signature failed")
    }

    private func require(_ isTrue: Bool, _ message: String) throws {
        guard !isTrue else { return }
        say(STDERR_FILENO, message)
        throw ExitCode(1)
    }
}

/// Writes a line at once, so that whoever reads it may rely on it though the process is killed next.
private func say(_ descriptor: Int32, _ text: String) {
    let line = text + "\n"
    _ = line.withCString { systemWrite(descriptor, $0, strlen($0)) }
}

/// `write(2)`, under a name that no command hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
    Glibc.write(descriptor, bytes, count)
    #elseif canImport(Musl)
    Musl.write(descriptor, bytes, count)
    #else
    Darwin.write(descriptor, bytes, count)
    #endif
}

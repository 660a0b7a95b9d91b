/// Writes a log as the files that C2SP tlog-tiles serves over HTTP.
///
/// ```swift
/// let export = TileExport(of: prover, to: FileStorage(directory: "/srv/log"))
/// let written = try export.run(signed.note)
/// ```
///
/// Full tiles and bundles that are there are left alone, so a later run writes only what is new.
/// The checkpoint is written last: whoever reads it finds everything it covers.
public struct TileExport: Sendable {
    private let prover: LogProver
    private let target: any Storage

    /// An export of what a prover shows into a directory.
    public init(of prover: LogProver, to target: any Storage) {
        self.prover = prover
        self.target = target
    }

    /// Writes the tiles of a checkpoint and then the checkpoint.
    ///
    /// - Parameter checkpoint: the signed checkpoint that the tiles are to give, published as it is;
    ///   for nil, the tiles of the whole log and no checkpoint. Its root is checked here, its
    ///   signatures are the reader's business.
    /// - Returns: the number of files written.
    /// - Throws: `rolledBack`, `inconsistent` if the log does not fit the checkpoint, or the
    ///   directory holds another log's; `malformed` if the note is no checkpoint; `damaged`,
    ///   `noSpace`, `io`.
    @discardableResult
    public func run(_ checkpoint: SignedNote? = nil) throws(LogError) -> Int {
        try target.makeDirectory("")
        var head = prover.head
        if let checkpoint {
            head = try LogCheckpoint(checkpoint.text).head
            try prover.requireGrowth(from: head, in: "the checkpoint")
        }
        if let earlier = try exported() {
            try prover.requireGrowth(from: earlier, in: "the checkpoint in the directory")
            if head.size < earlier.size {
                throw LogError(
                    .rolledBack, "the directory holds a later checkpoint.", file: "checkpoint")
            }
        }
        var written = 0
        var directories: Set<String> = []
        for path in TilePath.all(ofSize: head.size) where try !exists(path) {
            try makeDirectories(above: path.text, &directories)
            try write(try content(of: path), to: path.text)
            written += 1
        }
        if let checkpoint { try target.replace("checkpoint", with: checkpoint.encoded) }
        return written
    }

    /// What the checkpoint in the directory states, unverified: a guard against mistakes.
    private func exported() throws(LogError) -> TreeHead? {
        guard let file = try? target.open("checkpoint", .read) else { return nil }
        let note = try SignedNote(try file.read(at: 0, count: SignedNote.maximumBytes + 1))
        return try LogCheckpoint(note.text).head
    }

    /// The bytes of a tile or bundle.
    private func content(of path: TilePath) throws(LogError) -> [UInt8] {
        var bytes: [UInt8] = []
        let first = path.index << 8
        guard let level = path.level else {
            let range = Position(first)..<Position(first + UInt64(path.width))
            try unsafe prover.reader.read(range) { _, entry in unsafe bytes.append(entry: entry) }
            return bytes
        }
        bytes.reserveCapacity(32 * path.width)
        for index in first..<first + UInt64(path.width) {
            bytes += try prover.node(8 * level, index).bytes
        }
        return bytes
    }

    /// Whether a full tile is there, as long as it must be.
    ///
    /// What is at the edge is always written.
    private func exists(_ path: TilePath) throws(LogError) -> Bool {
        guard path.width == TilePath.fullWidth, let file = try? target.open(path.text, .read)
        else { return false }
        let size = try file.size()
        return path.level == nil ? size >= 2 * 256 : size == 32 * 256
    }

    private func makeDirectories(
        above path: String, _ made: inout Set<String>
    ) throws(LogError) {
        let parts = path.split(separator: "/").dropLast()
        var directory = ""
        for part in parts {
            directory += (directory.isEmpty ? "" : "/") + part
            if made.insert(directory).inserted { try target.makeDirectory(directory) }
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(LogError) {
        let file = try target.openTemporary(for: path)
        try file.write(bytes, at: 0)
        try target.rename(path + StorageItem.temporarySuffix, to: path, replacing: true)
    }
}

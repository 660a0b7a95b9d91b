import FiveOnes
import Foundation

/// Where an export goes, a new file that only its owner may read or standard output, with the
/// SHA-256 of all that went there.
final class ExportSink {
    /// The file's absolute path; empty for standard output.
    let path: String
    private let handle: FileHandle?
    private var hash = ExportDigest()
    private var pending: [UInt8] = []
    private var isFinished = false

    init(_ output: String?) throws {
        guard let output else {
            (path, handle) = ("", nil)
            return
        }
        path = URL(fileURLWithPath: output).standardizedFileURL.path
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Failure(.cannotCreate, "\(output): is there already; name a new file")
        }
        guard
            FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw Failure(.cannotCreate, "\(output): cannot be written") }
        self.handle = handle
    }

    /// Writes a line, and ends it where it does not end itself.
    func write(line: String) throws {
        try write(text: line.utf8.last == UInt8(ascii: "\n") ? line : line + "\n")
    }

    /// Writes text as it is.
    func write(text: String) throws {
        guard handle != nil else {
            hash.add(Array(text.utf8))
            return try FiveOnesCLI.write(text: text)
        }
        pending += text.utf8
        if pending.count > 1 << 20 { try flush() }
    }

    private func flush() throws {
        hash.add(pending)
        try toDisk { try handle?.write(contentsOf: pending) }
        pending.removeAll(keepingCapacity: true)
    }

    /// Ends the file; all of it is on disk then.
    func finish() throws {
        guard !isFinished else { return }
        isFinished = true
        try flush()
        try toDisk {
            try handle?.synchronize()
            try handle?.close()
        }
    }

    /// Says of a failure that it is the file's, and that what is there is not whole.
    private func toDisk(_ body: () throws -> Void) throws {
        do { try body() } catch {
            let words = LedgerError.words(ofSystem: error) ?? "\(error)"
            throw Failure(.io, "\(path): \(words); the file is not whole, so remove it")
        }
    }

    /// SHA-256 of all that was written.
    var digest: [UInt8] { hash.bytes }
}

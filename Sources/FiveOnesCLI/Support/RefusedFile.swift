import FiveOnes
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The file that refused lines go to, `FILE.refused.jsonl`, `FILE.refused.2.jsonl` and so on.
///
/// Lines are gathered in a file of their own, `….part`, which is put in place at the end. A file
/// that is there already is never written to: if it holds just the same, it is the result;
/// otherwise the next number is taken. So what somebody has begun to correct stays as it is.
final class RefusedFile {
    private let stem: String
    private var descriptor: Int32 = -1
    private var buffer: [UInt8] = []
    /// The number of lines so far.
    private(set) var count = 0

    /// The refused lines of `input`, next to it unless `chosen` names another place.
    init(for input: String, at chosen: String? = nil) {
        if let chosen {
            stem = chosen.hasSuffix(".jsonl") ? String(chosen.dropLast(6)) : chosen
        } else {
            stem = Self.base(of: input) + ".refused"
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The file that lines were refused of in the first place.
    static func base(of path: String) -> String {
        path.replacing(#/\.refused(\.[0-9]+)?\.jsonl$/#, with: "")
    }

    private var part: String { stem + ".part" }

    private func name(_ number: Int) -> String {
        number == 1 ? "\(stem).jsonl" : "\(stem).\(number).jsonl"
    }

    /// Adds a line.
    func add(_ line: RefusedLine) throws {
        if descriptor < 0 { try begin() }
        count += 1
        JSONWriter.append(line.json, to: &buffer)
        buffer.append(0x0A)
        if buffer.count > 256 << 10 { try drain() }
    }

    /// Puts the file in place and gives its name; `nil` if no line was refused.
    func finish() throws -> String? {
        guard descriptor >= 0 else { return nil }
        try drain()
        guard fsync(descriptor) == 0 else { throw cannot("be written") }
        for number in 1... {
            let name = name(number)
            if FileManager.default.contentsEqual(atPath: part, andPath: name) {
                unlink(part)
                return name
            }
            let place = open(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
            if place < 0 {
                if errno == EEXIST { continue }
                throw cannot("be created")
            }
            close(place)
            // The name is this process's own now, so nothing of anybody else's is replaced.
            guard rename(part, name) == 0 else { throw cannot("be put in place") }
            return name
        }
        return nil
    }

    private func begin() throws {
        descriptor = open(
            part, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else { throw cannot("be created") }
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_nlink == 1
        else {
            throw Failure(.cannotCreate, "\(part): is no file of an import; move it elsewhere")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw Failure(
                .cannotCreate, "\(part): another import is writing it; wait for it to end")
        }
        // What an interrupted import has left here is written anew by this one.
        guard ftruncate(descriptor, 0) == 0 else { throw cannot("be written") }
    }

    private func drain() throws {
        var written = 0
        while written < buffer.count {
            let count = buffer[written...].withUnsafeBytes {
                write(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 { written += count } else if errno != EINTR { throw cannot("be written") }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func cannot(_ what: String) -> Failure {
        Failure(
            .cannotCreate,
            "\(part): cannot \(what) (\(String(cString: strerror(errno)))); name another place for "
                + "refused lines with --refused, and import again")
    }
}

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that is written as directly as can be.
final class RawFile {
    private let descriptor: Int32
    private var offset = 0
    private var reserved = 0
    private let isWrittenAhead: Bool
    private let sector = [UInt8](repeating: 0xA5, count: 4096)

    init(_ path: String, isWrittenAhead: Bool) throws {
        self.isWrittenAhead = isWrittenAhead
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Disagreement(description: "cannot create \(path)") }
    }

    deinit { close(descriptor) }

    private func grow() throws {
        reserved += 1 << 20
        if isWrittenAhead {
            let zeros = [UInt8](repeating: 0, count: 1 << 20)
            let written = pwrite(descriptor, zeros, zeros.count, off_t(offset))
            guard written == zeros.count else {
                throw Disagreement(description: "the raw file cannot be written")
            }
            return
        }
        #if canImport(Glibc)
        posix_fallocate(descriptor, off_t(offset), 1 << 20)
        #else
        ftruncate(descriptor, off_t(reserved))
        #endif
    }

    func append() throws {
        if offset == reserved { try grow() }
        let written = sector.withUnsafeBytes {
            pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
        }
        #if canImport(Glibc)
        let synced = fdatasync(descriptor)
        #else
        let synced = fcntl(descriptor, F_FULLFSYNC)
        #endif
        guard written == sector.count, synced == 0 else {
            throw Disagreement(description: "the raw file cannot be written")
        }
        offset += written
    }
}

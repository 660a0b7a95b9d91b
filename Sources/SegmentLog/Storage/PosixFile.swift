#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A file descriptor, closed with the last reference; a lock taken on it goes with it.
final class PosixFile: StorageFile, StorageLock {
    let descriptor: CInt
    private let path: String

    /// Opens a regular file, or with `O_DIRECTORY` a directory.
    ///
    /// Whatever else stands in the place of a file is refused: a link is not followed, and a pipe
    /// not waited for.
    init(
        opening full: String, _ path: String, _ flags: CInt, _ mode: mode_t = 0o644
    ) throws(LogError) {
        let isFile = flags & O_DIRECTORY == 0
        let flags = flags | O_CLOEXEC | (isFile ? O_NOFOLLOW | O_NONBLOCK : 0)
        let opened = retrying { unsafe open(full, flags, mode) }
        guard opened >= 0 else {
            if isFile, [ELOOP, ENXIO].contains(errno) { throw .notAFile(path) }
            throw .system("open", path, errno)
        }
        descriptor = opened
        self.path = path
        guard isFile else { return }
        guard try look().st_mode & S_IFMT == S_IFREG else { throw .notAFile(path) }
    }

    private func look() throws(LogError) -> stat {
        var info = stat()
        guard unsafe fstat(descriptor, &info) == 0 else { throw .system("look at", path, errno) }
        return info
    }

    deinit {
        close(descriptor)
    }

    func size() throws(LogError) -> UInt64 {
        UInt64(try look().st_size)
    }

    var isLinked: Bool { (try? look()).map { $0.st_nlink > 0 } ?? true }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(LogError) -> Int {
        var done = 0
        while done < buffer.count {
            let got = unsafe pread(
                descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done,
                off_t(offset) + off_t(done))
            if got == 0 { break }
            if got < 0 {
                if errno == EINTR { continue }
                throw .system("read", path, errno)
            }
            done += got
        }
        return done
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LogError) {
        var done = 0
        while done < bytes.count {
            let put = unsafe pwrite(
                descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done,
                off_t(offset) + off_t(done))
            if put < 0 {
                if errno == EINTR { continue }
                throw .system("write", path, errno)
            }
            done += put
        }
    }

    func sync() throws(LogError) {
        try sync(metadata: false)
    }

    /// One call, never repeated after an error: the kernel reports a lost write only once.
    func sync(metadata: Bool) throws(LogError) {
        #if canImport(Darwin)
        let result = fcntl(descriptor, F_FULLFSYNC)
        #else
        let result = metadata ? fsync(descriptor) : fdatasync(descriptor)
        #endif
        guard result == 0 else { throw .system("sync", path, errno) }
    }

    func extend(to size: UInt64) throws(LogError) {
        #if !canImport(Darwin)
        let start = try self.size()
        guard size > start else { return }
        var result: CInt
        repeat {
            result = posix_fallocate(descriptor, off_t(start), off_t(size - start))
        } while result == EINTR
        if result == 0 { return }
        guard [EOPNOTSUPP, EINVAL, ENODEV].contains(result) else {
            throw .system("reserve space for", path, result)
        }
        #endif
        try truncate(to: size)
    }

    func truncate(to size: UInt64) throws(LogError) {
        guard retrying({ ftruncate(descriptor, off_t(size)) }) == 0 else {
            throw .system("set the size of", path, errno)
        }
    }

    func dropCached() {
        #if !canImport(Darwin)
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        #endif
    }

    /// Refuses a file that is another account's, or that others may read or change.
    func requirePrivate() throws(LogError) { try look().requirePrivate(path) }

    func unlock() {
        _ = flock(descriptor, LOCK_UN)
    }

    /// The first line of the file.
    func text() throws(LogError) -> String {
        let line = try read(at: 0, count: 512).prefix { $0 != UInt8(ascii: "\n") }
        return line.isEmpty ? "an unnamed process" : String(decoding: line, as: UTF8.self)
    }
}

/// Repeats a call that a signal interrupted.
private func retrying(_ call: () -> CInt) -> CInt {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}

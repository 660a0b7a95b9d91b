#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A directory of the file system.
public struct FileStorage: Storage {
    /// The path of the log's directory.
    public let directory: String

    /// The modes of files that are made here; a directory's has the right to enter beside each to
    /// read.
    private let fileMode: mode_t

    /// The log in this directory, which `LogWriter.create` makes if its parent exists.
    ///
    /// For anything else, such as keys of signers and records of reactors, it must exist.
    public init(directory: String) { self.init(directory, fileMode: 0o644) }

    private init(_ directory: String, fileMode: mode_t) {
        self.directory = directory
        self.fileMode = fileMode
    }

    /// The same directory for secrets: what is made in it is its owner's alone, from the first byte.
    ///
    /// Where the owner lets a group read in the directory, and that is `shared`, new files are as open
    /// as that.
    package func closed(sharing shared: Bool = false) -> FileStorage {
        var info = stat()
        let isOpen = unsafe shared && stat(directory, &info) == 0 && info.st_mode & 0o040 != 0
        return FileStorage(directory, fileMode: isOpen ? 0o640 : 0o600)
    }

    /// Refuses a directory that is another account's, or that others have more rights in than these.
    ///
    /// - Throws: `notFound`; `notPrivate`.
    package func requirePrivate(sharing shared: UInt16 = 0) throws(LogError) {
        var info = stat()
        guard unsafe stat(directory, &info) == 0 else { throw .system("look at", "", errno) }
        try info.requirePrivate("", sharing: mode_t(shared))
    }

    private func full(_ path: String) -> String {
        path.isEmpty ? directory : directory + "/" + path
    }

    public func list(_ path: String) throws(LogError) -> [StorageItem] {
        var opened = unsafe opendir(full(path))
        while unsafe opened == nil, errno == EINTR { unsafe opened = opendir(full(path)) }
        guard let stream = unsafe opened else { throw .system("open", path, errno) }
        defer { unsafe closedir(stream) }
        var items: [StorageItem] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    unsafe String(cString: text)
                }
            }
            if name == "." || name == ".." { continue }
            var info = stat()
            let inner = path.isEmpty ? name : path + "/" + name
            guard unsafe lstat(full(inner), &info) == 0 else {
                if errno == ENOENT { continue }
                throw .system("look at", inner, errno)
            }
            items.append(StorageItem(name: name, isDirectory: info.st_mode & S_IFMT == S_IFDIR))
        }
        if errno != 0 { throw .system("read directory", path, errno) }
        return items
    }

    public func open(_ path: String, _ mode: StorageMode) throws(LogError) -> any StorageFile {
        let flags =
            switch mode {
            case .read: O_RDONLY
            case .readWrite: O_RDWR
            case .createExclusive: O_RDWR | O_CREAT | O_EXCL
            }
        return try PosixFile(opening: full(path), path, flags, fileMode)
    }

    /// Gives a file another name.
    ///
    /// Without `replacing` this is a hard link and the removal of the old name, because `rename`
    /// alone replaces silently; file systems without hard links get a check before the rename.
    public func rename(_ path: String, to newPath: String, replacing: Bool) throws(LogError) {
        if !replacing {
            if unsafe link(full(path), full(newPath)) == 0 {
                return try remove(path)
            }
            let code = errno
            guard [EPERM, ENOTSUP, EOPNOTSUPP, EMLINK].contains(code) else {
                throw .system("rename to", newPath, code)
            }
            if unsafe access(full(newPath), F_OK) == 0 {
                throw .system("rename to", newPath, EEXIST)
            }
        }
        guard Self.systemRename(full(path), full(newPath)) == 0 else {
            throw .system("rename to", newPath, errno)
        }
    }

    public func remove(_ path: String) throws(LogError) {
        guard unsafe unlink(full(path)) == 0 else { throw .system("remove", path, errno) }
    }

    /// Makes a directory, unless it exists, and makes its own name durable.
    public func makeDirectory(_ path: String) throws(LogError) {
        if unsafe mkdir(full(path), fileMode | (fileMode & 0o444) >> 2) != 0 {
            guard errno == EEXIST else { throw .system("make", path, errno) }
            // The directory itself may be reached by a link, none within it.
            if path.isEmpty { return }
            var info = stat()
            guard unsafe lstat(full(path), &info) == 0 else {
                throw .system("look at", path, errno)
            }
            guard info.st_mode & S_IFMT == S_IFDIR else { throw .notAFile(path) }
            return
        }
        let parent = full(path) + "/.."
        try PosixFile(opening: parent, path, O_RDONLY | O_DIRECTORY).sync()
    }

    public func syncDirectory(_ path: String) throws(LogError) {
        try PosixFile(opening: full(path), path, O_RDONLY | O_DIRECTORY).sync(metadata: true)
    }

    /// Takes the exclusive lock (`flock`) on a file and writes this process's number and host into
    /// it.
    public func lock(_ path: String) throws(LogError) -> any StorageLock {
        let file = try PosixFile(opening: full(path), path, O_RDWR | O_CREAT, fileMode)
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw .system("lock", path, errno) }
            throw .locked(by: try file.text(), file: path)
        }
        // By another name of it, somebody's file would be emptied.
        let said = try file.read(at: 0, count: 4)
        guard said.allSatisfy({ $0 == 0 }) || said.elementsEqual("pid ".utf8) else {
            throw LogError(
                .unknownFile, "the lock holds something that no writer has left there.", file: path,
                advice: "Move it elsewhere.")
        }
        try file.truncate(to: 0)
        try file.write(Array((processName() + "\n").utf8), at: 0)
        return file
    }

    public func lockHolder(_ path: String) throws(LogError) -> String? {
        guard let file = try openIfPresent(path) as? PosixFile else { return nil }
        if flock(file.descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
        guard errno == EWOULDBLOCK else { throw .system("lock", path, errno) }
        return try file.text()
    }

    private static func systemRename(_ old: String, _ new: String) -> CInt {
        #if canImport(Darwin)
        unsafe Darwin.rename(old, new)
        #else
        unsafe Glibc.rename(old, new)
        #endif
    }
}

extension stat {
    /// Refuses what is another account's, or open to others beyond what is `shared`.
    func requirePrivate(_ path: String, sharing shared: mode_t = 0) throws(LogError) {
        guard st_uid == geteuid() else {
            throw LogError(
                .notPrivate, "it belongs to another account, who could read what is secret.",
                file: path, advice: "Choose a place of your own, or act as that account.")
        }
        guard st_mode & 0o077 & ~shared == 0 else {
            throw LogError(
                .notPrivate, "others may read or change what is secret there.", file: path,
                advice: "Take their rights away with 'chmod go-rwx', if nobody has used them.")
        }
    }
}

/// "pid 17 on host-name".
func processName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    let found = unsafe gethostname(&name, 255) == 0
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let host = found ? String(decoding: bytes, as: UTF8.self) : "unknown host"
    return "pid \(getpid()) on \(host)"
}

extension LogError {
    /// What the operating system said to one call.
    static func system(_ action: String, _ path: String, _ number: CInt) -> LogError {
        let text = unsafe String(cString: strerror(number))
        let name = path.isEmpty ? "the log's directory" : path
        let code: Code =
            switch number {
            case ENOSPC, EDQUOT: .noSpace
            case ENOENT: .notFound
            case EEXIST: .alreadyExists
            default: .io
            }
        return LogError(
            code, "cannot \(action) \(name): \(text).", file: path,
            advice: code == .noSpace ? "Free some space, then open the log again." : nil)
    }

    /// The refusal of what is no regular file, or within a log no directory.
    static func notAFile(_ path: String) -> LogError {
        LogError(
            .unknownFile,
            "a link, a pipe, a socket, a device or a directory stands where none may be.",
            file: path, advice: "Look who has put it there, and move it elsewhere.")
    }

    /// The refusal of a second writer.
    public static func locked(by holder: String, file: String) -> LogError {
        LogError(
            .locked, "the log is open for writing by \(holder).", file: file,
            advice: "Close that writer, or open the log for reading, which needs no lock.")
    }
}

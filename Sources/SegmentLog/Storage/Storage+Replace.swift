/// Files that take their places whole.
extension Storage {
    /// Puts a file in its place, whole and durably: whenever this is cut short, either what stood
    /// there before or the new file stands there. These are the system calls:
    ///
    ///     unlink(PATH.tmp)            if an earlier attempt has left it
    ///     open(PATH.tmp, O_EXCL)
    ///     pwrite  fdatasync
    ///     rename(PATH.tmp, PATH)      unless it may replace: link, unlink
    ///     fsync(directory of PATH)
    ///
    /// Only one process at a time may do so for a path.
    ///
    /// - Returns: the file, open for reading and writing.
    /// - Throws: `alreadyExists` where a file stands and may not be replaced; `noSpace`, `io`.
    @discardableResult
    package func replace(
        _ path: String, with bytes: [UInt8], replacing: Bool = true
    ) throws(LogError) -> any StorageFile {
        let file = try openTemporary(for: path)
        try file.write(bytes, at: 0)
        try publish(file, as: path, replacing: replacing)
        return file
    }

    /// The first two lines of `replace`: an empty file that `publish` gives its name.
    package func openTemporary(for path: String) throws(LogError) -> any StorageFile {
        let temporary = path + StorageItem.temporarySuffix
        if try openIfPresent(temporary) != nil { try remove(temporary) }
        return try open(temporary, .createExclusive)
    }

    /// The rest of `replace`, once a temporary file is written.
    package func publish(
        _ file: any StorageFile, as path: String, replacing: Bool = true
    ) throws(LogError) {
        try file.sync()
        try settle(path, replacing: replacing)
    }

    /// The last two lines of `replace`, once a temporary file is durable.
    func settle(_ path: String, replacing: Bool = true) throws(LogError) {
        try rename(path + StorageItem.temporarySuffix, to: path, replacing: replacing)
        let directory = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
        try syncDirectory(String(directory))
    }

    /// Puts a file in its place whole but not durably: for what can be made again, and checks itself
    /// when it is read.
    ///
    /// Any number of processes may do so at once; the last one's file stays.
    package func replaceUnsynced(_ path: String, with bytes: [UInt8]) throws(LogError) {
        let mark = String(UInt64.random(in: .min ... .max), radix: 16)
        let temporary = "\(path)-\(mark)\(StorageItem.temporarySuffix)"
        let file = try open(temporary, .createExclusive)
        do throws(LogError) {
            try file.write(bytes, at: 0)
            try rename(temporary, to: path, replacing: true)
        } catch {
            try? remove(temporary)
            throw error
        }
    }
}

/// What may not be there.
extension Storage {
    /// Opens a file, or gives nil if there is none of that name.
    package func openIfPresent(
        _ path: String, _ mode: StorageMode = .read
    ) throws(LogError) -> (any StorageFile)? {
        try ifPresent { () throws(LogError) in try open(path, mode) }
    }

    /// The first bytes of a file, or nil if there is none of that name.
    ///
    /// Whoever asks for one byte more than may be there sees that it is too long.
    package func readIfPresent(
        _ path: String, atMost count: Int
    ) throws(LogError) -> [UInt8]? {
        guard let file = try openIfPresent(path) else { return nil }
        return try file.read(at: 0, count: min(count, Int(clamping: try file.size())))
    }

    /// What a directory holds, in no order; nothing if there is no such directory.
    package func listIfPresent(_ directory: String = "") throws(LogError) -> [StorageItem] {
        try ifPresent { () throws(LogError) in try list(directory) } ?? []
    }

    private func ifPresent<Found>(
        _ body: () throws(LogError) -> Found
    ) throws(LogError) -> Found? {
        do throws(LogError) {
            return try body()
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }
}

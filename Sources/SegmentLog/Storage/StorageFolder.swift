/// A folder within a storage, as a storage of its own.
struct StorageFolder: Storage {
    private let base: any Storage
    private let folder: String

    init(_ base: any Storage, _ folder: String) {
        self.base = base
        self.folder = folder
    }

    private func full(_ path: String) -> String {
        path.isEmpty ? folder : folder + "/" + path
    }

    func list(_ directory: String) throws(LogError) -> [StorageItem] {
        try base.list(full(directory))
    }

    func open(_ path: String, _ mode: StorageMode) throws(LogError) -> any StorageFile {
        try base.open(full(path), mode)
    }

    func rename(_ path: String, to newPath: String, replacing: Bool) throws(LogError) {
        try base.rename(full(path), to: full(newPath), replacing: replacing)
    }

    func remove(_ path: String) throws(LogError) { try base.remove(full(path)) }

    func makeDirectory(_ path: String) throws(LogError) { try base.makeDirectory(full(path)) }

    func syncDirectory(_ path: String) throws(LogError) { try base.syncDirectory(full(path)) }

    func lock(_ path: String) throws(LogError) -> any StorageLock { try base.lock(full(path)) }

    func lockHolder(_ path: String) throws(LogError) -> String? { try base.lockHolder(full(path)) }
}

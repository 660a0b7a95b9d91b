/// A log whose new files still stand under temporary names, shown as if they had theirs already, so
/// that it can be verified before anything is replaced.
///
/// For reading only.
struct StagedStorage: Storage {
    let base: any Storage

    /// The names whose temporary files count.
    let staged: Set<String>

    private func actual(_ path: String) -> String {
        staged.contains(path) ? path + StorageItem.temporarySuffix : path
    }

    func list(_ directory: String) throws(LogError) -> [StorageItem] {
        let items = try base.list(directory)
        guard directory.isEmpty else { return items }
        return items.filter { item in
            !staged.contains(item.name) && !item.name.hasSuffix(StorageItem.temporarySuffix)
        } + staged.map { StorageItem(name: $0, isDirectory: false) }
    }

    func open(_ path: String, _ mode: StorageMode) throws(LogError) -> any StorageFile {
        guard case .read = mode else { throw StagedStorage.refusal(path) }
        return try base.open(actual(path), mode)
    }

    func lockHolder(_ path: String) throws(LogError) -> String? { nil }

    private static func refusal(_ path: String) -> LogError {
        LogError(.io, "a copy that is being made is only read.", file: path)
    }

    func rename(_ path: String, to newPath: String, replacing: Bool) throws(LogError) {
        throw StagedStorage.refusal(path)
    }

    func remove(_ path: String) throws(LogError) { throw StagedStorage.refusal(path) }

    func makeDirectory(_ path: String) throws(LogError) { throw StagedStorage.refusal(path) }

    func syncDirectory(_ path: String) throws(LogError) { throw StagedStorage.refusal(path) }

    func lock(_ path: String) throws(LogError) -> any StorageLock {
        throw StagedStorage.refusal(path)
    }
}

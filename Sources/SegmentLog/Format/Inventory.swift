/// The names in a log's directory, sorted by what they are.
struct Inventory {
    struct Segment: Hashable {
        var name: String
        var first: UInt64

        /// Its header, or nil if that is damaged.
        func header(in storage: any Storage) throws(LogError) -> SegmentHeader? {
            try SegmentHeader.read(from: try storage.open(name, .read), name)
        }
    }

    /// The segments in order of their first position.
    var segments: [Segment] = []
    var hasHead = false
    var hasQuarantine = false

    /// Files whose creation was interrupted.
    var leftovers: [String] = []

    /// Files that are no part of a log.
    var unknown: [String] = []

    static func take(of storage: any Storage) throws(LogError) -> Inventory {
        var inventory = Inventory()
        for item in try storage.listIfPresent().sorted(by: { $0.name < $1.name }) {
            inventory.sort(item)
        }
        inventory.segments.sort { $0.first < $1.first }
        return inventory
    }

    mutating func sort(_ item: StorageItem) {
        let name = item.name
        if item.isDirectory {
            if name == Format.quarantineName { hasQuarantine = true }
        } else if name == Format.headName {
            hasHead = true
        } else if let first = Format.firstPosition(ofSegment: name) {
            segments.append(Segment(name: name, first: first))
        } else if name.hasSuffix(StorageItem.temporarySuffix), isOwn(temporary: name) {
            leftovers.append(name)
        } else if name != Format.lockName, !name.hasPrefix(".") {
            unknown.append(name)
        }
    }

    private func isOwn(temporary name: String) -> Bool {
        let final = String(name.dropLast(StorageItem.temporarySuffix.count))
        return final == Format.headName || Format.firstPosition(ofSegment: final) != nil
    }

    /// Whether there is more than the leftover of an interrupted creation.
    func isLog(in storage: any Storage) throws(LogError) -> Bool {
        if hasHead { return true }
        return try !isUnfinished(in: storage)
    }

    /// Refuses a place where there is no log.
    func requireLog(in storage: any Storage) throws(LogError) {
        guard try isLog(in: storage) else { throw .notALog }
    }

    /// Whether at most an empty first segment is there.
    func isUnfinished(in storage: any Storage) throws(LogError) -> Bool {
        guard let segment = segments.first else { return true }
        guard segments.count == 1, segment.first == 0 else { return false }
        let size = try storage.open(segment.name, .read).size()
        return size <= UInt64(SegmentHeader.byteCount)
    }

    /// Refuses names that are no part of a log.
    func requireNothingUnknown() throws(LogError) {
        guard let name = unknown.first else { return }
        throw LogError(
            .unknownFile, "the log's directory holds a file that is no part of a log.", file: name,
            advice: "Move it elsewhere; the log is left as it is.")
    }
}

extension LogError {
    static var notALog: LogError {
        LogError(.notALog, "there is no log in this place.", advice: "Create one.")
    }
}

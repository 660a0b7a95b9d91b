import Synchronization

extension LogReader {
    /// What the reader knows, under its mutex.
    struct State: Sendable {
        var slot: HeadSlot?
        var logID: LogID?
        var size: UInt64 = 0
        var doubt: TreeHead.Doubt?
        var segments: [BatchMap] = []
        var cache = ChunkCache()

        /// The damaged batches met last, and what the search for wrong bytes may still cost.
        var salvaged: [Salvage] = []
        var repairWork = FrameRepair.workInAll

        /// What was read though its stored bytes are damaged; the first few runs.
        var mended: [Range<Position>] = []

        /// A few open files, the last used at the end.
        private var open: [SegmentSource] = []
        private static let mostOpen = 32

        init() {}

        /// Looks what `head` and the directory say by now.
        ///
        /// Where `head` leaves a doubt, it is read again once it is known what else is there, since
        /// a writer may be at it.
        mutating func refresh(_ storage: any Storage) throws(LogError) {
            for _ in 0..<3 {
                var heads = try read(storage)
                try advance(to: &heads, storage)
                guard let reason = heads.doubt else {
                    doubt = nil
                    return
                }
                if let doubt, doubt.reason == reason, doubt.acknowledged == slot?.tree.size,
                    slot != nil
                {
                    return
                }
                let inventory = try Inventory.take(of: storage)
                let behind = try slot?.countOfComplete(behind: inventory, in: storage)
                doubt = TreeHead.Doubt(
                    reason: reason, acknowledged: slot?.tree.size, behind: behind ?? size)
                if try read(storage) == heads { return }
            }
        }

        /// Takes up what the newest slot says, or without one all that is complete.
        private mutating func advance(
            to heads: inout HeadState, _ storage: any Storage
        ) throws(LogError) {
            if let slot {
                guard let newest = heads.newest, newest.sequence > slot.sequence else { return }
            }
            if segments.isEmpty || heads.newest?.segment != slot?.segment || heads.newest == nil {
                try list(storage, &heads)
                open.removeAll()
            } else if let last = segments.last {
                // It may have grown.
                open.removeAll { $0.name == last.name }
            }
            slot = heads.newest
            if let slot {
                size = slot.tree.size
            } else if let last = segments.indices.last {
                try extend(last, to: UInt64.max, storage)
                size = segments[last].reached
            }
        }

        private func read(_ storage: any Storage) throws(LogError) -> HeadState {
            var heads = try HeadState.read(from: storage)
            if let logID { heads.setAside(otherThan: [logID]) }
            return heads
        }

        private mutating func list(
            _ storage: any Storage, _ heads: inout HeadState
        ) throws(LogError) {
            let inventory = try Inventory.take(of: storage)
            try inventory.requireLog(in: storage)
            let known = Dictionary(
                segments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            segments = inventory.segments.map { known[$0.name] ?? BatchMap($0) }
            if logID == nil { try heads.setAside(foreignTo: inventory, in: storage) }
            logID = logID ?? heads.newest?.logID
            for segment in inventory.segments where logID == nil {
                logID = try segment.header(in: storage)?.logID
            }
            if let newest = heads.newest, UInt64(segments.count) > newest.segment + 1 {
                try dropStrangers(storage)
            }
        }

        /// Leaves out files that stand under another segment's name; needed only if there are too
        /// many.
        private mutating func dropStrangers(_ storage: any Storage) throws(LogError) {
            var kept: [BatchMap] = []
            for segment in segments {
                let file = try storage.open(segment.name, .read)
                let header = try SegmentHeader.read(from: file, segment.name)
                let isStranger =
                    header.map { $0.first != segment.first || $0.logID != logID } ?? false
                if !isStranger { kept.append(segment) }
            }
            segments = kept
        }

        /// The open file of a segment, with an index that was made from it.
        private mutating func source(
            _ index: Int, _ storage: any Storage
        ) throws(LogError) -> SegmentSource {
            let name = segments[index].name
            if let found = open.lastIndex(where: { $0.name == name }) {
                if found + 1 < open.count { open.append(open.remove(at: found)) }
                return open[open.count - 1]
            }
            let source = try SegmentSource(name, in: storage, logID: logID)
            try segments[index].adopt(source, logID)
            if open.count >= State.mostOpen { open.removeFirst() }
            open.append(source)
            return source
        }

        private mutating func extend(
            _ index: Int, to limit: UInt64, _ storage: any Storage
        ) throws(LogError) {
            let source = try source(index, storage)
            try segments[index].extend(to: limit, source)
        }

        /// What holds a position; of a sealed segment, so many blocks at most.
        mutating func extent(
            at position: UInt64, blocks: Int, _ storage: any Storage
        ) throws(LogError) -> Extent {
            guard let index = segments.lastIndex(where: { $0.first <= position }) else {
                let end = min(segments.first?.first ?? size, size)
                return Extent(file: Format.segmentName(0), offset: 0, first: 0, end: end)
            }
            let next = index + 1 < segments.count ? segments[index + 1].first : size
            let limit = min(next, size)
            let source = try source(index, storage)
            try segments[index].extend(to: limit, source)
            return segments[index].extent(at: position, limit: limit, blocks: blocks, source)
        }
    }
}

extension SimulatedDisk {
    struct State: Sendable {
        var seed: Seed
        var inodes: [SimulatedInode] = []
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        var nameChanges: [NameChange] = []
        var directories: Set<String> = [""]
        var holders: [String: Int] = [:]
        var lastHolder = 0

        /// Counts lives of the process, so that what a dead one left open does nothing.
        var life = 0
        var isDead = false
        var changes = 0
        var looks = 0
        var changeFaults: [Int: DiskFault] = [:]
        var lookFaults: Set<Int> = []
        var liesAboutSyncs = false
        var free: Int?
        var hasBroken = false
    }

    struct NameChange: Sendable {
        var path: String
        var number: Int?
    }
}

extension SimulatedDisk.State {
    mutating func dropCaches() {
        for number in inodes.indices { inodes[number].dropCache() }
    }

    mutating func losePower(_ loss: PowerLoss) {
        var kept = durableNames
        var count = nameChanges.count
        if loss.keepsOrderOfNames, loss.survivors < 8 {
            count = loss.survivors <= 0 ? 0 : Int.random(in: 0...count, using: &seed)
        }
        for change in nameChanges[..<count] {
            let reaches =
                loss.keepsOrderOfNames || Int.random(in: 0..<8, using: &seed) < loss.survivors
            if reaches { kept[change.path] = change.number }
        }
        var next: [SimulatedInode] = []
        var moved: [Int: Int] = [:]
        names = [:]
        for path in kept.keys.sorted() {
            guard let old = kept[path] else { continue }
            if let number = moved[old] {
                names[path] = number
                continue
            }
            next.append(SimulatedInode(inodes[old].survivors(loss, &seed)))
            moved[old] = next.count - 1
            names[path] = next.count - 1
        }
        inodes = next
        durableNames = names
        nameChanges = []
    }

    mutating func syncNames(in directory: String) {
        nameChanges.removeAll { change in
            guard SimulatedDisk.parent(of: change.path) == directory else { return false }
            durableNames[change.path] = change.number
            return true
        }
    }

    mutating func name(_ path: String, _ number: Int?) {
        names[path] = number
        nameChanges.append(SimulatedDisk.NameChange(path: path, number: number))
    }

    /// Whether a file may grow by so much.
    mutating func takeSpace(_ bytes: Int) -> Bool {
        guard let left = free, bytes > 0 else { return true }
        guard bytes <= left else {
            hasBroken = true
            return false
        }
        free = left - bytes
        return true
    }
}

public import SegmentLog

/// A demonstration: one disk, two recoveries.
///
/// Two entries are acknowledged; the process is killed; a bit of the last batch rots. A recovery
/// that drops the last bad batch, as most logs do, starts up content and has lost an acknowledged
/// entry. `LogWriter.open` refuses and names it.
public struct RecoveryStory: Sendable {
    /// What happened, for people.
    public private(set) var lines: [String] = []

    /// What a recovery that drops the last bad batch has left.
    public private(set) var naiveEntries: [String] = []

    /// What `LogWriter.open` said.
    public private(set) var refusal: LogError?

    /// Whether the one lost an acknowledged entry and the other named it.
    public var isAsPromised: Bool {
        naiveEntries.count == 2 && refusal?.code == .damaged && refusal?.positions == 2..<3
    }

    private static let entries = [
        "F-0012: pension raised to 2,150.00", "F-0012: visited at Spring Festival",
        "F-0031: medical aid of 8,000.00 approved",
    ]

    /// Lets it happen.
    ///
    /// - Throws: `LogError` if the story does not even begin.
    public static func tell() throws(LogError) -> RecoveryStory {
        var story = RecoveryStory()
        try story.happen()
        return story
    }

    private mutating func happen() throws(LogError) {
        let disk = SimulatedDisk(seed: 1)
        let storage = disk.directory("log")
        let writer = try LogWriter.create(in: storage)
        writer.hold()
        for (number, entry) in Self.entries.enumerated() {
            try writer.submit([Array(entry.utf8)])
            writer.step()
            say("append   \(entry)")
            say("         acknowledged: written, synced, entry \(number) of the log")
        }
        disk.restart(.killAndDropCaches)
        say("kill -9  the process is gone; all three entries are on the disk")
        let segment = "log/00000000000000000000.lz4"
        let offset = 3 * LogLimits.sectorBytes + 490
        disk.flip(segment, at: offset, mask: 0x10)
        say("rot      one bit of the last batch turns (byte \(offset) of the segment)")
        say("")

        let (naive, cut) = try Self.dropLastBadBatch(disk)
        naiveEntries = naive
        say("A recovery that drops the last bad batch:")
        say("         the checksum at byte \(cut) does not match, so this must be a torn write.")
        say("         It truncates there, starts up, and says nothing.")
        for entry in naive { say("         has  \(entry)") }
        for entry in Self.entries.dropFirst(naive.count) { say("         LOST \(entry)") }
        say("")

        let before = disk.files(in: "log")
        say("This log:")
        do throws(LogError) {
            _ = try LogWriter.open(in: storage)
            say("         opened. That is wrong.")
        } catch {
            refusal = error
            say("         refuses to open for writing:")
            say("         \(error)")
        }
        let isUntouched = disk.files(in: "log") == before
        say("         \(isUntouched ? "Not one byte of it was changed." : "IT CHANGED FILES.")")
        try readOn(storage)
    }

    /// What readers still get.
    private mutating func readOn(_ storage: any Storage) throws(LogError) {
        let reader = try LogReader.open(in: storage)
        var found: [String] = []
        do {
            try reader.forEachReadable(in: 0..<Position(reader.size), damaged: { _ in }) {
                found.append("entry \($0)  " + String(decoding: $1, as: UTF8.self))
            }
        } catch {
            throw error as? LogError ?? LogError(.io, "\(error)")
        }
        say("         Readers go on; where one byte is wrong, it is found and proven by SHA-256:")
        for line in found { say("         has  \(line)") }
    }

    /// What etcd's and raft-wal's recovery come to: look for the first batch that does not check,
    /// cut the file there, and keep no record of what was acknowledged.
    private static func dropLastBadBatch(
        _ disk: SimulatedDisk
    ) throws(LogError) -> (entries: [String], cut: UInt64) {
        let copy = SimulatedDisk(seed: 2)
        for (name, bytes) in disk.files(in: "log") where name != "head" {
            copy.put(bytes, at: "log/" + name)
        }
        let storage = copy.directory("log")
        guard let bad = try Log.verify(storage).damage.first(where: { $0.file != "head" }) else {
            throw LogError(.io, "nothing is damaged.")
        }
        let sector = UInt64(LogLimits.sectorBytes)
        let cut = bad.offset / sector * sector
        try storage.open(bad.file, .readWrite).truncate(to: cut)
        let reader = try LogReader.open(in: storage)
        var entries: [String] = []
        do {
            try reader.forEach(in: 0..<Position(reader.size)) {
                entries.append(String(decoding: $1, as: UTF8.self))
            }
        } catch {
            throw error as? LogError ?? LogError(.io, "\(error)")
        }
        return (entries, cut)
    }

    private mutating func say(_ line: String) {
        lines.append(line)
    }
}

import CaseLedger
import Foundation
import SegmentLog

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the rows share: the events, the sizes, and a directory of their own.
final class Setting {
    let workload: Workload
    let rounds: Int
    /// Appends in one round of a row that syncs each.
    let appends: Int
    let isSmoke: Bool
    let directory: URL
    private var names = 0

    init(events: Int, isSmoke: Bool, at parent: String) throws {
        workload = Workload(events: events)
        rounds = isSmoke ? 1 : 5
        appends = isSmoke ? 20 : 150
        self.isSmoke = isSmoke
        directory = URL(fileURLWithPath: parent)
            .appending(path: "fiveones-bench-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    var events: Int { workload.drafts.count }

    /// A path that nothing has used yet.
    func fresh(_ name: String) -> String {
        names += 1
        return directory.appending(path: "\(names)-\(name)").path
    }

    /// Removes what a row has done with.
    func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    /// The size of a file, or of all files below a directory.
    static func bytes(_ path: String) throws -> Int {
        try files(path).reduce(0) { sum, file in
            let values = try FileManager.default.attributesOfItem(atPath: file)
            return sum + (values[.size] as? NSNumber ?? 0).intValue
        }
    }

    /// The file itself, or all files below a directory.
    private static func files(_ path: String) throws -> [String] {
        var isDirectory: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        guard isDirectory.boolValue else { return [path] }
        return try FileManager.default.subpathsOfDirectory(atPath: path).map { "\(path)/\($0)" }
            .filter {
                _ = FileManager.default.fileExists(atPath: $0, isDirectory: &isDirectory)
                return !isDirectory.boolValue
            }
    }

    /// The memory of this process, where the system tells it.
    static func residentMebibytes() -> Double? {
        let pages = FileManager.default.contents(atPath: "/proc/self/statm")
            .map { String(decoding: $0, as: UTF8.self) }?.split(separator: " ").dropFirst().first
        return pages.flatMap { Double($0) }.map {
            $0 * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
        }
    }

    /// Asks the system to forget the pages of a file, or of all files below a directory.
    static func evict(_ path: String) throws {
        #if canImport(Glibc)
        for file in try files(path) {
            let descriptor = open(file, O_RDONLY)
            guard descriptor >= 0 else { continue }
            fdatasync(descriptor)
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
            close(descriptor)
        }
        #endif
    }
}

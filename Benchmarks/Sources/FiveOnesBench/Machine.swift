import Foundation

/// What the figures were measured on.
struct Machine {
    let processor: String
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let kernel: String
    let filesystem: String
    /// The load averages before the run: whoever else was at work.
    let load: String

    init(directory: String) {
        func text(_ path: String) -> String {
            (FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
                ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        }
        processor =
            text("/proc/cpuinfo").split(separator: "\n")
            .first { $0.hasPrefix("model name") }?
            .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
            ?? "unknown processor"
        let release = text("/proc/sys/kernel/osrelease")
        kernel = release.isEmpty ? ProcessInfo.processInfo.operatingSystemVersionString : release
        let mounts = text("/proc/mounts").split(separator: "\n").map { $0.split(separator: " ") }
        let holding = mounts.filter { $0.count > 2 && directory.hasPrefix(String($0[1])) }
        filesystem = holding.max { $0[1].count < $1[1].count }.map { String($0[2]) } ?? "unknown"
        load = text("/proc/loadavg").split(separator: " ").prefix(3).joined(separator: " ")
    }

    var description: String {
        "\(processor), \(cores) cores, kernel \(kernel), \(filesystem), load before \(load)"
    }
}

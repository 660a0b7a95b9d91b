import CaseLedger
import Crypto
import Foundation
import SegmentLog

/// Deriving every hash of a log anew.
///
/// - Ours: `verify` of the whole ledger: entries per second.
/// - Peer, a bound and not a program: the SHA-256 that RFC 6962 asks for (one leaf hash for each
///   entry, one node of 65 bytes for each but the last), over entries that are in memory already,
///   on one core, times the number of cores.
enum VerifyRow {
    static func measure(_ setting: Setting, _ stores: Stores) async throws -> [Row] {
        let storage = FileStorage(directory: stores.ledger)
        let reader = try LogReader.open(in: storage)
        var content: [UInt8] = []
        var lengths: [Int] = []
        try reader.forEach(in: 0..<Position(reader.size)) { _, entry in
            content.append(0)
            content.append(contentsOf: entry)
            lengths.append(entry.count + 1)
        }
        let cores = Double(ProcessInfo.processInfo.activeProcessorCount)
        let figures = try await Figures.alternating(setting.rounds) {
            let taken = try await seconds {
                let report = try Log.verify(storage)
                try agree("damage", report.damage.count, 0)
                try agree("entries verified", Int(report.size), lengths.count)
            }
            return Double(lengths.count) / taken
        } theirs: {
            let taken = await seconds { hash(content, lengths) }
            return Double(lengths.count) / taken * cores
        }
        return [
            Row(
                "verify", .perSecond, figures, vs: "SHA-256 bound × \(Int(cores)) cores",
                goal: .atLeast(0.8))
        ]
    }

    private static func hash(_ content: [UInt8], _ lengths: [Int]) {
        content.withUnsafeBytes { bytes in
            var offset = 0
            var node = [UInt8](repeating: 1, count: 65)
            for length in lengths {
                var leaf = SHA256()
                leaf.update(
                    bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
                )
                leaf.finalize().withUnsafeBytes { digest in
                    node.withUnsafeMutableBytes { node in
                        UnsafeMutableRawBufferPointer(rebasing: node[1..<33]).copyMemory(
                            from: digest)
                    }
                }
                var parent = SHA256()
                node.withUnsafeBytes { parent.update(bufferPointer: $0) }
                parent.finalize().withUnsafeBytes { digest in
                    node.withUnsafeMutableBytes { node in
                        UnsafeMutableRawBufferPointer(rebasing: node[33...]).copyMemory(
                            from: digest)
                    }
                }
                offset += length
            }
        }
    }
}

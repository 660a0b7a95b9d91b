import Dispatch
import Synchronization

/// Does the same work for many things on several threads, the caller's among them.
struct Lanes {
    /// Memory that one thread uses again from one thing to the next.
    private var scratch: [[UInt8]]

    /// So many threads at most.
    init(_ count: Int) {
        scratch = Array(repeating: [], count: max(1, count))
    }

    /// As many as there are cores, up to a few, so that the memory stays small.
    static var all: Lanes { Lanes(min(8, max(2, Workers.cores))) }

    var areMany: Bool { scratch.count > 1 }

    /// What `work` gives for each of `0..<count`, in order; it is called once for each, on any of
    /// the threads, with memory that is its own during the call.
    mutating func map<Result>(
        _ count: Int, _ work: (Int, inout [UInt8]) -> Result
    ) -> [Result] {
        guard areMany, count > 1 else { return (0..<count).map { work($0, &scratch[0]) } }
        var results = [Result?](repeating: nil, count: count)
        let next = Atomic(0)
        withoutActuallyEscaping(work) { work in
            unsafe results.withUnsafeMutableBufferPointer { results in
                unsafe scratch.withUnsafeMutableBufferPointer { scratch in
                    // No two threads touch the same: each index is taken by one lane, each lane has
                    // its own scratch, and `work` is done when `concurrentPerform` returns.
                    nonisolated(unsafe) let results = unsafe results
                    nonisolated(unsafe) let scratch = unsafe scratch
                    nonisolated(unsafe) let work = work
                    let iterations = unsafe min(scratch.count, count)
                    DispatchQueue.concurrentPerform(iterations: iterations) { lane in
                        while true {
                            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                            guard index < count else { return }
                            unsafe results[index] = work(index, &scratch[lane])
                        }
                    }
                }
            }
        }
        return results.compactMap { $0 }
    }
}

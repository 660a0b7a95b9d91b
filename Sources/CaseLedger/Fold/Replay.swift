import Foundation

/// One reading of the log for any number of folds, on one thread or two.
///
/// The thread that reads fills pages with events. A second one, where there is enough to do,
/// decodes and folds them meanwhile, and so does the first whenever it is ahead. A payload that
/// several folds consume is decoded once (``Sharing``). Any thread may apply any page to any fold,
/// but each fold gets its pages one after another, so that what comes out is the same as without
/// the second thread, errors included: the one at the first position counts, and of several at
/// that position the first fold's.
///
/// Everything but the folds and the pages' contents is guarded by `condition`. A fold belongs to the
/// thread that took a task of it until that thread hands it back, a page to the reading thread
/// until it is published, then to the thread that decodes it, and then to nobody.
final class Replay: @unchecked Sendable {
    private enum Task {
        /// Decode what several folds consume of a page.
        case decode(page: Int)
        /// Apply a page to a fold.
        case apply(page: Int, fold: Int)
    }

    /// How far a published page is.
    private enum Stage {
        case published, decoding, decoded
    }

    /// How many pages two threads share; one alone folds each page before it fills the next.
    private static let pagesForTwo = 6
    /// Fewer entries are not worth a thread.
    static let leastForTwo: UInt64 = 8_192

    private let folds: [AnyFold]
    private let sharing: Sharing
    private let pages: [EventPage]
    private var stages: [Stage]
    /// The page that is filled, one of `pages`: unmanaged, since counting references to it for each
    /// event would wait each time until what was written to it has reached the other processor.
    @exclusivity(unchecked) private var page: Unmanaged<EventPage>
    /// The types that some fold consumes, by their indexes in the catalog; all, if `nil`.
    let consumed: Set<Int>?
    /// The number of events that some fold consumes, as far as they were read.
    @exclusivity(unchecked) private(set) var events: UInt64 = 0
    private let condition = NSCondition()
    /// The number of pages published.
    private var published = 0
    /// The next page of each fold, and whether a thread is at it.
    private var next: [Int]
    private var isBusy: [Bool]
    /// Whether there will be no more pages.
    private var isOver = false
    private let onTwo: Bool
    private var hasSecond = false
    /// What failed first, and in which page.
    private var failure: (page: Int, fold: Int, what: EventFailure)?

    /// A reading for folds of a ledger whose catalog has so many types.
    init(_ folds: [AnyFold], types: Int, onTwo: Bool) {
        self.folds = folds
        self.onTwo = onTwo
        precondition(
            Set(folds.map(ObjectIdentifier.init)).count == folds.count,
            "a fold takes each event once")
        let consumers = Consumers(folds, types: types)
        let sharing = Sharing(folds, types: types)
        self.sharing = sharing
        pages = (0..<(onTwo ? Replay.pagesForTwo : 1)).map { _ in
            EventPage(consumers, sharing, folds: folds.count)
        }
        stages = Array(repeating: .published, count: pages.count)
        page = .passUnretained(pages[0])
        consumed =
            folds.contains(where: \.consumesEverything)
            ? nil : Set((0..<types).filter { !consumers[$0].isEmpty })
        next = Array(repeating: 0, count: folds.count)
        isBusy = Array(repeating: false, count: folds.count)
    }

    /// Runs `read` on this thread and folds what it hands to ``hold(_:)`` and ``append(_:_:)``.
    ///
    /// - Throws: What a fold threw first, or else what `read` threw.
    func run(_ read: () throws -> Void) throws {
        if onTwo { startSecond() }
        var readError: (any Error)?
        do { try read() } catch { readError = error }
        finish()
        if let failure { throw failure.what.error }
        if let readError { throw readError }
    }

    /// Copies an entry to where it stays until it is folded.
    func hold(_ entry: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
        struct Failed: Error {}
        if let held = page._withUnsafeGuaranteedRef({ $0.hold(entry) }) { return held }
        publish()
        guard !hasFailed, let held = page._withUnsafeGuaranteedRef({ $0.hold(entry) }) else {
            throw Failed()
        }
        return held
    }

    private var hasFailed: Bool {
        condition.lock()
        defer { condition.unlock() }
        return failure != nil
    }

    /// Hands an event whose entry is held to the folds.
    func append(_ type: Int, _ context: EventContext) {
        events += 1
        page._withUnsafeGuaranteedRef { $0.append(type, context) }
    }

    private func startSecond() {
        hasSecond = true
        let second = Thread { [self] in
            condition.lock()
            while let task = waitForTask() { perform(task) }
            hasSecond = false
            condition.broadcast()
            condition.unlock()
        }
        second.start()
    }

    /// Hands on the page that was filled and goes on to the next one, if no fold failed.
    private func publish() {
        condition.lock()
        defer { condition.unlock() }
        notePublished()
        condition.signal()
        while failure == nil {
            let hasRoom = published - oldest < pages.count
            if hasRoom, hasSecond { break }
            if let task = task() {
                perform(task)
            } else if hasRoom {
                break
            } else {
                condition.wait()
            }
        }
        guard failure == nil else { return }
        page = .passUnretained(pages[published % pages.count])
        page._withUnsafeGuaranteedRef { $0.clear() }
    }

    /// Hands on the last page and returns when all pages are folded and the second thread is gone.
    private func finish() {
        condition.lock()
        defer { condition.unlock() }
        // What stands behind a failure does not count, and the page it is in may still be read.
        if failure == nil { notePublished() }
        isOver = true
        condition.broadcast()
        while let task = waitForTask() { perform(task) }
        while hasSecond { condition.wait() }
        // The second thread may hold on to this for a moment more, but to no payload.
        for page in pages { page.clear() }
    }

    private func notePublished() {
        stages[published % pages.count] = sharing.groups.isEmpty ? .decoded : .published
        published += 1
    }

    /// The first page that a fold has not passed.
    private var oldest: Int { next.min() ?? published }

    /// A task that can be done now, of the fold that is furthest behind; it is taken.
    private func task() -> Task? {
        let end = min(published, failure.map { $0.page + 1 } ?? published)
        var found: Int?
        for fold in next.indices
        where !isBusy[fold] && next[fold] < end && stage(next[fold]) == .decoded {
            if found.map({ next[fold] < next[$0] }) ?? true { found = fold }
        }
        if let found {
            isBusy[found] = true
            return .apply(page: next[found], fold: found)
        }
        for page in min(oldest, end)..<end where stage(page) == .published {
            stages[page % pages.count] = .decoding
            return .decode(page: page)
        }
        return nil
    }

    private func stage(_ page: Int) -> Stage { stages[page % pages.count] }

    /// Whether a thread is at something.
    private var isAnyBusy: Bool { isBusy.contains(true) || stages.contains(.decoding) }

    /// The next task; `nil` when all are done.
    private func waitForTask() -> Task? {
        while true {
            if let task = task() { return task }
            if isOver, !isAnyBusy { return nil }
            condition.wait()
        }
    }

    /// Does a task that was taken, without the lock.
    private func perform(_ task: Task) {
        condition.unlock()
        switch task {
        case .decode(let number):
            pages[number % pages.count].decode()
            condition.lock()
            stages[number % pages.count] = .decoded
        case .apply(let number, let fold):
            let page = pages[number % pages.count]
            let failed = folds[fold].apply(page, page.byFold[fold], sharing.groupOfType[fold])
            condition.lock()
            isBusy[fold] = false
            next[fold] += 1
            if let failed { note(failed, page: number, fold: fold) }
        }
        condition.broadcast()
    }

    private func note(_ failed: EventFailure, page: Int, fold: Int) {
        next[fold] = .max
        if let known = failure,
            (failed.position, fold) >= (known.what.position, known.fold)
        {
            return
        }
        failure = (page, fold, failed)
    }
}

/// Which folds consume events of a type.
struct Consumers: Sendable {
    private var folds: [Int] = []
    private var starts = [0]

    init(_ all: [AnyFold], types: Int) {
        for type in 0..<types {
            folds += all.indices.filter { all[$0].consumes(type) }
            starts.append(folds.count)
        }
    }

    /// The places in ``fold(_:)`` of the folds that consume a type.
    subscript(type: Int) -> Range<Int> { starts[type]..<starts[type + 1] }

    func fold(_ place: Int) -> Int { folds[place] }
}

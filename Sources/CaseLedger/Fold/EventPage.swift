/// A run of events in the form that a frame shows, parsed once for all folds, in memory that is
/// used again.
///
/// Whoever fills it owns it until it is published (``Replay``), and then whoever decodes it; from
/// then on it is only read, by any number of threads, until every fold has passed it.
@usableFromInline
final class EventPage: @unchecked Sendable {
    @usableFromInline
    struct Event {
        /// The type's index in the catalog.
        @usableFromInline let type: Int
        /// The how-manieth of its type it is, where payloads of that are shared.
        @usableFromInline let ordinal: Int
        @usableFromInline var context: EventContext
    }

    /// How many events a page takes.
    static let capacity = 1_024
    /// How many bytes of entries and corrected payloads a page takes.
    static let byteCapacity = 256 << 10
    /// The room that a corrected payload may take: it is part of an entry.
    static let replacementBytes = 64 << 10

    private let bytes = UnsafeMutableRawPointer.allocate(
        byteCount: EventPage.byteCapacity, alignment: 16)
    private let events = UnsafeMutablePointer<Event>.allocate(capacity: EventPage.capacity)
    private let consumers: Consumers
    // One thread at a time owns what changes here, so that the run time need not watch it; doing so
    // took a tenth of a replay.
    @exclusivity(unchecked) private var used = 0
    @exclusivity(unchecked) private(set) var count = 0
    /// The events that each fold consumes, by their places in the page.
    let byFold: EventLists
    private let shared: SharedPayloads
    @usableFromInline let rows: UnsafeMutablePointer<SharedPayloads.Row>

    init(_ consumers: Consumers, _ sharing: Sharing, folds: Int) {
        self.consumers = consumers
        shared = SharedPayloads(sharing)
        rows = shared.rows
        byFold = EventLists(folds)
    }

    deinit {
        shared.deallocate()
        byFold.deallocate()
        bytes.deallocate()
        events.deallocate()
    }

    /// An event, in its place.
    @usableFromInline
    func event(_ index: Int) -> UnsafePointer<Event> {
        precondition(index < count)
        return UnsafePointer(events + index)
    }

    /// What the event's payload says, where it was decoded for several folds; `nil` if it could
    /// not be.
    @inlinable
    func payload(_ group: Int, _ ordinal: Int) -> UnsafeRawPointer? {
        let row = rows + group
        guard ordinal < row.pointee.count else { return nil }
        return UnsafeRawPointer(row.pointee.base + ordinal * row.pointee.stride)
    }

    /// Why a group's first payload that is not there could not be decoded.
    @usableFromInline
    func failure(of group: Int) -> any Error {
        guard let error = rows[group].error else {
            preconditionFailure("a page is folded before it is decoded")
        }
        return error
    }

    /// Decodes what several folds consume; once, before any fold applies the page.
    func decode() { shared.decode(self) }

    func clear() {
        (used, count) = (0, 0)
        shared.clear()
        byFold.clear()
    }

    /// Copies an entry to where the next event's stands; `nil` if there is no room for one.
    func hold(_ entry: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard count < EventPage.capacity,
            entry.count + EventPage.replacementBytes <= EventPage.byteCapacity - used
        else { return nil }
        return copy(entry, to: used)
    }

    /// Appends an event whose entry is held, for the folds that consume it.
    func append(_ type: Int, _ context: EventContext) {
        used += context.entry.bytes.count
        let event = events + count
        event.initialize(
            to: Event(type: type, ordinal: shared.note(count, of: type), context: context))
        if context.corrected != nil {
            let replacement = copy(context.payload, to: used)
            used += replacement.count
            event.pointee.context = context.saying(replacement)
        }
        for place in consumers[type] { byFold.append(count, to: consumers.fold(place)) }
        count += 1
    }

    private func copy(_ slice: UnsafeRawBufferPointer, to offset: Int) -> UnsafeRawBufferPointer {
        precondition(slice.count <= EventPage.byteCapacity - offset)
        let target = UnsafeMutableRawBufferPointer(start: bytes + offset, count: slice.count)
        target.copyMemory(from: slice)
        return UnsafeRawBufferPointer(target)
    }
}

/// Lists of the places of events in a page, each with room for all of them.
struct EventLists {
    private let places: UnsafeMutablePointer<Int>
    private let counts: UnsafeMutablePointer<Int>
    private let count: Int

    init(_ count: Int) {
        self.count = count
        places = .allocate(capacity: count * EventPage.capacity)
        counts = .allocate(capacity: count)
        counts.initialize(repeating: 0, count: count)
    }

    subscript(list: Int) -> UnsafeBufferPointer<Int> {
        UnsafeBufferPointer(start: places + list * EventPage.capacity, count: counts[list])
    }

    func count(of list: Int) -> Int { counts[list] }

    func append(_ place: Int, to list: Int) {
        precondition(list < count && counts[list] < EventPage.capacity)
        (places + list * EventPage.capacity + counts[list]).initialize(to: place)
        counts[list] += 1
    }

    func clear() { counts.update(repeating: 0, count: count) }

    func deallocate() {
        places.deallocate()
        counts.deallocate()
    }
}

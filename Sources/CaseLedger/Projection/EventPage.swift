/// A run of events in the form that a frame shows, parsed once for all folds, in memory that is
/// used again.
///
/// Whoever fills it owns it until it is published (``Replay``); from then on it is only read, by
/// any number of threads, until every fold has passed it.
@usableFromInline
final class EventPage: @unchecked Sendable {
    @usableFromInline
    struct Event {
        /// The type's index in the catalog.
        @usableFromInline let type: Int
        @usableFromInline var context: EventContext
    }

    /// How many events a page takes.
    static let capacity = 512
    /// How many bytes of entries and corrected payloads a page takes.
    static let byteCapacity = 256 << 10
    /// The room that a corrected payload may take: it is part of an entry.
    static let replacementBytes = 64 << 10

    private let bytes = UnsafeMutableRawPointer.allocate(
        byteCount: EventPage.byteCapacity, alignment: 16)
    private let events = UnsafeMutablePointer<Event>.allocate(capacity: EventPage.capacity)
    private let consumers: Consumers
    private var used = 0
    private(set) var count = 0
    /// The events that each fold consumes.
    private(set) var byFold: [[Int]]

    init(_ consumers: Consumers, folds: Int) {
        self.consumers = consumers
        byFold = Array(repeating: [], count: folds)
    }

    deinit {
        bytes.deallocate()
        events.deallocate()
    }

    /// An event, in its place.
    @usableFromInline
    func event(_ index: Int) -> UnsafePointer<Event> {
        precondition(index < count)
        return UnsafePointer(events + index)
    }

    func clear() {
        (used, count) = (0, 0)
        for fold in byFold.indices { byFold[fold].removeAll(keepingCapacity: true) }
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
        event.initialize(to: Event(type: type, context: context))
        if context.corrected != nil {
            let replacement = copy(context.payload, to: used)
            used += replacement.count
            event.pointee.context = context.saying(replacement)
        }
        for place in consumers[type] { byFold[consumers.fold(place)].append(count) }
        count += 1
    }

    private func copy(_ slice: UnsafeRawBufferPointer, to offset: Int) -> UnsafeRawBufferPointer {
        precondition(slice.count <= EventPage.byteCapacity - offset)
        let target = UnsafeMutableRawBufferPointer(start: bytes + offset, count: slice.count)
        target.copyMemory(from: slice)
        return UnsafeRawBufferPointer(target)
    }
}

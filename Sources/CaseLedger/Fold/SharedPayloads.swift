/// The decoded payloads of a page, a row of memory for each group.
@usableFromInline
struct SharedPayloads {
    @usableFromInline
    struct Row {
        @usableFromInline let base: UnsafeMutableRawPointer
        @usableFromInline let stride: Int
        @usableFromInline var count = 0
        var error: (any Error)?
    }

    private let sharing: Sharing
    @usableFromInline let rows: UnsafeMutablePointer<Row>
    /// The events of each shared type.
    private let lists: EventLists

    init(_ sharing: Sharing) {
        self.sharing = sharing
        lists = EventLists(sharing.lists)
        rows = .allocate(capacity: sharing.groups.count)
        for (place, group) in sharing.groups.enumerated() {
            let kind = group.kind
            let base = UnsafeMutableRawPointer.allocate(
                byteCount: kind.stride * EventPage.capacity, alignment: kind.alignment)
            (rows + place).initialize(to: Row(base: base, stride: kind.stride))
        }
    }

    /// Notes an event of a type, if that is shared; says the how-manieth it is.
    func note(_ event: Int, of type: Int) -> Int {
        let list = sharing.listOfType[type]
        guard list >= 0 else { return 0 }
        lists.append(event, to: list)
        return lists.count(of: list) - 1
    }

    /// Decodes what was noted.
    func decode(_ page: EventPage) {
        for (place, group) in sharing.groups.enumerated() {
            let row = rows + place
            (row.pointee.count, row.pointee.error) = group.kind.decode(
                page, lists[group.list], row.pointee.base)
        }
    }

    func clear() {
        lists.clear()
        for (place, group) in sharing.groups.enumerated() {
            let row = rows + place
            group.kind.destroy(row.pointee.base, row.pointee.count)
            (row.pointee.count, row.pointee.error) = (0, nil)
        }
    }

    func deallocate() {
        clear()
        lists.deallocate()
        for place in sharing.groups.indices { (rows + place).pointee.base.deallocate() }
        rows.deinitialize(count: sharing.groups.count)
        rows.deallocate()
    }
}

public import CaseLedger

/// What is on record about the subjects of an event before it is recorded.
public struct Past: Projection, ViewHolder {
    public static let name = "past"

    /// Which of the views.
    private struct Key<View: Projection>: Hashable {}

    private var views: [ObjectIdentifier: any Projection] = [:]
    /// What was founded and has no view here, such as a visit, by its tags.
    private(set) var known: Set<Tag> = []

    public init() {}

    /// A view as it is by now; one that no wing gives to the past, or of whose events no rule said
    /// that it looks at them, is empty.
    subscript<View: Projection>(view: View.Type) -> View { self[Key<View>()] }

    private subscript<View: Projection>(key: Key<View>) -> View {
        get { views[ObjectIdentifier(View.self)] as? View ?? View() }
        _modify {
            // Taken out, so that it is changed in place.
            var view = views.removeValue(forKey: ObjectIdentifier(View.self)) as? View ?? View()
            defer { views[ObjectIdentifier(View.self)] = view }
            yield &view
        }
    }

    public static func handle(_ on: inout Handlers<Past>) {
        for part in Part.all { part.register(&on) }
    }

    /// Something of the past that rules may ask for.
    struct Part: Sendable {
        fileprivate let register: @Sendable (inout Handlers<Past>) -> Void

        /// A view.
        static func view<View: Projection>(_ view: View.Type) -> Part {
            Part { on in on.include(View.self, at: \Past.[Key<View>()]) }
        }

        /// That something was founded, of which no view is asked.
        static func founding<Event: Payload>(_ event: Event.Type) -> Part {
            Part { on in
                on(Event.self) { past, _, event in past.known.formUnion(event.tags.founded) }
            }
        }
    }
}

/// Rules that many decisions share.
extension Past {
    /// Refuses what is on record already.
    func requireNew(_ isKnown: Bool, _ what: Tag) throws(RuleViolation) {
        guard isKnown else { return }
        throw RuleViolation(
            "I3", Phrase("\(what) 已有记录。", "\(what) is on record already."),
            advice: Phrase("请更正原记录，或另用编号。", "Correct the record, or use another identifier."))
    }
}

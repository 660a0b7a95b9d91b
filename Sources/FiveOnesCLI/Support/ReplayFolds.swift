import CaseLedger
import Crypto
import FiveOnes

/// One view to rebuild: its fold, and what it holds afterwards, always written the same way.
struct ReplayFold {
    let name: String
    let version: Int
    let fold: AnyFold
    let content: () -> JSONValue

    /// A view of a ledger.
    init<P: Projection>(_ view: P.Type, of ledger: Ledger, content: @escaping (P) -> JSONValue) {
        let fold = ledger.fold(view)
        self.fold = fold
        name = P.name
        version = P.version
        self.content = { content(fold.state) }
    }

    /// SHA-256 of what the view holds, in hexadecimal.
    var digest: String {
        SHA256.hash(data: JSONWriter.compact(content())).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}

/// The views that `fiveones replay` rebuilds.
func replayFolds(for ledger: Ledger) -> [ReplayFold] {
    [
        ReplayFold(EventCounts.self, of: ledger) { view in
            var object = JSONObject()
            for (type, count) in view.byType.sorted(by: { $0.key < $1.key }) {
                object[type] = .integer(count)
            }
            return .object(object)
        }
    ]
}

/// How many events of each type there are.
struct EventCounts: Projection {
    static let name = "event-counts"
    private(set) var byType: [String: Int64] = [:]

    static func handle(_ on: inout Handlers<Self>) {
        on.every { state, context in
            state.byType[context.entry.type.description, default: 0] += 1
        }
    }
}

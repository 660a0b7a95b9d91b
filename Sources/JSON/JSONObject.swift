import Foundation

/// The members of a JSON object, in the order in which they were written, every key once.
///
/// ```swift
/// var object = JSONObject()
/// object["specversion"] = "1.0"
/// object["id"] = "01977e1c"
/// object.map(\.key)  // ["specversion", "id"]
/// ```
///
/// Keys are compared as Swift compares strings, by canonical equivalence. Two keys that differ only in
/// how an accent is composed are therefore the same key, and a document that has both is refused.
///
/// - Complexity: Looking a key up is linear up to ``indexThreshold`` members, and constant on average
///   beyond.
public struct JSONObject: Sendable {
    /// One key and its value.
    public struct Member: Sendable, Hashable {
        /// The name of the member.
        public let key: String
        /// The value under that name.
        public let value: JSONValue

        /// Makes a member.
        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The number of members from which an object keeps an index of its keys.
    static let indexThreshold = 32

    private var members: [Member] = []
    /// Where each key stands in `members`; nil while there are few enough to look through.
    private var index: [String: Int]?

    /// Makes an object without members.
    public init() {}

    /// Makes room for a number of members, so that inserting them does not reallocate.
    public mutating func reserveCapacity(_ count: Int) {
        members.reserveCapacity(count)
    }

    /// The value under a key.
    ///
    /// Setting replaces the value where it stands, or adds a new key at the end; setting `nil` removes the
    /// key. (A JSON `null` is `.null`, which is a value.)
    public subscript(key: String) -> JSONValue? {
        get {
            guard let place = place(of: key) else { return nil }
            return members[place].value
        }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?):
                members[place] = Member(key: key, value: value)
            case (let place?, nil):
                members.remove(at: place)
                index = members.count > Self.indexThreshold ? makeIndex() : nil
            case (nil, let value?):
                add(value, forKey: key)
            case (nil, nil):
                break
            }
        }
    }

    /// The value under a key of ASCII letters, without making a string of the key.
    package func value(of name: StaticString) -> JSONValue? {
        if index != nil { return self["\(name)"] }
        return members.first { $0.key.isSame(as: name) }?.value
    }

    /// Adds a new key at the end, unless the object already has that key.
    ///
    /// - Returns: Whether the key was new. When it was not, the object is unchanged.
    @discardableResult
    public mutating func insert(_ value: JSONValue, forKey key: String) -> Bool {
        guard place(of: key) == nil else { return false }
        add(value, forKey: key)
        return true
    }

    private mutating func add(_ value: JSONValue, forKey key: String) {
        members.append(Member(key: key, value: value))
        if index != nil {
            index?[key] = members.count - 1
        } else if members.count > Self.indexThreshold {
            index = makeIndex()
        }
    }

    private func place(of key: String) -> Int? {
        if let index { return index[key] }
        return members.firstIndex { $0.key == key }
    }

    private func makeIndex() -> [String: Int] {
        var index: [String: Int] = [:]
        index.reserveCapacity(members.count * 2)
        for (place, member) in members.enumerated() { index[member.key] = place }
        return index
    }
}

extension JSONObject: RandomAccessCollection {
    /// The place of the first member.
    public var startIndex: Int { 0 }
    /// The place behind the last member.
    public var endIndex: Int { members.count }
    /// The member at a place.
    public subscript(position: Int) -> Member { members[position] }
    /// The keys, in order.
    public var keys: [String] { members.map(\.key) }
}

extension String {
    /// Whether this is a name of ASCII letters.
    package func isSame(as name: StaticString) -> Bool {
        guard utf8.count == name.utf8CodeUnitCount else { return false }
        return utf8.withContiguousStorageIfAvailable { text in
            memcmp(text.baseAddress ?? name.utf8Start, name.utf8Start, text.count) == 0
        } ?? name.withUTF8Buffer { name in utf8.elementsEqual(name) }
    }
}

extension JSONObject: Hashable {
    /// Whether both hold equal members in the same order.
    public static func == (a: JSONObject, b: JSONObject) -> Bool { a.members == b.members }

    public func hash(into hasher: inout Hasher) { hasher.combine(members) }
}

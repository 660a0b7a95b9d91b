/// What a log states of itself: its name, its size, and the root over that many entries.
///
/// As text, each line ended by LF: the origin; the size in decimal without leading zeros; the root
/// in base64; and extension lines, whose meaning is unknown here.
///
/// - SeeAlso: C2SP tlog-checkpoint.
package struct LogCheckpoint: Hashable, Sendable {
    /// The log's name, which is also that of its key.
    package var origin: String

    /// The size and the root.
    package var head: TreeHead

    /// Further lines, none of them empty.
    package var extensions: [String]

    /// A checkpoint from its parts.
    package init(origin: String, head: TreeHead, extensions: [String] = []) {
        self.origin = origin
        self.head = head
        self.extensions = extensions
    }

    /// Reads the text of a checkpoint.
    ///
    /// - Throws: `malformed`, saying which line is wrong.
    package init(_ text: String) throws(LogError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= SignedNote.maximumBytes, bytes.last == UInt8(ascii: "\n") else {
            throw .malformed("a checkpoint ends with a line feed.")
        }
        let lines = bytes.dropLast().split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 3, !lines.contains(where: \.isEmpty) else {
            throw .malformed("a checkpoint has at least three lines, none of them empty.")
        }
        guard let size = UInt64(decimal: lines[1]) else {
            throw .malformed("the checkpoint's second line is no size.")
        }
        guard let root = Hash(base64: lines[2]) else {
            throw .malformed("the checkpoint's third line is no root in base64.")
        }
        guard size > 0 || root == MerkleTree.emptyRoot else {
            throw .malformed("the checkpoint gives a tree without entries another root.")
        }
        origin = String(decoding: lines[0], as: UTF8.self)
        head = TreeHead(size: size, root: root)
        extensions = lines.dropFirst(3).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The text that is signed.
    package var text: String {
        ([origin, String(head.size), head.root.base64] + extensions).map { $0 + "\n" }.joined()
    }
}

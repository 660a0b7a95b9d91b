import SegmentLog
import Testing

/// Signed notes by other implementations, and the ways in which a note can be wrong.
@Suite struct NoteTests {
    // golang.org/x/mod/sumdb/note, note_test.go.
    static let peterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let peterSecret =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    static let enochKey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
    static let text = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        """
    static let peterLine =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    static let enochLine =
        "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

    private func open(_ note: String, _ keys: [String]) throws -> [String] {
        let note = try SignedNote(Array(note.utf8))
        return try note.verified(by: keys.map { try VerifierKey($0) }).map(\.key.name)
    }

    @Test func notesOfOtherImplementationsVerify() throws {
        let both = Self.text + "\n" + Self.peterLine + Self.enochLine
        #expect(try open(both, [Self.peterKey]) == ["PeterNeumann"])
        #expect(try open(both, [Self.peterKey, Self.enochKey]) == ["PeterNeumann", "EnochRoot"])
        #expect(code { _ = try open(both, []) } == .unverified)
        #expect(
            try open(
                """
                This is an example message.

                — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

                """, ["example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"])
                == ["example.com/foo"])
    }

    @Test func ourSignatureIsTheirs() throws {
        let key = try SigningKey(secret: Self.peterSecret)
        #expect(key.verifier.description == Self.peterKey)
        #expect(key.secret == Self.peterSecret)
        let note = try key.sign(Self.text)
        #expect(try open(String(decoding: note.encoded, as: UTF8.self), [Self.peterKey]).count == 1)
        // CryptoKit on Apple systems draws a nonce; elsewhere RFC 8032 gives these very bytes.
        #if !canImport(Darwin)
        #expect(note.encoded == Array((Self.text + "\n" + Self.peterLine).utf8))
        #endif
        #expect(code { _ = try key.sign("no line feed") } == .malformed)
    }

    @Test func mangledKeysAreRefused() {
        let pairs: [(String, (String) throws -> Void)] = [
            (Self.peterKey, { _ = try VerifierKey($0) }),
            (Self.peterSecret, { _ = try SigningKey(secret: $0) }),
        ]
        for (key, read) in pairs {
            let bytes = Array(key.utf8)
            for start in 0...bytes.count {
                for end in start...bytes.count where end - start < bytes.count {
                    let part = String(decoding: bytes[start..<end], as: UTF8.self)
                    #expect(code { try read(part) } == .malformed)
                }
            }
            for place in bytes.indices {
                var changed = bytes
                changed[place] += 1
                let text = String(decoding: changed, as: UTF8.self)
                #expect(code { try read(text) } == .malformed, "\(text)")
            }
        }
        for key in [
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        ] {
            #expect(code { _ = try VerifierKey(key) } == .malformed)
        }
    }

    @Test func keysUnderWhichAnyoneCouldSignAreRefused() {
        for first in [0, 1, 0xEC, 0xED, 0xEE] as [UInt8] {
            let filler: UInt8 = first < 2 ? 0 : 0xFF
            let key = [first] + [UInt8](repeating: filler, count: 30) + [first < 2 ? 0 : 0x7F]
            for sign in [0, 0x80] as [UInt8] {
                var key = key
                key[31] |= sign
                #expect(
                    code {
                        _ = try VerifierKey(name: "x", algorithm: Ed25519Note(), publicKey: key)
                    } == .malformed)
            }
        }
    }

    private static let wrongNotes: [(String, String)] = [
        ("no signature", text + "\n"), ("no empty line", text + peterLine), ("text alone", text),
        ("no last line feed", String((text + "\n" + peterLine).dropLast())),
        ("CRLF", (text + "\n" + peterLine).replacing("\n", with: "\r\n")),
        ("CR", text.replacing("\n", with: "\r\n") + "\n" + peterLine),
        ("tab", "\t" + text + "\n" + peterLine), ("NUL", "\0" + text + "\n" + peterLine),
        ("control character", "\u{1}" + text + "\n" + peterLine),
        ("a line behind", text + "\n" + peterLine + "Unexpected line.\n"),
        ("a space in the name", text + "\n" + peterLine.replacing("Peter", with: "Peter ")),
        ("a wide space in the name", text + "\n" + peterLine.replacing("Pe", with: "P\u{3000}e")),
        ("a plus in the name", text + "\n" + peterLine.replacing("Pe", with: "P+e")),
        ("no name", text + "\n" + peterLine.replacing("PeterNeumann", with: "")),
        ("no dash", text + "\n" + peterLine.replacing("— ", with: "- ")),
        ("two spaces", text + "\n" + peterLine.replacing("mann ", with: "mann  ")),
        ("base64 without padding", text + "\n" + peterLine.replacing("=", with: "")),
        ("base64 with stray bits", text + "\n" + peterLine.replacing("AM=", with: "AN=")),
        ("base64 of a key ID alone", text + "\n— PeterNeumann x08gow==\n"),
        ("an empty line among signatures", text + "\n" + peterLine + "\n"),
        ("nothing", ""), ("one line feed", "\n"), ("two", "\n\n"), ("three", "\n\n\n"),
    ]

    @Test(arguments: wrongNotes)
    func aNoteThatIsWrittenWrongIsRefused(what: String, note: String) throws {
        #expect(code { _ = try SignedNote(Array(note.utf8)) } == .malformed, "\(what)")
    }

    @Test func bytesThatAreNoUTF8AreRefused() {
        let note = [0xFF] + Array((Self.text + "\n" + Self.peterLine).utf8)
        #expect(code { _ = try SignedNote(note) } == .malformed)
    }

    @Test func emptyLinesInTheTextBelongToIt() throws {
        let key = try SigningKey(secret: Self.peterSecret)
        for text in ["a\n\nb\n", "\n\n", "a\n\n\n", "\n"] {
            let note = try SignedNote(try key.sign(text).encoded)
            #expect(note.text == text)
            #expect(try note.verified(by: [key.verifier]).count == 1)
        }
    }

    @Test func aKnownSignatureThatFailsSpoilsTheNote() throws {
        let changed = Self.peterLine.replacing("ZJku", with: "ZJkv")
        #expect(
            code { _ = try open(Self.text + "\n" + changed, [Self.peterKey]) } == .badSignature)
        #expect(
            code {
                _ = try open(
                    Self.text + "\n" + changed + Self.enochLine,
                    [
                        Self.peterKey, Self.enochKey,
                    ])
            } == .badSignature, "another good one does not help")
        #expect(
            try open(Self.text + "\n" + changed + Self.enochLine, [Self.enochKey])
                == ["EnochRoot"], "one of an unknown key is passed over")
        let short = "\n— PeterNeumann x08gowAA\n"
        #expect(code { _ = try open(Self.text + short, [Self.peterKey]) } == .badSignature)
        #expect(
            code {
                _ = try open("X" + Self.text + "\n" + Self.peterLine, [Self.peterKey])
            } == .badSignature, "the text was changed")
    }

    @Test func aNameOrAnIDAloneMakesNoKnownKey() throws {
        let renamed = Self.peterLine.replacing("PeterNeumann", with: "CarmenSandiego")
        #expect(code { _ = try open(Self.text + "\n" + renamed, [Self.peterKey]) } == .unverified)
        let other = Self.peterLine.replacing("x08g", with: "xxxx")
        #expect(code { _ = try open(Self.text + "\n" + other, [Self.peterKey]) } == .unverified)
    }

    /// Swift's `==` on strings takes é and e + ´ for the same; a key name must not.
    @Test func namesAreComparedByteByByte() throws {
        let key = try SigningKey(name: "caf\u{e9}")
        let note = try key.sign("text\n")
        let line = String(decoding: note.encoded, as: UTF8.self)
            .replacing("caf\u{e9}", with: "cafe\u{301}")
        let parsed = try SignedNote(Array(line.utf8))
        #expect(code { _ = try parsed.verified(by: [key.verifier]) } == .unverified)
    }

    @Test func aHundredSignaturesAreReadAndNoMore() throws {
        func note(_ count: Int) -> String {
            Self.text + "\n" + String(repeating: Self.peterLine, count: count)
        }
        for count in [1, 16, 17, 100] {
            #expect(try open(note(count), [Self.peterKey]) == ["PeterNeumann"])
        }
        #expect(code { _ = try open(note(101), [Self.peterKey]) } == .malformed)
        let long = String(repeating: "a", count: SignedNote.maximumBytes) + "\n\n" + Self.peterLine
        #expect(code { _ = try open(long, [Self.peterKey]) } == .malformed)
    }
}

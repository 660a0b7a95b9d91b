import CaseLedger
import SegmentLog
import SegmentLogTesting
import Testing

/// A copy of keys under a passphrase.
@Suite struct SealedKeysTests {
    private static let phrase = "correct horse battery staple"
    private let wrapping = LocalWrappingKey.random()

    private func store(_ people: Int) throws -> MemoryStorage {
        let storage = MemoryStorage()
        try FileKeyStore.make(in: storage, wrappedBy: nil)
        let writer = try FileKeyStore.open(storage, wrappedBy: nil)
        for number in 0..<people { _ = try writer.current(for: Tag("patient", "P-\(number)")) }
        _ = try writer.destroy(
            LedgerKeys.Tombstone(
                subject: Tag("patient", "P-0"), event: .named("e", in: "t"),
                at: Instant(microseconds: 1)))
        try writer.synchronize()
        writer.close()
        return storage
    }

    @Test(arguments: [3, 12_000]) func whatIsSealedComesBackWithThePassphrase(people: Int) throws {
        let keys = try store(people)
        let backup = MemoryStorage()
        _ = try SealedKeys.write(keys, under: Self.phrase, to: backup)
        let file = try #require(backup[SealedKeys.name])
        let wrappingKey = try #require(keys["wrapping"])
        #expect(file.firstRange(of: wrappingKey.prefix(40)) == nil)
        let target = MemoryStorage()
        try SealedKeys.restore(from: backup, under: Self.phrase, to: target)
        for name in ["keys", "erased", "wrapping"] { #expect(target[name] == keys[name]) }
        // Again changes nothing; over other keys it is refused.
        try SealedKeys.restore(from: backup, under: Self.phrase, to: target)
        let others = try store(1)
        let before = others.files
        #expect(throws: LedgerError.self) {
            try SealedKeys.restore(from: backup, under: Self.phrase, to: others)
        }
        #expect(others.files == before)
    }

    @Test func anotherPassphraseOrDamageOpensNothing() throws {
        let backup = MemoryStorage()
        _ = try SealedKeys.write(try store(3), under: Self.phrase, to: backup)
        let sound = try #require(backup[SealedKeys.name])
        func refused(_ bytes: [UInt8], _ phrase: String = Self.phrase) -> LedgerError.Code? {
            let (place, target) = (MemoryStorage(), MemoryStorage())
            place[SealedKeys.name] = bytes
            do throws(LedgerError) {
                try SealedKeys.restore(from: place, under: phrase, to: target)
            } catch {
                #expect(target.files.isEmpty)
                return error.code
            }
            return nil
        }
        #expect(refused(sound, "correct horse battery stable") == .keys)
        #expect(refused(sound, "short") == .keys)
        for count in [0, 7, 48, 49, 64, sound.count - 16, sound.count - 1] {
            #expect(refused(Array(sound.prefix(count))) != nil, "\(count) bytes")
        }
        #expect(refused(sound + [0]) != nil)
        var seed = Seed(9)
        for _ in 0..<12 {
            var damaged = sound
            damaged[Int.random(in: sound.indices, using: &seed)] ^= 1 << UInt8(seed.next() % 8)
            #expect(refused(damaged) != nil)
        }
        #expect(throws: LedgerError.self) {
            try SealedKeys.write(try store(1), under: "short", to: MemoryStorage())
        }
    }

    @Test func damagedKeysAreNotCopied() throws {
        let keys = try store(3)
        keys.flip("keys", at: 4096 + 5 * 128 + 3)
        let backup = MemoryStorage()
        backup[SealedKeys.name] = [1]
        let error = #expect(throws: LedgerError.self) {
            try SealedKeys.write(keys, under: Self.phrase, to: backup)
        }
        #expect(error?.code == .keysLost)
        #expect(backup[SealedKeys.name] == [1], "the one before stays")
    }
}

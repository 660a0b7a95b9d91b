import CaseLedger

extension Ref {
    /// Refuses an identifier that tells who somebody is: a resident identity number in it, or a name
    /// in its place.
    ///
    /// Identifiers stand in the clear, in tags and for good.
    ///
    /// - Parameters:
    ///   - field: The field that it stands in.
    ///   - isPerson: Whether it is a person's; else only numbers are looked for.
    /// - Throws: `PayloadProblem`, which does not quote it.
    func requireNeutral(_ field: String, isPerson: Bool = true) throws(PayloadProblem) {
        guard holdsResidentID || (isPerson && looksLikeName) else { return }
        throw PayloadProblem(
            field,
            "looks like a \(holdsResidentID ? "resident identity number" : "name"), which would "
                + "stand in the clear for good; number it, and put who it is into a sealed field")
    }

    private var holdsResidentID: Bool {
        let text = Array(rawValue.uppercased().utf8)
        guard text.count >= 18 else { return false }
        return (0...text.count - 18).contains { start in
            let part = String(decoding: text[start..<start + 18], as: UTF8.self)
            return (try? ResidentID.check(part)) != nil
        }
    }

    /// Whether it is two to four Chinese characters and nothing else, but for the dot in a name.
    private var looksLikeName: Bool {
        let letters = rawValue.unicodeScalars.filter { !"·•・ ".unicodeScalars.contains($0) }
        let areHan = letters.allSatisfy {
            0x3400...0x9FFF ~= $0.value || 0x20000...0x3FFFF ~= $0.value
        }
        return areHan && (2...4 ~= letters.count || letters.count < rawValue.unicodeScalars.count)
    }
}

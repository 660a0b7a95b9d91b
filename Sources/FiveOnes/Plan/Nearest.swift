/// The known words that are most like one that is not known.
public struct Nearest: Sendable {
    /// The words, the most alike first; none where none is alike.
    public let words: [String]

    /// The up to three words of a list that are most like another: by the fewest letters to change,
    /// add or leave out, and no more than half of them.
    ///
    /// - Complexity: O(words × letters²)
    public init(to word: String, in known: [String]) {
        let ranked = known.map { (word: $0, steps: Self.steps(word, $0)) }
            .filter { $0.steps <= max(2, word.count / 2) }
            .sorted { ($0.steps, $0.word) < ($1.steps, $1.word) }
        words = ranked.prefix(3).map(\.word)
    }

    /// How many letters must change (Levenshtein).
    private static func steps(_ one: String, _ other: String) -> Int {
        let (one, other) = (Array(one.lowercased()), Array(other.lowercased()))
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var before = row[0]
            row[0] = index + 1
            for (place, its) in other.enumerated() {
                let kept = before
                before = row[place + 1]
                row[place + 1] = min(
                    row[place + 1] + 1, row[place] + 1, kept + (letter == its ? 0 : 1))
            }
        }
        return row[other.count]
    }
}

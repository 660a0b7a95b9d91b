import FiveOnes

/// How many columns text takes in a terminal, and fitting it into a number of columns.
///
/// After Unicode's East Asian Width (UAX #11): Wide and Fullwidth characters and emoji take two columns,
/// combining marks and other invisible characters none, everything else (Ambiguous included) one.
enum DisplayWidth {
    /// The columns that a text takes.
    ///
    /// A control character counts for nothing; see ``printable(_:)``.
    static func columns(of text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        return text.reduce(0) { $0 + columns(of: $1) }
    }

    /// The columns of one character as a reader sees it, be it made of one code point or of many.
    static func columns(of character: Character) -> Int {
        var widest = 0
        for scalar in character.unicodeScalars {
            // VS16 asks for the emoji form of what precedes it.
            if scalar.value == 0xFE0F, widest == 1 { return 2 }
            widest = max(widest, columns(of: scalar))
        }
        return widest
    }

    /// The columns of one code point on its own.
    static func columns(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x7F { return value < 0x20 ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .control, .nonspacingMark, .enclosingMark, .format: return value == 0xAD ? 1 : 0
        case .lineSeparator, .paragraphSeparator, .surrogate: return 0
        default: break
        }
        // The vowels and finals of Hangul syllables spelled out join the consonant before them.
        if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
        return isWide(scalar) ? 2 : 1
    }

    /// Wide or Fullwidth; emoji are asked of the standard library, so they are not listed.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x1100: false
        case 0x303F: false
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x3247, 0x3250...0x4DBF,
            0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE1F,
            0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x1B2FF,
            0x1F200...0x1F2FF, 0x20000...0x2FFFD, 0x30000...0x3FFFD:
            true
        default: scalar.properties.isEmojiPresentation
        }
    }

    /// The text as it is safe to show: on one line, and without power over the terminal.
    ///
    /// Line breaks and tabs become spaces; other control characters and the marks that reverse the
    /// direction of text become U+FFFD. Recorded text must not move the cursor or hide what follows it.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.replacing("\r\n", with: " ").unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: result.append(" ")
            default: result.append(isUnsafe(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return String(result)
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        scalar.acts || [0x09, 0x0A, 0x0D].contains(scalar.value)
    }
}

/// Where text stands in the columns it is given.
enum Alignment: Sendable {
    case left, right, center
}

extension DisplayWidth {
    /// The text with spaces around it until it takes a number of columns; longer text is unchanged.
    static func pad(_ text: String, to columns: Int, _ alignment: Alignment = .left) -> String {
        let missing = columns - self.columns(of: text)
        guard missing > 0 else { return text }
        let before =
            switch alignment {
            case .left: 0
            case .right: missing
            case .center: missing / 2
            }
        return spaces(before) + text + spaces(missing - before)
    }

    /// The text cut so that it and a final `…` take at most a number of columns.
    ///
    /// When a wide character would straddle the limit it is left out, so the result may be one shorter.
    static func truncate(_ text: String, to columns: Int) -> String {
        guard self.columns(of: text) > columns else { return text }
        guard columns > 0 else { return "" }
        return prefix(of: text[...], columns: columns - 1) + "…"
    }

    /// The text on lines of at most a number of columns.
    ///
    /// Lines break at spaces and around wide characters; a longer word is cut where it must be. Closing
    /// punctuation of Chinese text does not begin a line when it can be helped.
    static func wrap(_ text: String, to columns: Int) -> [String] {
        guard columns > 0 else { return [text] }
        var lines: [String] = []
        var rest = Substring(text)
        while self.columns(of: rest) > columns {
            let fitting = rest[..<breakIndex(in: rest, columns: columns)]
            lines.append(String(trimmingEnd(fitting)))
            rest = rest[fitting.endIndex...].drop { $0 == " " }
        }
        if !rest.isEmpty || lines.isEmpty { lines.append(String(rest)) }
        return lines
    }

    /// Where the first line of `text` should end; behind at least one character.
    private static func breakIndex(in text: Substring, columns: Int) -> Substring.Index {
        let hard = prefix(of: text, columns: columns).endIndex
        guard hard > text.startIndex else { return text.index(after: text.startIndex) }
        var place = hard
        while place > text.startIndex {
            let before = text[text.index(before: place)]
            let after = text[place]
            let isBreak =
                before == " " || after == " "
                || (self.columns(of: before) == 2 || self.columns(of: after) == 2)
            if isBreak, !"，。、；：？！）」』》】…".contains(after) { return place }
            place = text.index(before: place)
        }
        return hard
    }

    private static func prefix(of text: Substring, columns: Int) -> Substring {
        var used = 0
        return text.prefix { character in
            used += self.columns(of: character)
            return used <= columns
        }
    }

    private static func trimmingEnd(_ text: Substring) -> Substring {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
}

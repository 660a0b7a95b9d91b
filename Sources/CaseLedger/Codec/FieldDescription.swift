/// What one field of a type is: its number, its name and the kind of its value.
package struct FieldDescription: Hashable, Sendable {
    /// The kinds of value that a field can have.
    package enum Kind: Hashable, Sendable {
        /// A whole number.
        case integer
        /// A whole number from 0.
        case unsigned
        /// True or false.
        case flag
        /// Text.
        case text
        /// One of these words.
        case code([String])
        /// Raw bytes.
        case bytes
        /// A civil day.
        case day
        /// An instant.
        case instant
        /// A moment of known precision.
        case moment
        /// Money in fen.
        case money
        /// Personal data.
        case personal
        /// The payload of another event.
        case embedded
        /// A value with fields of its own.
        case group([FieldDescription])
    }

    /// The field's number on disk.
    package let number: Int
    /// The field's name in JSON.
    package let name: String
    /// The kind of its value.
    package let kind: Kind
    /// Whether it may be absent.
    package let isOptional: Bool
    /// Whether there may be any number of values.
    package let isRepeated: Bool

    /// The fields of a type, in order.
    package static func list<T: FieldGroup>(of type: T.Type) throws(CodecError)
        -> [FieldDescription]
    {
        var describer = FieldDescriber()
        var value = T()
        try value.fields(&describer)
        return describer.fields
    }
}

extension FieldDescription {
    /// Whether a value of this field can hold personal data.
    package var mayHoldPersonal: Bool {
        switch kind {
        case .personal, .embedded: true
        case .group(let fields): fields.contains(where: \.mayHoldPersonal)
        default: false
        }
    }

    /// The name of the field at a path within these, `replacement.name`.
    static func name(_ numbers: some Sequence<Int>, in fields: [FieldDescription]) -> String? {
        var names: [String] = []
        var fields = fields
        for number in numbers {
            guard let field = fields.first(where: { $0.number == number }) else {
                names.append("\(number)")
                continue
            }
            names.append(field.name)
            if case .group(let inner) = field.kind { fields = inner } else { fields = [] }
        }
        return names.isEmpty ? nil : names.joined(separator: ".")
    }
}

/// What a model's answers say where it knows little.
public struct AnswersSpecification: Hashable, Sendable, Codable {
    /// A label that is less probable is none.
    public var leastProbability: LeastProbability

    /// Each answer is one of the classes, unless something else is asked for.
    public init(leastProbability: LeastProbability = .off) { self.leastProbability = leastProbability }

    private enum CodingKeys: String, CodingKey {
        case leastProbability = "least_probability"
    }
}

/// From which probability on a label is an answer.
public enum LeastProbability: Hashable, Sendable {
    /// From any.
    case off
    /// From that on below which 2 % of the right answers on validation rows lie.
    case auto
    /// From this on, 0…1.
    case at(Double)
}

/// `"off"`, `"auto"`, or the number.
extension LeastProbability: Codable {
    /// - Throws: `DecodingError` for another word.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard let word = try? value.decode(String.self) else {
            self = .at(try value.decode(Double.self))
            return
        }
        guard word == "off" || word == "auto" else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "'\(word)' is no least probability")
        }
        self = word == "off" ? .off : .auto
    }

    /// As it is read.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .off: try value.encode("off")
        case .auto: try value.encode("auto")
        case .at(let number): try value.encode(number)
        }
    }
}

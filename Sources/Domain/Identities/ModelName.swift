/// A model's name: also its folder in the inbox and a segment of its path in the API, so it is kept to what is safe in both.
public struct ModelName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// As it was given: `Iris` and `iris` are two models.
    public let text: String

    /// - Throws: `Refusal` unless the name is 1 to 64 of `a…z A…Z 0…9 . _ -` and begins with a letter or digit.
    public init(_ text: String) throws(Refusal) {
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        let first = text.utf8.first ?? 0
        guard allowed, text.utf8.count <= 64, !text.isEmpty, first != UInt8(ascii: "."), first != UInt8(ascii: "_"),
            first != UInt8(ascii: "-")
        else {
            throw Refusal(
                .invalid,
                what: "'\(text)' is not a model's name",
                fix: "use 1 to 64 of a-z A-Z 0-9 . _ - with a letter or digit first"
            )
        }
        self.text = text
    }

    /// The name itself.
    public var description: String { text }
    /// By ASCII: digits, then upper case, then lower case.
    public static func < (left: ModelName, right: ModelName) -> Bool { left.text < right.text }
}

extension ModelName: Codable {
    /// Reads a text.
    ///
    /// - Throws: `Refusal` where it is no model's name.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the name as one text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

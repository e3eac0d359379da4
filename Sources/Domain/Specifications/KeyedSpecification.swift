/// A specification whose keys are a table: it is encoded and decoded by it.
///
/// Specifications are kept with every job and model for ever, so what an older learnd wrote must still read: a key that it did not know has its
/// default.
public protocol KeyedSpecification: Codable, Sendable {
    static var keys: [SpecificationKey<Self>] { get }

    /// The defaults.
    init()
}

extension KeyedSpecification {
    /// Reads every key of the table; one that is not there has its default.
    ///
    /// - Throws: `DecodingError` for a value of another type.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: SpecificationName.self)
        for key in Self.keys { try key.decode(&self, container) }
    }

    /// Writes every key under its present name; one that holds nothing is left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: SpecificationName.self)
        for key in Self.keys { try key.encode(self, &container) }
    }
}

/// A key's name.
struct SpecificationName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

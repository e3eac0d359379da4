import Domain
import FoundationEssentials

/// JSON with sorted keys and no white space: the same value is always the same bytes, so that documents can be content-addressed.
public enum CanonicalJSON {
    /// The bytes of a value: what is hashed and what is stored.
    ///
    /// - Throws: `EncodingError`, for a number that is not finite, say.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try Array(encoder.encode(value))
    }

    /// Reads JSON of any layout, canonical or not.
    ///
    /// - Throws: `DecodingError`.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }

    /// - Precondition: The value encodes; our own documents of finite numbers, texts and lists always do.
    public static func digest(of value: some Encodable) -> Digest {
        do {
            return try SHA256.hash(encode(value))
        } catch {
            preconditionFailure("\(type(of: value)) does not encode: \(error)")
        }
    }
}

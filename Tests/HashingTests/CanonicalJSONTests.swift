import Domain
import Hashing
import Testing

@Suite("Canonical JSON")
struct CanonicalJSONTests {
    @Test("encodes the same value to the same bytes, keys sorted")
    func canonical() throws {
        struct Value: Codable, Equatable { var b = 1, a = "x/y" }
        #expect(String(decoding: try CanonicalJSON.encode(Value()), as: UTF8.self) == #"{"a":"x/y","b":1}"#)
        #expect(try CanonicalJSON.decode(Value.self, from: CanonicalJSON.encode(Value())) == Value())
    }
}

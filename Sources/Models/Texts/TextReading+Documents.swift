import Domain
import Hashing

extension FeatureMap.Text {
    /// How a version's columns of texts are read, by its document, of whatever family; none where it has none.
    public static func all(inDocument document: [UInt8]) -> [FeatureMap.Text] {
        struct Document: Decodable {
            var map: FeatureMap?
            var base: Digest?
            var tokens: Int?
            var kind: String?
        }
        guard let read = try? CanonicalJSON.decode(Document.self, from: document) else { return [] }
        if read.kind == EncoderVersion.kind, let base = read.base { return [FeatureMap.Text(column: 0, base: base, tokens: read.tokens)] }
        return read.map?.texts ?? []
    }
}

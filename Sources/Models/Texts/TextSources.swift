import Bases
import Domain
import Files
import NeuralNetworks

/// Where vectors of texts come from: hashing, and the bases of a folder. A base is opened when a model asks for it: it may have been added since.
public struct TextSources: Sendable {
    private let folder: String?

    /// Hashing alone.
    public static let hashing = TextSources(folder: nil)

    /// - Parameter folder: Of a `BaseStore`; nil: there are no bases.
    public init(folder: String?) { self.folder = folder }

    /// The base that a new model's texts are read by: of several the last in the order of their digests; nil where there is none.
    public var standard: Digest? {
        guard let folder, let bases = try? BaseStore(folder) else { return nil }
        return bases.list().last { if case .success = $0.description { true } else { false } }?.digest
    }

    /// - Parameter precision: Of a base's encoder.
    /// - Throws: `Refusal` where the base is not there, or not what it was.
    func vectors(_ text: FeatureMap.Text, precision: Precision = .single) throws(Refusal) -> any TextVectors {
        guard let digest = text.base else { return HashedVectors() }
        guard let folder else {
            throw Refusal(.failed, what: "the model reads texts with the base \(digest), and this program was given no folder of bases")
        }
        return try BaseVectors(try BaseStore(folder).open(digest), precision: precision)
    }
}

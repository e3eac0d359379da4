import ContinualLearning
import Domain
import Hashing
import LearnAPI
import Models
import Registry
import Rows

extension VersionRegistry {
    /// What a version's columns of texts are read with; nil where it has none.
    func texts(of version: VersionNumber, of model: ModelName) async throws -> [FeatureMap.Text]? {
        guard let part = try await parts(of: version, of: model).first(where: { $0.name == VersionContent.model }),
            let bytes = try? await self.part(part, of: version, of: model).bytes
        else { return nil }
        let texts = FeatureMap.Text.all(inDocument: bytes)
        return texts.isEmpty ? nil : texts
    }

    /// The bases that a version reads texts with.
    func bases(of version: VersionNumber, of model: ModelName) async throws -> Set<Digest> {
        Set((try await texts(of: version, of: model) ?? []).compactMap(\.base))
    }
}

extension DaemonResponses {
    /// How the serving version reads texts, and what would read them better; nil where it has none.
    func texts(of model: ModelInfo, _ schema: Schema?) async throws -> TextsDescription? {
        guard let serving = model.servingVersion, schema?.columns.contains(where: { $0.kind == .text }) == true else { return nil }
        // What answers knows it; else its document is read.
        let served = host.serving(model.name).flatMap { $0.number == serving ? $0.predictor.texts : nil }
        var texts = served
        if texts == nil { texts = try await registry.texts(of: serving, of: model.name) }
        guard let text = texts?.first else { return nil }
        let bases = sources.bases()
        guard let digest = text.base else {
            let wanted = sources.reading(settings.current.specification(of: model.name).text)?.base
            return TextsDescription(better: wanted.flatMap { try? bases[$0]?.get().name })
        }
        let most = text.tokens ?? TextSpecification.usualTokens
        switch bases[digest] {
        case .success(let base):
            return TextsDescription(base: digest, name: base.name, tokens: min(most, base.longestText), moved: text.moved?.digest)
        case .failure(let refusal): return TextsDescription(base: digest, tokens: most, fault: "\(refusal)")
        case nil: return TextsDescription(base: digest, tokens: most, fault: "it is not here; add it again: 'learnctl base add DIR'")
        }
    }
}

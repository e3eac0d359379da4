import Domain
import NeuralNetworks

extension TrainingSpecification {
    /// The adapters of a model that is begun under these settings; nil: it has none.
    var adapters: LowRank? {
        guard let lora else { return nil }
        let maps: Set<LowRank.Map> =
            switch lora {
            case .queryValue: [.query, .value]
            case .attention: [.query, .key, .value, .output]
            case .all: Set(LowRank.Map.allCases)
            }
        return LowRank(maps: maps, rank: loraRank ?? 8, alpha: Float(loraAlpha ?? 16))
    }
}

import ContinualLearning
import Domain
import LearnAPI
import Pipeline

extension LearnAPI.Making {
    init(_ making: ContinualLearning.Making) {
        self.init(release: making.release, recipe: making.recipe, processor: making.processor)
    }
}

extension VerifyResponse {
    init(_ verification: Verification, of model: ModelName) {
        let (outcome, parts, faults): (Outcome, [String]?, [String]?) =
            switch verification.outcome {
            case .equal: (.equal, nil, nil)
            case .different(let parts): (.different, parts, nil)
            case .incomparable: (.incomparable, nil, nil)
            case .damaged(let faults): (.damaged, nil, faults)
            }
        self.init(
            model: model,
            version: verification.version,
            digest: verification.digest,
            outcome: outcome,
            parts: parts,
            faults: faults,
            making: verification.making.map { Making($0) },
            comparedBy: Making(.current),
            seconds: verification.duration / .seconds(1)
        )
    }
}

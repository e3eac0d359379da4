import Domain
import Hashing
import LinearAlgebra
import Models
import Rows

/// A closed form's part of a model's form: the layout and the map from rows to features, the parent's or made by the first files.
struct ClosedForm {
    let layout: InputLayout
    let map: FeatureMap

    /// What frequencies are multiplied by, for tables and for images (docs/decisions/0035).
    private static let bandwidths = [0.25, 0.5, 1, 2]
    private static let usual = 0.5
    private static let ofImages = 0.1

    /// Rows by which the bandwidth is chosen, at most.
    private static let mostRows = 10_000
    private static let mostFeatures = 1_000

    init(_ job: TrainingJob, _ parent: ClosedFormDocument?, _ deciding: RowSet, _ blas: BLAS, _ attempt: Attempt) throws {
        if let parent {
            (layout, map) = (parent.layout, parent.map)
            return
        }
        let schema = job.derivation.form
        let table = job.new.table
        if let given = job.derivation.map {
            (layout, map) = (given.layout(for: schema), given)
            return
        }
        guard FeatureMap.fits(table, count: job.derivation.specification.training.features) else {
            throw Refusal(
                .invalid,
                what:
                    "rows of so many columns, levels or pixels are too wide for a closed form of \(job.derivation.specification.training.features) features",
                fix: "lower training.features, bring images to a smaller size (network.image), or set training.method: replay_ema"
            )
        }
        // Of the settings alone, so that the features do not go by which file came first.
        let seed = SeedStream(CanonicalJSON.digest(of: job.derivation.specification.seed), "features")[0]
        let isImage = schema.image != nil
        var map = FeatureMap(
            table,
            count: job.derivation.specification.training.features,
            bandwidth: isImage ? Self.ofImages : Self.usual,
            seed: seed,
            base: job.derivation.base,
            tokens: job.derivation.specification.text.tokens
        )
        layout = map.layout(for: schema)
        // Texts have scales of their own, which do not go by what a first file happens to hold.
        if !isImage, map.texts == nil, deciding.count >= HeldOutRows.least {
            map.bandwidth = try Self.bandwidth(map, layout, job.new, deciding, blas, attempt)
        }
        self.map = map
    }

    /// That under which a part of the rows tells most of the deciding ones; the usual one, where that does not do better than chance.
    private static func bandwidth(
        _ map: FeatureMap,
        _ layout: InputLayout,
        _ new: RowSet,
        _ deciding: RowSet,
        _ blas: BLAS,
        _ attempt: Attempt
    ) throws -> Double {
        try attempt.progress.begin(.encode, of: bandwidths.count)
        // Rows lie in the order of their identities: the first are as good a sample as any.
        let rows = 0..<min(new.count, mostRows)
        var best: (score: Double, bandwidth: Double)?
        var ordinary: HeldOutRows.Score?
        for bandwidth in [usual] + bandwidths.filter({ $0 != usual }) {
            var map = map
            map.bandwidth = bandwidth
            let features = try FixedFeatures(map, columns: layout.width, leading: mostFeatures, sources: .hashing)
            var sums = FeatureSums(of: features)
            try sums.add(new.table, rows: rows, features, layout, blas)
            let held = HeldOutRows(deciding, sums, features, layout)
            if let score = ReadOutDecision.chosen(sums, sums.classes, held, isImage: false, blas)?.score {
                if bandwidth == usual { ordinary = score }
                if best.map({ score.value > $0.score }) ?? true { best = (score.value, bandwidth) }
            }
            try attempt.progress.advance(by: 1)
        }
        guard let best, let ordinary, best.score > ordinary.value + ordinary.error else { return usual }
        return best.bandwidth
    }
}

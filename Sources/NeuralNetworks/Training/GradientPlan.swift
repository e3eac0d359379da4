/// Where the gradients and the optimizer's state of the parameters that ever learn lie, and in which pieces they are worked through.
///
/// A parameter that never learns has no place here: it costs neither.
struct GradientPlan {
    /// A parameter that learns.
    struct Learner {
        let parameter: Parameter
        /// Its layer's place in the network, and its own in the layer.
        let layer: Int
        let index: Int
        /// Floats before it in the gradients.
        let offset: Int
        let firstStep: Int
        let rateFactor: Double
    }

    /// A piece of the gradients, filled, measured and applied by one thread.
    struct Piece {
        enum Source {
            /// A layer's slice over the whole batch.
            case slice(layer: Int, number: Int)
            /// A stretch of the micro-batches' sums.
            case sums(microBatchOffset: Int)
        }

        let source: Source
        /// What of the learners' floats it fills.
        let stretches: [Stretch]
    }

    /// Some of a learner's floats.
    struct Stretch {
        let learner: Int
        let start: Int
        let count: Int
    }

    private static let longestStretch = 16_384

    let learners: [Learner]
    /// Floats of all gradients.
    let count: Int
    /// By layer and parameter: places in `learners`.
    let positions: [[Int?]]
    /// Floats in a micro-batch's sums, of the learners that have some.
    let microBatchSumCount: Int
    /// By `Parameter.microBatchNumber`: floats before it in them; negative where it never learns.
    private let sumOffsets: [Int]

    init(_ network: Network, _ trainability: Trainability) {
        precondition(
            trainability.rules.count == network.parameters.count,
            "\(trainability.rules.count) rules for \(network.parameters.count) parameters"
        )
        var learners: [Learner] = []
        var positions: [[Int?]] = []
        var (count, number, microBatchSumCount) = (0, network.ownedBelow, 0)
        var sumOffsets = [Int](repeating: -1, count: network.microBatchParameters)
        for (layer, parameters) in network.layers.map(\.parameters).enumerated() {
            positions.append([])
            for (index, parameter) in parameters.enumerated() {
                guard parameter.segment == .owned else {
                    positions[layer].append(nil)
                    continue
                }
                let rule = trainability.rules[number]
                number += 1
                positions[layer].append(rule.firstStep == nil ? nil : learners.count)
                guard let firstStep = rule.firstStep else { continue }
                learners.append(
                    Learner(
                        parameter: parameter,
                        layer: layer,
                        index: index,
                        offset: count,
                        firstStep: firstStep,
                        rateFactor: rule.rateFactor
                    )
                )
                count += parameter.count
                guard let microBatchNumber = parameter.microBatchNumber else { continue }
                sumOffsets[microBatchNumber] = microBatchSumCount
                microBatchSumCount += parameter.count
            }
        }
        self.learners = learners
        self.positions = positions
        self.count = count
        self.microBatchSumCount = microBatchSumCount
        self.sumOffsets = sumOffsets
    }

    /// The steps before which something begins to learn, ascending: 1 and where stages end.
    var stageStarts: [Int] { Set(learners.map(\.firstStep) + [1]).sorted() }

    func learns(_ learner: Learner, at step: Int) -> Bool { learner.firstStep <= step }

    /// By `Parameter.microBatchNumber`: floats before it in a micro-batch's sums; negative where it does not learn at this step.
    func sumOffsets(at step: Int) -> [Int] {
        var offsets = sumOffsets
        for learner in learners where !learns(learner, at: step) {
            if let microBatchNumber = learner.parameter.microBatchNumber { offsets[microBatchNumber] = -1 }
        }
        return offsets
    }

    func pieces(_ network: Network, at step: Int) -> [Piece] {
        var pieces: [Piece] = []
        for (layer, own) in positions.enumerated() {
            let learning = own.compactMap { $0 }.filter { learns(learners[$0], at: step) }
            guard !learning.isEmpty else { continue }
            for slice in 0..<network.layers[layer].gradientSlices {
                let stretches = learning.compactMap { position -> Stretch? in
                    let range = network.layers[layer].gradientRange(slice: slice, parameter: learners[position].index)
                    return range.isEmpty ? nil : Stretch(learner: position, start: range.lowerBound, count: range.count)
                }
                if !stretches.isEmpty { pieces.append(Piece(source: .slice(layer: layer, number: slice), stretches: stretches)) }
            }
            for position in learning {
                guard let microBatchNumber = learners[position].parameter.microBatchNumber else { continue }
                let microBatchOffset = sumOffsets[microBatchNumber]
                let count = learners[position].parameter.count
                for start in stride(from: 0, to: count, by: Self.longestStretch) {
                    let stretch = Stretch(learner: position, start: start, count: min(Self.longestStretch, count - start))
                    pieces.append(Piece(source: .sums(microBatchOffset: microBatchOffset + start), stretches: [stretch]))
                }
            }
        }
        return pieces
    }

    /// Floats of the largest piece at any step.
    func largestPiece(_ network: Network) -> Int {
        stageStarts.flatMap { pieces(network, at: $0) }.map { $0.stretches.reduce(0) { $0 + $1.count } }.max() ?? 0
    }

    /// The lowest layer that learns: gradients need not be followed below it; nil if none does.
    func lowestLayer(at step: Int) -> Int? { learners.first { learns($0, at: step) }?.layer }
}

import Tensors

/// A piece of the gradients: filled, measured, and applied.
extension NetworkTrainer {
    /// Of the portion: the first one's as they are, those of others added to what is there.
    func runGradients(_ piece: GradientPlan.Piece, _ lane: Int) {
        let portion = workspace.portion
        guard portion.chunks.lowerBound > 0 else {
            return fill(piece) { gradients.start + plan.learners[$0].offset }
        }
        // Beside each other, each as if the whole parameter lay there.
        let beside = workspace.piece(lane)
        fill(piece) { learner in
            var place = 0
            for stretch in piece.stretches {
                if stretch.learner == learner { return beside + place - stretch.start }
                place += stretch.count
            }
            preconditionFailure("a gradient that is no part of the piece")
        }
        var place = 0
        for stretch in piece.stretches {
            Kernels.add(beside + place, to: gradients.start + offset(stretch), count: stretch.count)
            place += stretch.count
        }
    }

    /// - Parameter gradient: Where a learner's is to lie, from its first float on.
    private func fill(_ piece: GradientPlan.Piece, _ gradient: (_ learner: Int) -> UnsafeMutablePointer<Float>) {
        let start = workspace.portion.start
        switch piece.source {
        case .slice(let layer, let number):
            let isLast = layer == network.layers.count - 1
            let dy = isLast ? workspace.output(layer, start, 0) : workspace.gradient(layer, start, 0)
            network.layers[layer].gradient(slice: number, input(of: layer, start, 0), UnsafePointer(dy), batch(layer)) { index in
                guard let position = plan.positions[layer][index], plan.learns(plan.learners[position], at: settings.step),
                    piece.stretches.contains(where: { $0.learner == position })
                else { return nil }
                return gradient(position)
            }
        case .sums(let microBatchOffset):
            let stretch = piece.stretches[0]
            Kernels.sumParts(
                workspace.sums(workspace.portion.chunks.lowerBound) + microBatchOffset,
                parts: workspace.portion.chunks.count,
                stride: plan.microBatchSumCount,
                count: stretch.count,
                into: gradient(stretch.learner) + stretch.start
            )
        }
    }

    func addPenalty(_ piece: GradientPlan.Piece) {
        guard let penalty else { return }
        for stretch in piece.stretches {
            let position = plan.learners[stretch.learner].parameter.offset + stretch.start
            penalty.add(to: gradients.start + offset(stretch), at: parameters.pointer + position, offset: position, count: stretch.count)
        }
    }

    /// Floats before a stretch in the gradients.
    private func offset(_ stretch: GradientPlan.Stretch) -> Int { plan.learners[stretch.learner].offset + stretch.start }

    func measure(_ number: Int) {
        var squares = 0.0
        for stretch in stage.pieces[number].stretches {
            squares += Kernels.sumOfSquares(gradients.start + offset(stretch), count: stretch.count)
        }
        stage.squares[number] = squares
    }

    func apply(_ piece: GradientPlan.Piece) {
        for stretch in piece.stretches {
            let learner = plan.learners[stretch.learner]
            let position = learner.parameter.offset + stretch.start
            let own = offset(stretch)
            optimizer.apply(
                ParameterUpdate(
                    parameters: parameters.start + position,
                    gradients: gradients.start + own,
                    state: state.start + own,
                    stateStride: plan.count,
                    count: stretch.count,
                    gradientScale: gradientScale,
                    rate: settings.rate * learner.rateFactor,
                    decays: learner.parameter.decays,
                    step: settings.step - learner.firstStep + 1
                )
            )
            for follower in followers {
                follower.follow(parameters.start + position, gradients: gradients.pointer + own, offset: position, count: stretch.count)
            }
        }
    }
}

import Tensors

/// What others see of a trainer.
extension NetworkTrainer {
    /// The gradients of the loss alone, without penalty, update or anything kept.
    ///
    /// - Parameter visit: Called with the gradients of each parameter that learns, and where it lies among all parameters.
    public func visitGradients(
        _ settings: StepSettings,
        loss: any Loss,
        _ visit: (UnsafePointer<Float>, _ offset: Int, _ count: Int) -> Void
    ) {
        let penalty = penalty
        self.penalty = nil
        defer { self.penalty = penalty }
        _ = computeGradients(settings, loss: loss)
        for learner in plan.learners where plan.learns(learner, at: settings.step) {
            visit(gradients.pointer + learner.offset, learner.parameter.offset, learner.parameter.count)
        }
    }

    /// The gradients of the last step, by the paths of what learned in it, as PyTorch has them.
    package var gradientTensors: [String: Tensor] {
        Dictionary(
            uniqueKeysWithValues: plan.learners.filter { plan.learns($0, at: settings.step) }.map { learner in
                let floats = Array(UnsafeBufferPointer(start: gradients.pointer + learner.offset, count: learner.parameter.count))
                return (learner.parameter.path, learner.parameter.exported(floats[...]))
            }
        )
    }

    /// All that a step changes, by name.
    public var buffers: [(name: String, buffer: FloatBuffer)] {
        [("weights", parameters), ("state", state)] + followers.flatMap(\.buffers)
    }
}

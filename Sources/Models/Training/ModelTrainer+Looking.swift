import NeuralNetworks
import Tensors

/// What methods look at once a course is over.
extension ModelTrainer {
    /// What the averaged network says of some rows, before any softmax: `[rows, outputs]`.
    ///
    /// - Parameter rows: Prepared without augmentation.
    public func logits(of rows: PreparedRows) -> [Float] {
        let network = trainer.network
        let longest = rows.longestRow
        let (width, inputs) = (network.output.count, FloatBuffer(count: longest * network.input.count))
        let offsets = trainer.offsets == nil ? nil : RowOffsets(capacity: 1)
        let scratch = FloatBuffer(count: network.forwardScratchCount(BatchCapacity(rows: 1, places: longest)))
        var random = RandomSource(seed: 0)
        var logits = [Float](repeating: 0, count: rows.count * width)
        withExtendedLifetime((inputs, offsets, scratch)) {
            logits.withUnsafeMutableBufferPointer { logits in
                guard let start = logits.baseAddress else { return }
                for row in 0..<rows.count {
                    rows.fill(inputs.start, row: row, random: &random)
                    offsets?.set(lengths: [rows.inputs.places(of: row)])
                    network.forward(
                        inputs.pointer,
                        rows: 1,
                        offsets: offsets?.pointer,
                        parameters: served.pointer,
                        into: start + row * width,
                        scratch: scratch.start
                    )
                }
            }
        }
        return logits
    }

    /// Those of the last step, by path, as PyTorch has them.
    package var gradientTensors: [String: Tensor] { trainer.gradientTensors }

    /// The gradient of each row's own label loss, penalty left out, at the newest weights.
    ///
    /// - Parameters:
    ///   - step: One at which all that learns does so.
    ///   - visit: Called row by row with the gradients of the parameters that learn, and where each stretch of them lies among all parameters.
    public func visitGradients(of rows: PreparedRows, step: Int, _ visit: (UnsafePointer<Float>, _ offset: Int, _ count: Int) -> Void) {
        var random = RandomSource(seed: 0)
        for row in 0..<rows.count {
            gather(rows, [Int32(row)], at: 0, &random)
            loss.begin(rows: 1, newRows: 1)
            trainer.visitGradients(StepSettings(rows: 1, step: step, rate: 0), loss: loss, visit)
        }
    }
}

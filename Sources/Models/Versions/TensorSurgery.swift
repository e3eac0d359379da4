import Tensors

/// Changes of a linear layer's tensors (`weight [out, in]`, `bias [out]`) between jobs that leave the network's function as it was.
extension [String: Tensor] {
    /// `count` more outputs, whose weights and biases are 0; the old outputs' values stay bit for bit.
    ///
    /// - Parameter place: The old outputs that come before them; nil: all.
    mutating func growOutputs(of layer: String, by count: Int, behind place: Int? = nil) {
        guard count > 0 else { return }
        edit(layer) { weight, bias in
            let width = weight.shape[1]
            let place = place ?? weight.shape[0]
            func grown(_ elements: [Float], each: Int) -> [Float] {
                elements[..<(place * each)] + [Float](repeating: 0, count: count * each) + elements[(place * each)...]
            }
            weight = Tensor(shape: [weight.shape[0] + count, width], elements: grown(weight.elements, each: width))
            bias = Tensor(shape: [bias.shape[0] + count], elements: grown(bias.elements, each: 1))
        }
    }

    /// For inputs that are standardized anew: x_old[j] = factors[j] · x_new[j] + shifts[j] for the first `factors.count` inputs.
    ///
    /// W′ = W · factors and b′ = b + Σ W · shifts, in double, so that the outputs stay what they were up to rounding.
    ///
    /// - Parameter marks: Of each input behind these that is 1 where some of them are missing: which. A missing input is 0 in either scale, so its mark
    ///   takes back what the bias was given for it.
    mutating func rescaleInputs(of layer: String, factors: [Double], shifts: [Double], marks: [[Int]] = []) {
        edit(layer) { weight, bias in
            let (outputs, width) = (weight.shape[0], weight.shape[1])
            precondition(
                factors.count == shifts.count && factors.count + marks.count <= width,
                "\(factors.count) factors for \(width) inputs"
            )
            var (weights, biases) = (weight.elements, bias.elements)
            for output in 0..<outputs {
                var sum = Double(biases[output])
                for input in factors.indices {
                    let old = Double(weights[output * width + input])
                    sum += shifts[input] * old
                    weights[output * width + input] = Float(factors[input] * old)
                }
                for (index, inputs) in marks.enumerated() {
                    for input in inputs {
                        let old = Double(weight.elements[output * width + input])
                        weights[output * width + factors.count + index] -= Float(shifts[input] * old)
                    }
                }
                biases[output] = Float(sum)
            }
            weight = Tensor(shape: weight.shape, elements: weights)
            bias = Tensor(shape: bias.shape, elements: biases)
        }
    }

    /// For an output in another unit: y_new = (y_old · old.scale + old.mean − new.mean) / new.scale.
    mutating func rescaleOutput(
        _ output: Int,
        of layer: String,
        from old: (mean: Double, scale: Double),
        to new: (mean: Double, scale: Double)
    ) {
        edit(layer) { weight, bias in
            let width = weight.shape[1]
            var (weights, biases) = (weight.elements, bias.elements)
            for place in output * width..<(output + 1) * width { weights[place] = Float(Double(weights[place]) * old.scale / new.scale) }
            biases[output] = Float((Double(biases[output]) * old.scale + old.mean - new.mean) / new.scale)
            weight = Tensor(shape: weight.shape, elements: weights)
            bias = Tensor(shape: bias.shape, elements: biases)
        }
    }

    private mutating func edit(_ layer: String, _ change: (inout Tensor, inout Tensor) -> Void) {
        guard var weight = self[layer + ".weight"], var bias = self[layer + ".bias"] else { preconditionFailure("no layer '\(layer)'") }
        change(&weight, &bias)
        self[layer + ".weight"] = weight
        self[layer + ".bias"] = bias
    }
}

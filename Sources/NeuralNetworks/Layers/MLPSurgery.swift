/// Changes of an MLP's parameters between jobs that leave its function as it was.
extension MLPShape {
    /// The shape with more outputs.
    public func growing(by outputs: Int) -> MLPShape {
        MLPShape(widths: widths.dropLast() + [self.outputs + outputs], activation: activation)
    }

    /// The parameters with `count` more outputs, whose weights and biases are 0; the old outputs' values stay bit for bit.
    public func grown(_ parameters: [Float], by count: Int) -> [Float] {
        let last = layers - 1
        var result = Array(parameters[..<weightOffset(last)])
        for row in 0..<widths[last] {
            let start = weightOffset(last) + row * outputs
            result += parameters[start..<start + outputs]
            result += [Float](repeating: 0, count: count)
        }
        result += parameters[biasOffset(last)...]
        return result + [Float](repeating: 0, count: count)
    }

    /// The parameters for inputs that are standardised anew: x_old[j] = factors[j] · x_new[j] + shifts[j] for the first `factors.count` inputs.
    ///
    /// W′ = factors · W and b′ = b + Σ shifts · W, in double, so that the outputs stay what they were up to rounding.
    public func compensated(_ parameters: [Float], factors: [Double], shifts: [Double]) -> [Float] {
        precondition(factors.count == shifts.count && factors.count <= inputs, "\(factors.count) factors for \(inputs) inputs")
        var result = parameters
        let width = widths[1]
        for output in 0..<width {
            var bias = Double(parameters[biasOffset(0) + output])
            for input in factors.indices {
                let weight = Double(parameters[input * width + output])
                bias += shifts[input] * weight
                result[input * width + output] = Float(factors[input] * weight)
            }
            result[biasOffset(0) + output] = Float(bias)
        }
        return result
    }

    /// The parameters for outputs in another unit: y_new = (y_old · oldScale + oldMean − newMean) / newScale.
    public func rescaled(_ parameters: [Float], from old: (mean: Double, scale: Double), to new: (mean: Double, scale: Double)) -> [Float] {
        let last = layers - 1
        var result = parameters
        for place in weightOffset(last)..<biasOffset(last) { result[place] = Float(Double(parameters[place]) * old.scale / new.scale) }
        for place in biasOffset(last)..<parameters.count {
            result[place] = Float((Double(parameters[place]) * old.scale + old.mean - new.mean) / new.scale)
        }
        return result
    }
}

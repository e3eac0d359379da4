import Glibc
import NeuralNetworks

/// The twin of `MLP` in double precision, written plainly: what its backward pass is held against by central differences.
struct PlainMLP {
    let shape: MLPShape
    var parameters: [Double]

    /// The outputs of one row.
    func outputs(_ row: [Double]) -> [Double] {
        var from = row
        for layer in 0..<shape.layers {
            let width = shape.widths[layer + 1]
            from = (0..<width).map { output in
                var sum = parameters[shape.biasOffset(layer) + output]
                for (input, value) in from.enumerated() { sum += value * parameters[shape.weightOffset(layer) + input * width + output] }
                guard layer < shape.layers - 1 else { return sum }
                return shape.activation == .relu ? max(0, sum) : 0.5 * sum * erfc(-sum / 2.0.squareRoot())
            }
        }
        return from
    }

    /// Σ over rows and outputs of outputs · direction: a loss whose gradient at the outputs is `direction`.
    func product(_ inputs: [Double], _ direction: [Double]) -> Double {
        let (width, outputs) = (shape.inputs, shape.outputs)
        return (0..<direction.count / outputs).reduce(0) { sum, row in
            let result = self.outputs(Array(inputs[row * width..<(row + 1) * width]))
            return sum + result.indices.reduce(0) { $0 + result[$1] * direction[row * outputs + $1] }
        }
    }
}

/// The slope of `function` at `point`, component by component: (f(x + h) − f(x − h)) / 2h.
func centralDifferences(at point: [Double], step: Double = 1e-5, of function: ([Double]) -> Double) -> [Double] {
    point.indices.map { place in
        var moved = point
        moved[place] = point[place] + step
        let above = function(moved)
        moved[place] = point[place] - step
        return (above - function(moved)) / (2 * step)
    }
}

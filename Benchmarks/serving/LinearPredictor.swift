import Domain
import Glibc
import Models

/// A softmax over linear scores: little work, so that what is measured is the server.
struct LinearPredictor: Predictor {
    let layout: InputLayout
    let outputs: OutputLayout
    private let weights: [Float]

    init(columns: Int, classes: Int) {
        layout = InputLayout(columns: (0..<columns).map { .init(name: "pixel_\($0)", kind: .numeric) })
        outputs = .classes((0..<classes).map(String.init))
        weights = (0..<columns * classes).map { Float($0 * 2_654_435_761 % 1_000) / 10_000 - 0.05 }
    }

    func scratchBytes(rows: Int) -> Int { 0 }

    func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        let columns = layout.columns.count
        let classes = self.outputs.width
        weights.withUnsafeBufferPointer { weights in
            for row in 0..<rows {
                var sum: Float = 0
                for place in 0..<classes {
                    var score: Float = 0
                    for column in 0..<columns { score += weights[place * columns + column] * Float(inputs[row * columns + column]) }
                    let power = exp(score)
                    outputs[row * classes + place] = power
                    sum += power
                }
                for place in 0..<classes { outputs[row * classes + place] /= sum }
            }
        }
    }
}

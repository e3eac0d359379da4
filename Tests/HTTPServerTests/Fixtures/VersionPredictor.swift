import Domain
import Models
import Rows

/// Answers every row with its version's number times its first value: who answered can be told from the answer.
struct VersionPredictor: Predictor {
    var version: Int
    var layout = InputLayout(columns: [.init(name: "a", kind: .numeric), .init(name: "b", kind: .numeric)])
    var outputs = OutputLayout.value
    /// Spins for so long a row.
    var cost: Duration = .zero

    func scratchBytes(rows: Int) -> Int { 0 }

    func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        let end = ContinuousClock.now + cost * rows
        while cost > .zero && ContinuousClock.now < end {}
        let columns = layout.columns.count
        let width = self.outputs.width
        for row in 0..<rows {
            let value = inputs[row * columns]
            for place in 0..<width {
                outputs[row * width + place] =
                    width == 1 ? Float(version) * Float(value) : place == (value.isNaN ? 0 : Int(value) % width) ? 0.75 : 0.25
            }
        }
    }
}

import Domain
import Glibc
import Models
import Prediction
import Rows

/// Answers with known numbers: `classes` probabilities that count the row's values, or their sum.
struct SumPredictor: Predictor {
    var layout: InputLayout
    var outputs: OutputLayout

    func scratchBytes(rows: Int) -> Int { rows * 8 }

    func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        let columns = layout.width
        let width = self.outputs.width
        for row in 0..<rows {
            var sum: Float = 0
            for column in 0..<columns { sum += Float(inputs[row * columns + column]) }
            for place in 0..<width { outputs[row * width + place] = width == 1 ? sum : place == Int(sum) % width ? 0.75 : 0.25 }
        }
    }
}

extension InputLayout {
    /// Two numbers, a truth and a category of three levels, one of which is not ASCII.
    static let mixed = InputLayout(columns: [
        Column(name: "length", kind: .numeric), Column(name: "größe", kind: .numeric), Column(name: "wet", kind: .boolean),
        Column(name: "color", kind: .categorical, levels: ["red", "blau", "grün"]),
    ])

    static func numbers(_ names: String...) -> InputLayout {
        InputLayout(columns: names.map { Column(name: $0, kind: .numeric) })
    }
}

extension RowDecoder {
    /// The rows of a body as an array, `[rows, columns]`.
    func rows(_ body: [UInt8], columns: Int, maximumRows: Int = 10_000) throws -> [Double] {
        let workspace = RowWorkspace()
        let rows = try body.withUnsafeBytes { bytes throws(Refusal) in try decode(bytes, maximumRows: maximumRows, into: workspace) }
        return Array(UnsafeBufferPointer(start: workspace.inputs(rows * columns), count: rows * columns))
    }
}

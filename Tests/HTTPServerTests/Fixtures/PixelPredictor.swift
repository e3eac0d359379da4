import Domain
import Models

/// Weighs every input by its place, so that what stands where can be told from the answer: Σ (place + 1) · input.
struct PixelPredictor: Predictor {
    var layout: InputLayout
    let outputs = OutputLayout.value

    init(_ shape: ImageShape) { layout = InputLayout(columns: [.init(name: "image", kind: .image, image: shape)]) }

    func scratchBytes(rows: Int) -> Int { 0 }

    func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        let width = layout.width
        for row in 0..<rows { outputs[row] = (0..<width).reduce(0) { $0 + Float($1 + 1) * Float(inputs[row * width + $1]) } }
    }
}

import NeuralNetworks
import Threads

/// One pass over some texts, shared out in blocks of texts.
struct EncodingWork: SharedWork {
    let network: Network
    let pools: Bool
    let isNormalized: Bool
    /// Tokens as floats, `[places]`.
    let inputs: UnsafePointer<Float>
    let rows: Int
    let offsets: UnsafePointer<Int32>
    let blockRows: Int
    /// Where parameters of the model's own would lie; there are none.
    let unused: UnsafePointer<Float>
    let outputs: UnsafeMutablePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
    /// Floats of a thread's scratch.
    let laneCount: Int

    /// The block's texts.
    func run(block: Int, lane: Int) {
        run(rows: block * blockRows..<min(rows, (block + 1) * blockRows), lane: lane)
    }

    func run(rows: Range<Int>, lane: Int) {
        let width = network.output.count
        let first = outputs + rows.lowerBound * width
        network.forward(
            inputs,
            rows: rows.count,
            offsets: offsets + rows.lowerBound,
            parameters: unused,
            // Hidden states lie by their places, which the offsets count from the first text on.
            into: pools ? first : outputs,
            scratch: scratch + lane * laneCount
        )
        guard isNormalized else { return }
        for row in 0..<rows.count { TextEncoder.normalize(first + row * width, width: width) }
    }

}

extension TextEncoder {
    /// x / max(‖x‖, 1e-12), as PyTorch's `normalize`.
    package static func normalize(_ vector: UnsafeMutablePointer<Float>, width: Int) {
        var sum = 0.0
        for index in 0..<width { sum += Double(vector[index]) * Double(vector[index]) }
        let factor = Float(1 / max(sum.squareRoot(), 1e-12))
        for index in 0..<width { vector[index] *= factor }
    }
}

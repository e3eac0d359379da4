import Models
import Synchronization

/// Keeps the numbers of every row that it is asked about, in their order. For one request at a time.
final class RecordingPredictor: Predictor {
    let layout: InputLayout
    let outputs = OutputLayout.value
    /// Nil: what comes is not kept. A host measures a model before it serves it.
    private let inputs = Mutex<[Double]?>(nil)

    init(layout: InputLayout) { self.layout = layout }

    func scratchBytes(rows: Int) -> Int { 0 }

    func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        outputs.update(repeating: 0, count: rows)
        // Of a text what is recorded is that there is one, as `InputLayout.encode` has it.
        let (width, offsets) = (layout.width, layout.offsets)
        let texts = Set(layout.columns.indices.filter { layout.columns[$0].isText }.map { offsets[$0] })
        let numbers = (0..<rows * width).map { texts.contains($0 % width) && !inputs[$0].isNaN ? 0 : inputs[$0] }
        self.inputs.withLock { $0?.append(contentsOf: numbers) }
    }

    /// What reaches the model while `body` runs, row by row.
    func record(_ body: () async throws -> Void) async rethrows -> [Double] {
        inputs.withLock { $0 = [] }
        try await body()
        return inputs.withLock { inputs in
            defer { inputs = nil }
            return inputs ?? []
        }
    }
}

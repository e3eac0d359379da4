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
        self.inputs.withLock { $0?.append(contentsOf: UnsafeBufferPointer(start: inputs, count: rows * layout.width)) }
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

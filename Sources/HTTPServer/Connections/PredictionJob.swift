import Domain
import NIOCore
import Prediction

/// One prediction request, ready to be answered on any thread.
struct PredictionJob: Sendable {
    let served: ServedVersion
    let form: PredictionForm
    let body: ByteBuffer
    /// What `Inference-Header-Content-Length` says.
    let inferenceHeaderLength: Int?
    let maximumRows: Int

    enum Outcome {
        /// The answer is in the workspace; with how much of it is JSON, if binary tensors follow.
        case responded(inferenceHeaderLength: Int?)
        case tooSlow
    }

    /// - Parameter within: What may run here.
    func run(in workspace: RowWorkspace, within bound: PredictionBound) throws(Refusal) -> Outcome {
        let isHurried = bound.nanoseconds.isFinite
        workspace.pixelsLeft = min(bound.pixels, ImageInput.mostPixels)
        do {
            return try body.withUnsafeReadableBytes { try run($0, workspace, bound.nanoseconds) }
        } catch {
            let refusal = Refusal(error)
            // Too large to be decoded in a hurry, or at all: a thread with time finds out which.
            if isHurried, refusal.kind == .tooLarge, served.takesImages { return .tooSlow }
            throw refusal
        }
    }

    private func run(_ bytes: UnsafeRawBufferPointer, _ workspace: RowWorkspace, _ limit: Double) throws(Refusal) -> Outcome {
        switch form {
        case .plain:
            let isDone = try served.answer(bytes, maximumRows: maximumRows, in: workspace, within: limit)
            return isDone ? .responded(inferenceHeaderLength: nil) : .tooSlow
        case .inference:
            let request = try InferenceRequest(bytes, headerLength: inferenceHeaderLength, unescaped: workspace.unescaped)
            let rows = try InferenceInputs(request: request, body: bytes, served: served, maximumRows: maximumRows).fill(workspace)
            guard served.nanoseconds(rows: rows, in: workspace) <= limit else { return .tooSlow }
            served.predict(rows: rows, in: workspace)
            return .responded(inferenceHeaderLength: try InferenceResponse(request: request, served: served, rows: rows).write(workspace))
        }
    }

    /// On a thread.
    ///
    /// - Returns: Nil where it takes longer than may be.
    func respond(in workspace: RowWorkspace, within bound: PredictionBound) -> Result<Response, Refusal>? {
        do throws(Refusal) {
            guard case .responded(let headerLength) = try run(in: workspace, within: bound) else { return nil }
            var response = Response(body: ByteBuffer(bytes: workspace.response.bytes))
            if let headerLength { response.isBinary(after: headerLength) }
            return .success(response)
        } catch {
            return .failure(error)
        }
    }
}

extension Response {
    /// Marks an inference answer whose JSON is followed by binary tensors.
    mutating func isBinary(after headerLength: Int) {
        contentType = "application/octet-stream"
        headers.append(("inference-header-content-length", "\(headerLength)"))
    }
}

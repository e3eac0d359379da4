import Domain
import Models
import Prediction

/// Writes a forward pass's outputs as tensors (`InferenceOutput`).
struct InferenceResponse {
    let request: InferenceRequest
    let served: ServedVersion
    let rows: Int

    private struct Answers {
        /// `[rows, heads.width]`
        let outputs: UnsafePointer<Float>
        /// `[rows, heads]`
        let distances: UnsafePointer<Float>?
    }

    private struct Tensor {
        var output: InferenceOutput
        var isBinary: Bool
    }

    /// - Returns: How many bytes of the answer are JSON, if binary tensors follow it.
    /// - Throws: `Refusal` for an output that the model does not have.
    func write(_ workspace: RowWorkspace) throws(Refusal) -> Int? {
        let tensors = try tensors()
        let outputs = Answers(
            outputs: UnsafePointer(workspace.outputs),
            distances: served.distances(in: workspace, rows: rows).map { UnsafePointer($0) }
        )
        // Binary tensors' sizes stand in the JSON before them: they are made first.
        let binary = tensors.map { $0.isBinary ? self.binary($0, outputs) : [] }
        let response = workspace.response
        response.removeAll()
        response.append("{\"model_name\":")
        response.append(JSONText.quoted(served.model.text))
        response.append(",\"model_version\":\"")
        response.append(served.number.rawValue)
        response.append("\"")
        if let id = request.id {
            response.append(",\"id\":")
            response.append(JSONText.quoted(id))
        }
        response.append(",\"outputs\":[")
        for (place, tensor) in tensors.enumerated() {
            if place > 0 { response.append(",") }
            write(tensor, binaryCount: binary[place].count, outputs, to: response)
        }
        response.append("]")
        if !workspace.strays.isEmpty {
            response.append(",\"parameters\":{\"warnings\":[")
            for (place, sentence) in workspace.strays.sentences.enumerated() {
                if place > 0 { response.append(",") }
                response.append(JSONText.quoted(sentence))
            }
            response.append("]}")
        }
        response.append("}")
        guard tensors.contains(where: \.isBinary) else { return nil }
        let headerLength = response.count
        for bytes in binary { response.append(bytes) }
        return headerLength
    }

    private func tensors() throws(Refusal) -> [Tensor] {
        let all = InferenceOutput.all(of: served.predictor)
        guard let wanted = request.outputs, !wanted.isEmpty else { return all.map { Tensor(output: $0, isBinary: request.binaryOutputs) } }
        var chosen: [Tensor] = []
        for (place, wish) in wanted.enumerated() {
            guard let output = all.first(where: { $0.name == wish.name }) else {
                throw Refusal(
                    .invalid,
                    what: "the model has no output '\(wish.name)'",
                    at: "outputs[\(place)]",
                    fix: "ask for \(all.map { "'\($0.name)'" }.joined(separator: " or "))"
                )
            }
            chosen.append(Tensor(output: output, isBinary: wish.binary ?? request.binaryOutputs))
        }
        return chosen
    }

    private func write(_ tensor: Tensor, binaryCount: Int, _ answers: Answers, to response: ResponseBuffer) {
        response.append("{\"name\":")
        response.append(JSONText.quoted(tensor.output.name))
        response.append(",\"datatype\":\"")
        response.append(Array(tensor.output.datatype.utf8))
        response.append("\",\"shape\":[")
        for (place, size) in ([rows] + tensor.output.shape).enumerated() {
            if place > 0 { response.append(",") }
            response.append(size)
        }
        if tensor.isBinary {
            response.append("],\"parameters\":{\"binary_data_size\":")
            response.append(binaryCount)
            response.append("}}")
            return
        }
        response.append("],\"data\":[")
        switch tensor.output.content {
        case .label(let names, let least):
            let quoted = names.map(JSONText.quoted)
            for row in 0..<rows {
                if row > 0 { response.append(",") }
                guard let label = label(tensor.output, names, least, answers, row) else {
                    response.append("\"\"")
                    continue
                }
                response.append(quoted[label])
            }
        case .distance(let head):
            for row in 0..<rows {
                if row > 0 { response.append(",") }
                response.append(answers.distances?[row * heads + head] ?? .nan)
            }
        case .numbers:
            var isFirst = true
            for row in 0..<rows {
                for place in tensor.output.range {
                    if !isFirst { response.append(",") }
                    isFirst = false
                    response.append(answers.outputs[row * width + place])
                }
            }
        }
        response.append("]}")
    }

    private func binary(_ tensor: Tensor, _ answers: Answers) -> [UInt8] {
        switch tensor.output.content {
        case .label(let names, let least):
            (0..<rows).flatMap { row in
                let text = label(tensor.output, names, least, answers, row).map { Array(names[$0].utf8) } ?? []
                return withUnsafeBytes(of: UInt32(text.count).littleEndian, Array.init) + text
            }
        case .distance(let head):
            (0..<rows).flatMap { row in
                withUnsafeBytes(of: (answers.distances?[row * heads + head] ?? .nan).bitPattern.littleEndian, Array.init)
            }
        case .numbers:
            (0..<rows).flatMap { row in
                let own = UnsafeBufferPointer(
                    start: answers.outputs + row * width + tensor.output.range.lowerBound,
                    count: tensor.output.range.count
                )
                return Array(UnsafeRawBufferPointer(own))
            }
        }
    }

    /// Floats in a row of answers.
    private var width: Int { served.predictor.heads.width }

    private var heads: Int { served.predictor.heads.count }

    /// The place of a row's label among the classes; nil where there are none, or it is too improbable.
    private func label(_ output: InferenceOutput, _ names: [String], _ least: Float?, _ answers: Answers, _ row: Int) -> Int? {
        guard !names.isEmpty else { return nil }
        let own = answers.outputs + row * width + output.range.lowerBound
        let best = served.bestClass(own, of: output.range.count)
        return least.map { own[best] < $0 } == true ? nil : best
    }
}

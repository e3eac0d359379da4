import Domain
import Models
import Prediction

/// Writes a forward pass's outputs as tensors: `label` and `probabilities`, or `value`.
struct InferenceResponse {
    let request: InferenceRequest
    let served: ServedVersion
    let rows: Int

    private struct Tensor {
        var name: StaticString
        var datatype: StaticString
        var isBinary: Bool
        var shape: [Int]
    }

    /// - Returns: How many bytes of the answer are JSON, if binary tensors follow it.
    /// - Throws: `Refusal` for an output that the model does not have.
    func write(_ workspace: RowWorkspace) throws(Refusal) -> Int? {
        let tensors = try tensors()
        let outputs = UnsafePointer(workspace.outputs)
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
        let all: [Tensor]
        switch served.predictor.outputs {
        case .classes(let names):
            all = [
                Tensor(name: "label", datatype: "BYTES", isBinary: request.binaryOutputs, shape: [rows]),
                Tensor(name: "probabilities", datatype: "FP32", isBinary: request.binaryOutputs, shape: [rows, names.count]),
            ]
        case .value: all = [Tensor(name: "value", datatype: "FP32", isBinary: request.binaryOutputs, shape: [rows])]
        }
        guard let wanted = request.outputs, !wanted.isEmpty else { return all }
        var chosen: [Tensor] = []
        for (place, output) in wanted.enumerated() {
            guard var tensor = all.first(where: { "\($0.name)" == output.name }) else {
                throw Refusal(
                    .invalid,
                    what: "the model has no output '\(output.name)'",
                    at: "outputs[\(place)]",
                    fix: "ask for \(all.map { "'\($0.name)'" }.joined(separator: " or "))"
                )
            }
            tensor.isBinary = output.binary ?? request.binaryOutputs
            chosen.append(tensor)
        }
        return chosen
    }

    private func write(_ tensor: Tensor, binaryCount: Int, _ outputs: UnsafePointer<Float>, to response: ResponseBuffer) {
        response.append("{\"name\":\"")
        response.append(tensor.name)
        response.append("\",\"datatype\":\"")
        response.append(tensor.datatype)
        response.append("\",\"shape\":[")
        for (place, size) in tensor.shape.enumerated() {
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
        if isLabel(tensor), case .classes(let names) = served.predictor.outputs {
            let quoted = names.map(JSONText.quoted)
            for row in 0..<rows {
                if row > 0 { response.append(",") }
                response.append(quoted[best(outputs, row)])
            }
        } else {
            for place in 0..<tensor.shape.reduce(1, *) {
                if place > 0 { response.append(",") }
                response.append(outputs[place])
            }
        }
        response.append("]}")
    }

    private func binary(_ tensor: Tensor, _ outputs: UnsafePointer<Float>) -> [UInt8] {
        if isLabel(tensor), case .classes(let names) = served.predictor.outputs {
            return (0..<rows).flatMap { row in
                let text = Array(names[best(outputs, row)].utf8)
                return withUnsafeBytes(of: UInt32(text.count).littleEndian, Array.init) + text
            }
        }
        return Array(UnsafeRawBufferPointer(start: outputs, count: tensor.shape.reduce(1, *) * MemoryLayout<Float>.stride))
    }

    private func isLabel(_ tensor: Tensor) -> Bool { "\(tensor.name)" == "label" }

    private func best(_ outputs: UnsafePointer<Float>, _ row: Int) -> Int {
        served.bestClass(outputs + row * served.predictor.outputs.width)
    }
}

import Domain
import Models

/// Writes a version's answers in the plain form: `{"model","version","predictions":[{"label","probability","probabilities":{…}}]}`.
///
/// What is the same in every answer (names, quotes, escapes) is made once, when the version is loaded.
struct ResponseWriter: Sendable {
    private struct ClassText: Sendable {
        /// `"label":"setosa","probability":`
        var asLabel: [UInt8]
        /// `"setosa":`
        var asKey: [UInt8]
    }

    private let opening: [UInt8]
    /// Empty for regression.
    private let classes: [ClassText]

    init(model: ModelName, version: VersionNumber, outputs: OutputLayout) {
        opening =
            Array("{\"model\":".utf8) + JSONText.quoted(model.text)
            + Array(",\"version\":\(version.rawValue),\"predictions\":[".utf8)
        switch outputs {
        case .classes(let names):
            classes = names.map { name in
                let quoted = JSONText.quoted(name)
                return ClassText(
                    asLabel: Array("{\"label\":".utf8) + quoted + Array(",\"probability\":".utf8),
                    asKey: quoted + [UInt8(ascii: ":")]
                )
            }
        case .value:
            classes = []
        }
    }

    /// - Parameters:
    ///   - outputs: `[rows, width]`.
    ///   - strays: Told of after the predictions, where there are any.
    func write(_ outputs: UnsafePointer<Float>, rows: Int, strays: StrayValues, to response: ResponseBuffer) {
        response.removeAll()
        response.append(opening)
        for row in 0..<rows {
            if row > 0 { response.append(",") }
            if classes.isEmpty {
                response.append("{\"value\":")
                response.append(outputs[row])
                response.append("}")
            } else {
                write(classesOf: outputs + row * classes.count, to: response)
            }
        }
        response.append("]")
        if !strays.isEmpty {
            response.append(",\"warnings\":[")
            for (index, sentence) in strays.sentences.enumerated() {
                if index > 0 { response.append(",") }
                response.append(JSONText.quoted(sentence))
            }
            response.append("]")
        }
        // The line's end, so that a shell's prompt does not stick to the response.
        response.append("}\n")
    }

    private func write(classesOf probabilities: UnsafePointer<Float>, to response: ResponseBuffer) {
        let best = Self.best(probabilities, classes.count)
        response.append(classes[best].asLabel)
        response.append(probabilities[best])
        response.append(",\"probabilities\":{")
        for index in classes.indices {
            if index > 0 { response.append(",") }
            response.append(classes[index].asKey)
            response.append(probabilities[index])
        }
        response.append("}}")
    }

    /// The place of the largest, the first of equals.
    static func best(_ probabilities: UnsafePointer<Float>, _ count: Int) -> Int {
        var best = 0
        for index in 1..<max(1, count) where probabilities[index] > probabilities[best] { best = index }
        return best
    }
}

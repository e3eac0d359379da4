import Domain
import Models

/// Writes a version's answers in the plain form: `{"model","version","predictions":[{"label","probability","probabilities":{…}}]}`.
///
/// What is the same in every answer (names, quotes, escapes) is made once, when the version is loaded.
struct AnswerWriter: Sendable {
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
                    asLabel: Array("{\"label\":".utf8) + quoted + Array(",\"probability\":".utf8), asKey: quoted + [UInt8(ascii: ":")])
            }
        case .value:
            classes = []
        }
    }

    /// - Parameters:
    ///   - outputs: `[rows, width]`.
    ///   - strays: Told of after the predictions, where there are any.
    func write(_ outputs: UnsafePointer<Float>, rows: Int, strays: StrayValues, to answer: AnswerBuffer) {
        answer.removeAll()
        answer.append(opening)
        for row in 0..<rows {
            if row > 0 { answer.append(",") }
            if classes.isEmpty {
                answer.append("{\"value\":")
                answer.append(outputs[row])
                answer.append("}")
            } else {
                write(classesOf: outputs + row * classes.count, to: answer)
            }
        }
        answer.append("]")
        if !strays.isEmpty {
            answer.append(",\"warnings\":[")
            for (place, sentence) in strays.sentences.enumerated() {
                if place > 0 { answer.append(",") }
                answer.append(JSONText.quoted(sentence))
            }
            answer.append("]")
        }
        // The line's end, so that a shell's prompt does not stick to the answer.
        answer.append("}\n")
    }

    private func write(classesOf probabilities: UnsafePointer<Float>, to answer: AnswerBuffer) {
        let best = Self.best(probabilities, classes.count)
        answer.append(classes[best].asLabel)
        answer.append(probabilities[best])
        answer.append(",\"probabilities\":{")
        for place in classes.indices {
            if place > 0 { answer.append(",") }
            answer.append(classes[place].asKey)
            answer.append(probabilities[place])
        }
        answer.append("}}")
    }

    /// The place of the largest, the first of equals.
    static func best(_ probabilities: UnsafePointer<Float>, _ count: Int) -> Int {
        var best = 0
        for place in 1..<max(1, count) where probabilities[place] > probabilities[best] { best = place }
        return best
    }
}

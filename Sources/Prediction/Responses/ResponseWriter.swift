import Domain
import Models

/// Writes a version's answers in the plain form: `{"model","version","predictions":[{"label","probability","probabilities":{…}}]}`; of several heads
/// `"predictions":[{"heads":{"sex":{"label",…},"rings":{"value"}}}]`. A label that is too improbable is null; `distance` stands behind all else.
///
/// What is the same in every answer (names, quotes, escapes) is made once, when the version is loaded.
struct ResponseWriter: Sendable {
    private struct ClassText: Sendable {
        /// `"label":"setosa","probability":`
        var asLabel: [UInt8]
        /// `"setosa":`
        var asKey: [UInt8]
    }

    /// One head's answers in a row.
    private struct Head: Sendable {
        /// `"sex":`; empty where there is one head.
        var key: [UInt8]
        /// Empty for regression.
        var classes: [ClassText]
        /// Floats in a row.
        var width: Int
        var least: Float?
    }

    private let opening: [UInt8]
    private let heads: [Head]

    init(model: ModelName, version: VersionNumber, heads: [OutputHead]) {
        opening =
            Array("{\"model\":".utf8) + JSONText.quoted(model.text)
            + Array(",\"version\":\(version.rawValue),\"predictions\":[".utf8)
        self.heads = heads.map { head in
            var classes: [ClassText] = []
            if case .classes(let names) = head.outputs {
                classes = names.map { name in
                    let quoted = JSONText.quoted(name)
                    return ClassText(
                        asLabel: Array("{\"label\":".utf8) + quoted + Array(",\"probability\":".utf8),
                        asKey: quoted + [UInt8(ascii: ":")]
                    )
                }
            }
            return Head(
                key: heads.count == 1 ? [] : JSONText.quoted(head.name) + [UInt8(ascii: ":")],
                classes: classes,
                width: head.outputs.width,
                least: head.leastProbability
            )
        }
    }

    /// - Parameters:
    ///   - outputs: `[rows, width]`.
    ///   - distances: `[rows, heads]`; nil where there are none.
    ///   - strays: Told of after the predictions, where there are any.
    func write(
        _ outputs: UnsafePointer<Float>,
        distances: UnsafeMutablePointer<Float>?,
        rows: Int,
        strays: StrayValues,
        to response: ResponseBuffer
    ) {
        response.removeAll()
        response.append(opening)
        var own = outputs
        for row in 0..<rows {
            if row > 0 { response.append(",") }
            if heads.count == 1 {
                write(heads[0], own, distances?[row], to: response)
                own += heads[0].width
            } else {
                response.append("{\"heads\":{")
                for (place, head) in heads.enumerated() {
                    if place > 0 { response.append(",") }
                    response.append(head.key)
                    write(head, own, distances?[row * heads.count + place], to: response)
                    own += head.width
                }
                response.append("}}")
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

    private func write(_ head: Head, _ outputs: UnsafePointer<Float>, _ distance: Float?, to response: ResponseBuffer) {
        guard head.width > 0 else {
            // Classes of which none was learned yet.
            response.append("{}")
            return
        }
        if head.classes.isEmpty {
            response.append("{\"value\":")
            response.append(outputs[0])
        } else {
            write(head.classes, least: head.least, outputs, to: response)
        }
        if let distance {
            response.append(",\"distance\":")
            response.append(distance)
        }
        response.append("}")
    }

    private func write(_ classes: [ClassText], least: Float?, _ probabilities: UnsafePointer<Float>, to response: ResponseBuffer) {
        let best = Self.best(probabilities, classes.count)
        if let least, probabilities[best] < least {
            response.append("{\"label\":null,\"probability\":")
        } else {
            response.append(classes[best].asLabel)
        }
        response.append(probabilities[best])
        response.append(",\"probabilities\":{")
        for index in classes.indices {
            if index > 0 { response.append(",") }
            response.append(classes[index].asKey)
            response.append(probabilities[index])
        }
        response.append("}")
    }

    /// The place of the largest, the first of equals.
    static func best(_ probabilities: UnsafePointer<Float>, _ count: Int) -> Int {
        var best = 0
        for index in 1..<max(1, count) where probabilities[index] > probabilities[best] { best = index }
        return best
    }
}

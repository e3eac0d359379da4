import LearnAPI

/// A predicted row of a stream as `--json` prints it: the prediction and the version that made it.
struct StreamedPrediction: Encodable {
    var model: String
    var version: Int
    var prediction: RowPrediction

    private enum CodingKeys: String, CodingKey {
        case model, version
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(model, forKey: .model)
        try container.encode(version, forKey: .version)
        try prediction.encode(to: encoder)
    }
}

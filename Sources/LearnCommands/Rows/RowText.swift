import LearnAPI

/// A predicted row as text: the label and its probability with a tab between, for `cut` and `awk`, or the number.
enum RowText {
    static func line(_ prediction: RowPrediction) -> String {
        if let value = prediction.value { return "\(value)" }
        let probability = prediction.probability.map { "\t" + Amounts.fixed($0, digits: 4) } ?? ""
        return (prediction.label ?? "").printable + probability
    }
}

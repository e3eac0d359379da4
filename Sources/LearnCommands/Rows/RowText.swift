import LearnAPI

/// A predicted row as text: the label and its probability with a tab between, for `cut` and `awk`, or the number. Of several labels one after the
/// other, by their names: `rings=9.3`, `sex=F` and its probability.
enum RowText {
    static func line(_ prediction: RowPrediction) -> String {
        if let heads = prediction.heads {
            return heads.sorted { $0.key < $1.key }.map { "\($0.key.printable)=\(line($0.value))" }.joined(separator: "\t")
        }
        if let value = prediction.value { return "\(value)" }
        let probability = prediction.probability.map { "\t" + Amounts.fixed($0, digits: 4) } ?? ""
        return (prediction.label ?? "").printable + probability
    }
}

/// One of the labels that a model answers, under its name.
public struct OutputHead: Hashable, Sendable {
    /// The label's column.
    public var name: String
    /// What it answers.
    public var outputs: OutputLayout
    /// An answer that is less probable is none of the classes; nil: each is one.
    public var leastProbability: Float?

    /// A head by its label's name.
    public init(name: String, outputs: OutputLayout, leastProbability: Double? = nil) {
        self.name = name
        self.outputs = outputs
        self.leastProbability = leastProbability.map(Float.init)
    }
}

extension [OutputHead] {
    /// Floats in a row of answers: those of the heads, side by side.
    public var width: Int { reduce(0) { $0 + $1.outputs.width } }

    /// Where a head's floats lie in a row.
    public func range(_ head: Int) -> Range<Int> {
        let first = self[..<head].reduce(0) { $0 + $1.outputs.width }
        return first..<first + self[head].outputs.width
    }
}

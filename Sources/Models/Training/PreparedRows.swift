import Domain
import Rows
import Tensors

/// Rows made ready for training once, so that a step only copies them, augmented as the model's kind does it.
public protocol PreparedInputs: Sendable {
    /// Fills one row's network input.
    ///
    /// - Parameters:
    ///   - row: Its place among the prepared ones.
    ///   - random: What the augmentation is drawn from, in the order of the calls.
    func fill(_ input: UnsafeMutablePointer<Float>, row: Int, random: inout RandomSource)
}

/// A table's rows as a model trains on them: their inputs and their labels.
public struct PreparedRows: Sendable {
    /// Rows, in the table's order.
    public let count: Int
    let inputs: any PreparedInputs
    /// Classes' places in the head, for classification.
    let classes: [Int32]
    /// Standardized labels, for regression.
    let targets: [Float]

    /// - Precondition: The outputs know every class of the table.
    init(
        _ labels: ExampleTable.Labels,
        outputs: OutputLayout,
        labelStandardization: (mean: Double, scale: Double),
        inputs: any PreparedInputs
    ) {
        self.inputs = inputs
        switch (labels, outputs) {
        case (.classes(let indices, let names), .classes(let known)):
            let outputIndices = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, Int32($0)) })
            let head = names.map { outputIndices[$0] ?? -1 }
            classes = indices.map { head[Int($0)] }
            precondition(classes.allSatisfy { $0 >= 0 }, "a class that the head of \(known.count) does not know")
            targets = []
            count = indices.count
        case (.numbers(let labels), .value):
            // Far ones are learned as the farthest within reach, as far values of a column are.
            targets = labels.map {
                Float(
                    min(max(($0 - labelStandardization.mean) / labelStandardization.scale, -Standardization.bound), Standardization.bound)
                )
            }
            classes = []
            count = labels.count
        default:
            preconditionFailure("labels of another task than that of a model that answers \(outputs)")
        }
    }

    /// Fills one row's network input, augmented.
    package func fill(_ input: UnsafeMutablePointer<Float>, row: Int, random: inout RandomSource) {
        inputs.fill(input, row: row, random: &random)
    }

    /// How often each class comes, by its place in a head of `width`.
    func classCounts(width: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: width)
        for index in classes { counts[Int(index)] += 1 }
        return counts
    }
}

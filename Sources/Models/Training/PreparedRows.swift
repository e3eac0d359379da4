import Domain
import Rows
import Tensors

/// Rows made ready for training once, so that a step only copies them, augmented as the model's kind does it.
public protocol PreparedInputs: Sendable {
    /// Places of a row: 1 where a row is one place.
    func places(of row: Int) -> Int

    /// Fills one row's network input, `[its places, the network's input]`.
    ///
    /// - Parameters:
    ///   - row: Its place among the prepared ones.
    ///   - random: What the augmentation is drawn from, in the order of the calls.
    func fill(_ input: UnsafeMutablePointer<Float>, row: Int, random: inout RandomSource)
}

extension PreparedInputs {
    /// One.
    public func places(of row: Int) -> Int { 1 }
}

/// A table's rows as a model trains on them: their inputs and their labels.
public struct PreparedRows: Sendable {
    /// Rows, in the table's order.
    public let count: Int
    let inputs: any PreparedInputs
    let heads: [PreparedLabels]

    /// - Precondition: The heads know every class of the table.
    init(_ labels: [ExampleTable.Labels], _ heads: [HeadState], inputs: any PreparedInputs) {
        self.inputs = inputs
        self.heads = zip(labels, heads).map { PreparedLabels($0, $1) }
        count = labels[0].count
    }

    /// Places of some of its rows at most: of the longest ones.
    func mostPlaces(_ rows: Int) -> Int {
        (0..<count).map(inputs.places).sorted(by: >).prefix(rows).reduce(0, +)
    }

    /// Places of its longest row.
    var longestRow: Int { (0..<count).map(inputs.places).max() ?? 1 }

    /// Fills one row's network input, augmented.
    package func fill(_ input: UnsafeMutablePointer<Float>, row: Int, random: inout RandomSource) {
        inputs.fill(input, row: row, random: &random)
    }
}

/// One head's labels as its loss takes them.
struct PreparedLabels: Sendable {
    /// Classes' places in the head, −1 where missing; empty for regression.
    let classes: [Int32]
    /// Standardized labels, NaN where missing; empty for classification.
    let targets: [Float]

    init(_ labels: ExampleTable.Labels, _ head: HeadState) {
        switch (labels, head.outputs) {
        case (.classes(let indices, let names), .classes(let known)):
            let outputIndices = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, Int32($0)) })
            let places = names.map { outputIndices[$0] ?? -1 }
            classes = indices.map { $0 < 0 ? -1 : places[Int($0)] }
            precondition(
                zip(indices, classes).allSatisfy { $0 < 0 || $1 >= 0 },
                "a class that the head of \(known.count) does not know"
            )
            targets = []
        case (.numbers(let labels), .value):
            let (mean, scale) = head.labelStandardization
            // Far ones are learned as the farthest within reach, as far values of a column are.
            targets = labels.map {
                $0.isNaN ? .nan : Float(min(max(($0 - mean) / scale, -Standardization.bound), Standardization.bound))
            }
            classes = []
        default:
            preconditionFailure("labels of another task than that of a head that answers \(head.outputs)")
        }
    }

    /// How often each class comes, by its place in a head of `width`.
    func classCounts(width: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: width)
        for index in classes where index >= 0 { counts[Int(index)] += 1 }
        return counts
    }

    /// Rows that have the label.
    var count: Int { classes.isEmpty ? targets.count { !$0.isNaN } : classes.count { $0 >= 0 } }
}

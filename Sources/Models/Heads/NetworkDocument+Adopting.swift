import Domain
import Rows
import Tensors

extension NetworkDocument {
    /// Takes in a file's heads, classes and labels' scale, and gives each new output its place in the last layer: the function stays what it was.
    ///
    /// - Parameters:
    ///   - sample: The rows by which the scale of numbers goes.
    ///   - tensors: The weights by path.
    ///   - head: The last layer's path.
    mutating func adopt(_ table: ExampleTable, sample: ExampleTable, into tensors: inout [String: Tensor], head: String) {
        let begun = heads.count
        for added in table.schema.heads.dropFirst(begun) {
            heads.append(HeadState(new: added))
            // A value has its place at once; classes come with the rows.
            tensors.growOutputs(of: head, by: heads.last!.outputs.width)
        }
        schema.heads = table.schema.heads
        for (index, labels) in table.heads.enumerated() {
            let place = outputHeads.range(index)
            switch (labels, heads[index].outputs) {
            case (.classes, .classes):
                let new = heads[index].outputs.adopt(labels)
                tensors.growOutputs(of: head, by: new, behind: place.upperBound)
                heads[index].classRows = heads[index].outputs.counted(heads[index].classRows, with: labels)
            case (.numbers, .value):
                let before = heads[index].labelStandardization
                if case .numbers(let labels) = sample.heads[index] { heads[index].labelScaler?.move(to: labels, width: 1) }
                if jobs > 0 && index < begun {
                    tensors.rescaleOutput(place.lowerBound, of: head, from: before, to: heads[index].labelStandardization)
                }
            default:
                preconditionFailure("labels of \(table.schema.heads[index]) for a head that answers \(heads[index].outputs)")
            }
        }
    }
}

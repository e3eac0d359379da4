import Domain
import NeuralNetworks
import Tensors

/// A job's loss: cross-entropy or error over all rows of a step, and on the remembered ones the distance to what a teacher says: the averaged network,
/// or whoever said it when the row was learned. Of several heads each on the rows that have its label, weighted, and their sum.
///
/// Legend: B rows, of which the first N are new and the other R remembered; C outputs, those of all heads side by side.
final class LearningLoss: Loss {
    private let network: Network
    private let heads: [HeadLoss]
    private let labels: [HeadLabels]
    private let distillation: Float
    /// The layer at which the teacher begins, since none below it ever learns; the step's inputs to it, `[B, its input]`, and the averaged parameters.
    private let firstLayer: Int
    private let inputs: StepInputs
    private let average: FloatBuffer
    /// What was said of each remembered row, `[rows, C]`, and of those of the step, `[B, C]`; NaN: nothing. Nil: the average is asked.
    private let storedLogits: (all: [Float], ofStep: FloatBuffer)?
    /// Of the step under way.
    private var rows = 0
    private var newRows = 0
    /// Of each head, 1 over the step's rows that have its label, or over the sum of their weights.
    private let scales: FloatBuffer
    /// Of each head, how many of the remembered rows have its label.
    private let taughtRows: UnsafeMutablePointer<Int>

    init(
        _ network: Network,
        _ settings: TrainingSettings,
        heads: [HeadLoss],
        from lowestLearning: (layer: Int, inputs: StepInputs),
        capacity: Int,
        average: FloatBuffer,
        storedLogits: [Float]?
    ) {
        self.network = network
        self.heads = heads
        (firstLayer, inputs) = lowestLearning
        self.average = average
        distillation = settings.distillation
        labels = heads.map { HeadLabels(isRegression: $0.isRegression, capacity: capacity) }
        scales = FloatBuffer(count: heads.count)
        taughtRows = .allocate(capacity: heads.count)
        taughtRows.initialize(repeating: 0, count: heads.count)
        self.storedLogits = storedLogits.map { ($0, FloatBuffer(count: capacity * network.output.count)) }
    }

    deinit { taughtRows.deallocate() }

    /// Floats of scratch for so many rows: the teacher's outputs, this network's own, and the teacher's forward pass; of several heads also the rows
    /// of one that have its label, with these and their outputs.
    static func scratchCount(_ network: Network, _ capacity: BatchCapacity, heads: Int) -> Int {
        let (width, rows) = (network.output.count, capacity.rows)
        return 2 * rows * width + network.forwardScratchCount(capacity) + (heads > 1 ? rows * (3 * width + 2) + width : 0)
    }

    /// What the loss that a step returns is multiplied by to be the mean over its rows.
    var reportedScale: Double { heads.count == 1 ? Double(scales.pointer[0]) : 1 }

    /// Takes a row's labels.
    func take(_ rows: PreparedRows, _ index: Int, at row: Int) {
        for head in labels.indices { labels[head].take(rows.heads[head], index, at: row) }
    }

    /// Takes what was said of a remembered row.
    func takeStoredLogits(_ index: Int, at row: Int) {
        guard let storedLogits else { return }
        let width = network.output.count
        for output in 0..<width { storedLogits.ofStep.start[row * width + output] = storedLogits.all[index * width + output] }
    }

    func begin(rows: Int, newRows: Int) {
        self.rows = rows
        self.newRows = newRows
        for head in heads.indices {
            scales.start[head] = labels[head].scale(rows, classWeights: heads[head].classWeights)
            taughtRows[head] = heads.count == 1 ? rows - newRows : labels[head].count(newRows..<rows)
        }
    }

    func gradient(_ outputs: UnsafeMutablePointer<Float>, firstRow: Int, rows: Int, scratch: UnsafeMutablePointer<Float>) -> Double {
        let width = network.output.count
        let firstRemembered = max(firstRow, newRows)
        let remembered = max(0, firstRow + rows - firstRemembered)
        let (taught, own) = (scratch, scratch + remembered * width)
        let index = outputs + (firstRemembered - firstRow) * width
        let teaches = distillation > 0 && remembered > 0
        let rest = own + remembered * width
        if teaches {
            own.update(from: index, count: remembered * width)
            teach(taught, own, firstRow: firstRemembered, rows: remembered, scratch: rest)
        }
        guard heads.count == 1 else {
            return ofHeads(outputs, firstRow, rows, Teaching(own: own, taught: taught, rows: teaches ? remembered : 0), scratch: rest)
        }
        let loss = heads[0].gradient(
            outputs,
            rows: rows,
            classes: labels[0].classes + firstRow,
            targets: labels[0].targets.pointer + firstRow,
            scale: scales.pointer[0]
        )
        if teaches {
            heads[0].teach(own, taught, rows: remembered, of: taughtRows[0], weight: distillation, to: index, scratch: rest)
        }
        return loss
    }

    /// What is said of the last rows, `[rows, C]`, and what is to be said.
    private struct Teaching {
        let own: UnsafePointer<Float>
        let taught: UnsafePointer<Float>
        let rows: Int

        init(own: UnsafeMutablePointer<Float>, taught: UnsafeMutablePointer<Float>, rows: Int) {
            (self.own, self.taught, self.rows) = (UnsafePointer(own), UnsafePointer(taught), rows)
        }
    }

    /// Head by head: the rows that have its label side by side, their gradients back to where their outputs lie; others have none.
    private func ofHeads(
        _ outputs: UnsafeMutablePointer<Float>,
        _ firstRow: Int,
        _ rows: Int,
        _ teaching: Teaching,
        scratch: UnsafeMutablePointer<Float>
    ) -> Double {
        let width = network.output.count
        let (dense, own, taught) = (scratch, scratch + rows * width, scratch + 2 * rows * width)
        let targets = scratch + 3 * rows * width
        let classes = UnsafeMutableRawPointer(targets + rows).assumingMemoryBound(to: Int32.self)
        let last = targets + 2 * rows
        var loss = 0.0
        var place = 0
        for (head, labels) in zip(heads.indices, labels) {
            let part = heads[head]
            defer { place += part.width }
            guard part.width > 0 else { continue }
            var (count, known) = (0, 0)
            for row in 0..<rows where labels.hasLabel(firstRow + row) {
                (dense + count * part.width).update(from: outputs + row * width + place, count: part.width)
                if part.isRegression {
                    targets[count] = labels.targets.pointer[firstRow + row]
                } else {
                    classes[count] = labels.classes[firstRow + row]
                }
                // Remembered rows come last.
                if row >= rows - teaching.rows {
                    let from = (row - (rows - teaching.rows)) * width + place
                    (own + known * part.width).update(from: teaching.own + from, count: part.width)
                    (taught + known * part.width).update(from: teaching.taught + from, count: part.width)
                    known += 1
                }
                count += 1
            }
            if count > 0 {
                let scale = scales.pointer[head] * part.weight
                loss += part.gradient(dense, rows: count, classes: classes, targets: targets, scale: scale) * Double(scale)
                let index = dense + (count - known) * part.width
                if known > 0 {
                    part.teach(own, taught, rows: known, of: taughtRows[head], weight: distillation * part.weight, to: index, scratch: last)
                }
            }
            count = 0
            for row in 0..<rows {
                let to = outputs + row * width + place
                guard labels.hasLabel(firstRow + row) else {
                    to.update(repeating: 0, count: part.width)
                    continue
                }
                to.update(from: dense + count * part.width, count: part.width)
                count += 1
            }
        }
        return loss
    }

    /// - Parameter own: What is said now: where nothing was said, there is no distance.
    private func teach(
        _ taught: UnsafeMutablePointer<Float>,
        _ own: UnsafePointer<Float>,
        firstRow: Int,
        rows: Int,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let width = network.output.count
        guard let storedLogits else {
            network.forward(
                inputs.pointer(row: firstRow),
                rows: rows,
                offsets: inputs.offsets.map { $0.pointer + firstRow },
                from: firstLayer,
                parameters: average.pointer,
                into: taught,
                scratch: scratch
            )
            return
        }
        let words = storedLogits.ofStep.pointer + firstRow * width
        for index in 0..<rows * width { taught[index] = words[index].isNaN ? own[index] : words[index] }
    }
}

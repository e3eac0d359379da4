import Tensors

/// One head's labels of the rows of a step.
final class HeadLabels {
    private let isRegression: Bool
    /// −1 where missing.
    let classes: UnsafeMutablePointer<Int32>
    /// NaN where missing.
    let targets: FloatBuffer

    /// - Parameter capacity: Rows of a step at most.
    init(isRegression: Bool, capacity: Int) {
        self.isRegression = isRegression
        classes = .allocate(capacity: max(1, capacity))
        classes.initialize(repeating: 0, count: max(1, capacity))
        targets = FloatBuffer(count: capacity)
    }

    deinit { classes.deallocate() }

    func take(_ labels: PreparedLabels, _ index: Int, at row: Int) {
        if isRegression { targets.start[row] = labels.targets[index] } else { classes[row] = labels.classes[index] }
    }

    func hasLabel(_ row: Int) -> Bool { isRegression ? !targets.pointer[row].isNaN : classes[row] >= 0 }

    /// Rows among these that have the label.
    func count(_ rows: Range<Int>) -> Int { rows.count(where: hasLabel) }

    /// What is 1 over the rows that have the label, or over the sum of what they count for; 0 where none has it.
    func scale(_ rows: Int, classWeights: [Float]?) -> Float {
        guard let classWeights else {
            let count = count(0..<rows)
            return count == 0 ? 0 : 1 / Float(count)
        }
        var sum: Float = 0
        for row in 0..<rows where classes[row] >= 0 { sum += classWeights[Int(classes[row])] }
        return sum > 0 ? 1 / sum : 0
    }
}

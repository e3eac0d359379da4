import Domain
import Rows
import Tensors

/// A table's rows as a tabular network reads them: standardized numbers, marks of what is missing, levels' numbers.
struct PreparedTable: PreparedInputs {
    /// `[rows, numbers + marks + categories]`.
    let rows: [Float]
    let width: Int
    let numbers: Int
    let categories: Int
    /// Standard deviation of the noise on the numbers.
    let noise: Float

    /// With noise on the numbers; and one level in fifty is taken for unseen, so that the place of the unseen is learned.
    func fill(_ input: UnsafeMutablePointer<Float>, row: Int, random: inout RandomSource) {
        rows.withUnsafeBufferPointer { input.update(from: $0.baseAddress! + row * width, count: width) }
        if noise > 0 && numbers > 0 {
            withUnsafeTemporaryAllocation(of: Float.self, capacity: numbers) { noises in
                random.fillNormal(noises.baseAddress!, count: numbers, deviation: noise)
                for column in 0..<numbers { input[column] += noises[column] }
            }
        }
        for category in width - categories..<width where random.next() % 50 == 0 { input[category] = 0 }
    }
}

extension PreparedRows {
    init(_ table: ExampleTable, _ document: TabularDocument, noise: Float) {
        let columns = document.layout.width
        let features = document.features
        let width = features.inputWidth
        let standardization = document.scaler.standardization
        let inputs = [Float](unsafeUninitializedCapacity: table.rowCount * width) { buffer, filled in
            filled = table.rowCount * width
            guard let inputs = buffer.baseAddress, width > 0 else { return }
            document.layout.encodeInBlocks(table) { rows, numbers in
                for (place, row) in rows.enumerated() {
                    features.fill(numbers + place * columns, standardization, into: inputs + row * width)
                }
            }
        }
        self.init(
            table.heads,
            document.heads,
            inputs: PreparedTable(
                rows: inputs,
                width: width,
                numbers: features.numbers.count,
                categories: features.categories.count,
                noise: noise
            )
        )
    }
}

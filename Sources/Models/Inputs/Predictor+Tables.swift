import Domain
import Examples

extension Predictor {
    /// The answers for a table's rows, `[rows, outputs.width]`.
    public func predict(_ table: ExampleTable) -> [Float] {
        let inputs = layout.encode(table)
        let width = outputs.width
        let columns = layout.columns.count
        let block = 256
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, scratchBytes(rows: block)), alignment: 64)
        defer { scratch.deallocate() }
        return [Float](unsafeUninitializedCapacity: table.rowCount * width) { answers, count in
            inputs.withUnsafeBufferPointer { inputs in
                for start in stride(from: 0, to: table.rowCount, by: block) {
                    predict(
                        inputs.baseAddress! + start * columns, rows: min(block, table.rowCount - start),
                        into: answers.baseAddress! + start * width, scratch: scratch)
                }
            }
            count = table.rowCount * width
        }
    }
}

import Domain
import Rows

extension Predictor {
    /// The answers for a table's rows, `[rows, heads.width]`.
    public func predict(_ table: ExampleTable) -> [Float] { predict(table) { _ in } }

    /// The same, with its progress.
    ///
    /// - Parameter onRows: Called with the number of rows answered, after each block of at most 256.
    public func predict(_ table: ExampleTable, _ onRows: (Int) throws -> Void) rethrows -> [Float] {
        let width = heads.width
        let block = 256
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, scratchBytes(rows: block)), alignment: 64)
        defer { scratch.deallocate() }
        return try [Float](unsafeUninitializedCapacity: table.rowCount * width) { answers, count in
            for start in stride(from: 0, to: table.rowCount, by: block) {
                let rows = min(block, table.rowCount - start)
                layout.withRows(of: table, start..<start + rows) {
                    predict($0, rows: rows, into: answers.baseAddress! + start * width, scratch: scratch)
                }
                try onRows(rows)
            }
            count = table.rowCount * width
        }
    }
}

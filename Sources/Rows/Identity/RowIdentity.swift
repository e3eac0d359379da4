import Domain
import Hashing
import Threads

/// What a row is, whatever file, place or label it has: SHA-256 over its features' canonical bytes (`RowForm`) in the schema's order.
public enum RowIdentity {
    /// One digest a row.
    public static func compute(_ table: ExampleTable) -> [Digest] {
        let rowCount = table.rowCount
        let columns = table.columns.map { $0.column.identity }
        let stride = max(1, columns.reduce(0) { $0 + $1.widest })
        // Column by column over a block of rows that stays in the cache.
        let blockRows = max(1, min(256, 256 << 10 / stride))
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: blockRows * stride, alignment: 16)
        defer { bytes.deallocate() }
        var lengths = [Int](repeating: 0, count: blockRows)
        var identities: [Digest] = []
        identities.reserveCapacity(rowCount)
        for start in Swift.stride(from: 0, to: rowCount, by: blockRows) {
            let rows = start..<min(start + blockRows, rowCount)
            WorkPulse.beat()
            for row in 0..<rows.count { lengths[row] = 0 }
            for column in columns { column.append(rows, to: bytes, stride: stride, lengths: &lengths) }
            for row in 0..<rows.count {
                identities.append(SHA256.hash(UnsafeRawBufferPointer(start: bytes + row * stride, count: lengths[row])))
            }
        }
        return identities
    }
}

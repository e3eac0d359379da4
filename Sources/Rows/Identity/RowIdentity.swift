import Domain
import Hashing
import Threads

/// What a row is, whatever file, place or label it has: SHA-256 over its features' canonical bytes (`RowForm`) in the schema's order.
public enum RowIdentity {
    /// One digest a row.
    public static func compute(_ table: ExampleTable) -> [Digest] {
        let rowCount = table.rowCount
        let columns = table.columns.map(ColumnForm.init)
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

    /// A column ready to be written for many rows.
    private enum ColumnForm {
        case numbers([Double])
        case booleans([UInt8])
        /// The levels' bytes, made once.
        case categories([Int32], levels: [[UInt8]])
        case images([UInt8], size: Int)

        package init(_ values: ExampleTable.Values) {
            switch values {
            case .numbers(let numbers): self = .numbers(numbers)
            case .booleans(let booleans): self = .booleans(booleans)
            case .categories(let indices, let levels): self = .categories(indices, levels: levels.map(RowForm.bytes))
            case .images(let pixels, let shape): self = .images(pixels, size: shape.count)
            }
        }

        /// Bytes that one value takes at most.
        package var widest: Int {
            switch self {
            case .numbers: RowForm.numberWidth
            case .booleans: 2
            case .categories(_, let levels): levels.reduce(1) { max($0, $1.count) }
            case .images(_, let size): 1 + size
            }
        }

        package func append(_ rows: Range<Int>, to bytes: UnsafeMutableRawPointer, stride: Int, lengths: inout [Int]) {
            switch self {
            case .numbers(let numbers):
                for (index, row) in rows.enumerated() {
                    lengths[index] += RowForm.write(numbers[row], to: bytes + index * stride + lengths[index])
                }
            case .booleans(let booleans):
                for (index, row) in rows.enumerated() {
                    let target = bytes + index * stride + lengths[index]
                    let value = booleans[row]
                    target.storeBytes(of: value > 1 ? RowForm.missing : RowForm.boolean, as: UInt8.self)
                    if value <= 1 { (target + 1).storeBytes(of: value, as: UInt8.self) }
                    lengths[index] += value > 1 ? 1 : 2
                }
            case .categories(let indices, let levels):
                for (index, row) in rows.enumerated() {
                    let target = bytes + index * stride + lengths[index]
                    if indices[row] < 0 {
                        target.storeBytes(of: RowForm.missing, as: UInt8.self)
                        lengths[index] += 1
                    } else {
                        let level = levels[Int(indices[row])]
                        level.withUnsafeBytes { target.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
                        lengths[index] += level.count
                    }
                }
            case .images(let pixels, let size):
                pixels.withUnsafeBytes { pixels in
                    for (index, row) in rows.enumerated() {
                        let target = bytes + index * stride + lengths[index]
                        target.storeBytes(of: RowForm.image, as: UInt8.self)
                        (target + 1).copyMemory(from: pixels.baseAddress! + row * size, byteCount: size)
                        lengths[index] += 1 + size
                    }
                }
            }
        }
    }
}

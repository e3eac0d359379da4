import Models
import Rows

/// The texts of a request's rows, side by side, kept from one request to the next.
///
/// One thread's, as its workspace.
package final class RowTexts {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// More than this is given back after the request that needed it.
    private static let keptBytes = 1 << 20

    /// Of all texts.
    package var byteCount: Int { bytes.count }

    func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptBytes)
        ends.removeAll(keepingCapacity: ends.capacity * 8 <= Self.keptBytes)
    }

    /// Takes a cell, composed as a file's texts are (`CanonicalText`).
    ///
    /// - Returns: What stands for it among a row's numbers; NaN for an empty one.
    func add(_ cell: Cell) -> Double {
        guard cell.count > 0 else { return .nan }
        if cell.bytes.allSatisfy({ $0 < 0x80 }) {
            bytes.append(contentsOf: cell.bytes)
        } else if let text = CanonicalText.read(cell.bytes) {
            bytes.append(contentsOf: text.utf8)
        } else {
            bytes.append(contentsOf: cell.bytes)
        }
        ends.append(bytes.count)
        return Double(ends.count - 1)
    }

    package func with<R>(_ body: (InputTexts) throws -> R) rethrows -> R {
        try bytes.withUnsafeBufferPointer { bytes in
            try ends.withUnsafeBufferPointer { ends in
                try body(InputTexts(bytes: bytes.baseAddress, ends: ends.baseAddress, count: ends.count))
            }
        }
    }
}

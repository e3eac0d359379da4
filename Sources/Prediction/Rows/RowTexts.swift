import Models
import Rows

/// The texts of a request's rows, side by side, kept from one request to the next.
///
/// One thread's, as its workspace.
package final class RowTexts {
    private var texts = TextCollector()

    /// Of all texts.
    package var byteCount: Int { texts.byteCount }

    func removeAll() { texts.removeAll() }

    /// Takes a cell, composed as a file's texts are (`CanonicalText`).
    ///
    /// - Returns: What stands for it among a row's numbers; NaN for an empty one.
    func add(_ cell: Cell) -> Double {
        guard cell.count > 0 else { return .nan }
        if !cell.bytes.allSatisfy({ $0 < 0x80 }), let text = CanonicalText.read(cell.bytes) {
            texts.add(text.utf8)
        } else {
            texts.add(cell.bytes)
        }
        return Double(texts.count - 1)
    }

    package func with<R>(_ body: (InputTexts) throws -> R) rethrows -> R { try texts.withTexts(body) }
}

import Rows

/// What a source says of the record that it stands on. Its cells and bytes are valid until the next one is asked for.
struct Record {
    /// The line on which it begins, or which row of a document it is, from 1.
    var line = 0
    /// Why its cells cannot be read; nil if they can.
    var fault: String?
    /// One a column.
    var cells: UnsafeMutableBufferPointer<Cell>
    /// The record as it stands in the file.
    var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

    /// The record as people may read it: at most 200 bytes, one line.
    var excerpt: String {
        let text = String(decoding: bytes.prefix(200), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return bytes.count > 200 ? line + "…" : line
    }
}

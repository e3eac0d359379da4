/// One value of a record, as it stands in the file (quotes and escapes resolved).
struct Cell {
    var start: UnsafePointer<UInt8>
    var count: Int
    /// A text by the file's own grammar (a JSON string), which never is a number or a boolean.
    var isText = false

    /// A value that is not there.
    static var absent: Cell { Cell(start: UnsafePointer(bitPattern: 1)!, count: 0) }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    /// Without the blanks and tabs around it.
    @inline(__always)
    var trimmed: Cell {
        var cell = self
        while cell.count > 0, Self.isBlank(cell.start.pointee) {
            cell.start += 1
            cell.count -= 1
        }
        while cell.count > 0, Self.isBlank(cell.start[cell.count - 1]) { cell.count -= 1 }
        return cell
    }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}

/// What a source says of the record that it stands on. Its cells and bytes are valid until the next one is asked for.
struct Record {
    /// The line on which it begins, from 1.
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

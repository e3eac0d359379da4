/// One value of a record, as it stands in the file (quotes and escapes resolved).
package struct Cell {
    package var start: UnsafePointer<UInt8>
    package var count: Int
    /// A text by the file's own grammar (a JSON string), which never is a number or a boolean.
    package var isText = false

    @inlinable
    package init(start: UnsafePointer<UInt8>, count: Int, isText: Bool = false) {
        self.start = start
        self.count = count
        self.isText = isText
    }

    /// A value that is not there.
    package static var absent: Cell { Cell(start: UnsafePointer(bitPattern: 1)!, count: 0) }

    package var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    /// Without the blanks and tabs around it.
    @inline(__always)
    package var trimmed: Cell {
        var cell = self
        while cell.count > 0, Self.isBlank(cell.start.pointee) {
            cell.start += 1
            cell.count -= 1
        }
        while cell.count > 0, Self.isBlank(cell.start[cell.count - 1]) { cell.count -= 1 }
        return cell
    }

    @inline(__always)
    package static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}

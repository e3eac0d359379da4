/// One value of a record or a request, as it stands there (quotes and escapes resolved).
package struct Cell {
    package var start: UnsafePointer<UInt8>
    package var count: Int

    @inline(__always)
    package init(start: UnsafePointer<UInt8>, count: Int) {
        self.start = start
        self.count = count
    }

    /// A value that is not there.
    package static var absent: Cell { Cell(start: UnsafePointer(bitPattern: 1)!, count: 0) }

    package var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    /// Without the blanks around it: tabs, and no-break and other wide blanks, too.
    @inline(__always)
    package var trimmed: Cell {
        var cell = self
        while cell.count > 0, Self.isBlank(cell.start.pointee) {
            cell.start += 1
            cell.count -= 1
        }
        while cell.count > 0, Self.isBlank(cell.start[cell.count - 1]) { cell.count -= 1 }
        guard cell.count > 0, cell.start[0] >= 0x80 || cell.start[cell.count - 1] >= 0x80 else { return cell }
        return cell.trimmedWide
    }

    @inline(__always)
    package static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// U+00A0; U+2000 to U+200B; U+202F; U+3000; U+FEFF.
    private static let wideBlanks: [[UInt8]] =
        [[0xC2, 0xA0], [0xE2, 0x80, 0xAF], [0xE3, 0x80, 0x80], [0xEF, 0xBB, 0xBF]] + (0x80...0x8B).map { [0xE2, 0x80, $0] }

    private var trimmedWide: Cell {
        var cell = self
        while let blank = Self.wideBlanks.first(where: { cell.bytes.starts(with: $0) }) {
            cell.start += blank.count
            cell.count -= blank.count
        }
        while let blank = Self.wideBlanks.first(where: { cell.count >= $0.count && cell.bytes.suffix($0.count).elementsEqual($0) }) {
            cell.count -= blank.count
        }
        // An ASCII blank may stand within.
        return cell.count == count ? cell : cell.trimmed
    }
}

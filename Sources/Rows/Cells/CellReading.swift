/// What a trimmed cell says, before its column is asked.
package enum CellReading {
    case number(Double)
    case infinite
    case boolean(Bool)
    /// Nothing is there.
    case empty
    /// NA, N/A, null, ? or NaN: missing where numbers or booleans are expected.
    case marker
    case text

    @inline(__always)
    package init(_ cell: Cell) {
        guard cell.count > 0 else {
            self = .empty
            return
        }
        if cell.isText {
            self = Self.isMarker(cell.bytes) ? .marker : .text
            return
        }
        switch NumberScanner.scan(cell.start, cell.count) {
        case .number(let number): self = .number(number)
        case .infinite: self = .infinite
        case .nan: self = .marker
        case .noNumber: self = Self.word(cell.bytes)
        }
    }

    private static func word(_ bytes: UnsafeBufferPointer<UInt8>) -> Self {
        if bytes.equalsFoldingCase("true") { return .boolean(true) }
        if bytes.equalsFoldingCase("false") { return .boolean(false) }
        return isMarker(bytes) ? .marker : .text
    }

    private static func isMarker(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch bytes.count {
        case 1: bytes[0] == UInt8(ascii: "?")
        case 2: bytes.equalsFoldingCase("na")
        case 3: bytes.equalsFoldingCase("n/a") || bytes.equalsFoldingCase("nan")
        case 4: bytes.equalsFoldingCase("null")
        default: false
        }
    }
}

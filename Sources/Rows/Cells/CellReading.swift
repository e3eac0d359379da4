/// What a trimmed cell says, before its column is asked. The one place where the bytes of a cell become a value: a file's, a request's, a line's
/// of `learnctl predict`.
package enum CellReading {
    case number(Double)
    /// A number as people write it; see `StyledNumber`.
    case styled(Double)
    /// A number too large for a `Double`, or written as infinity.
    case infinite
    case boolean(Bool)
    /// Nothing is there.
    case empty
    /// A word for "missing": see `MissingWords`.
    case missing
    case text

    @inline(__always)
    package init(_ cell: Cell, decimalComma: Bool = false) {
        guard cell.count > 0 else {
            self = .empty
            return
        }
        switch NumberScanner.scan(cell.start, cell.count) {
        case .number(let number):
            // Among decimal commas, a point divides thousands where it can.
            if decimalComma, let thousands = StyledNumber.thousands(cell.bytes) {
                self = .styled(thousands)
            } else {
                self = .number(number)
            }
        case .infinite: self = .infinite
        case .nan: self = .missing
        case .noNumber: self = Self.word(cell.bytes, decimalComma)
        }
    }

    private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ decimalComma: Bool) -> Self {
        if bytes.equalsFoldingCase("true") { return .boolean(true) }
        if bytes.equalsFoldingCase("false") { return .boolean(false) }
        if MissingWords.contains(bytes) { return .missing }
        // Without a digit it is not a number, however it is written.
        guard bytes.contains(where: { $0 &- UInt8(ascii: "0") < 10 }) else { return .text }
        return StyledNumber.read(bytes, decimalComma: decimalComma).map { .styled($0) } ?? .text
    }
}

/// What a cell is in a column of a known kind.
package enum CellValue {
    /// A number, or 0 and 1 in a boolean column. Never −0, infinite or NaN.
    case value(Double)
    case missing
    /// A value that the column cannot hold: missing too, but told of.
    case stray
}

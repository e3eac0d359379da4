/// What stands behind a backslash in a JSON text (RFC 8259, section 7).
package enum JSONEscape {
    package enum Fault: Error {
        case cutShort
        /// A surrogate without its other half.
        case halfPair
        case noEscape(UInt8)
        case noHexadecimalDigit(UInt8)
    }

    /// Reads an escape from behind its backslash on; `position` moves behind it, or to the fault.
    package static func read(_ bytes: UnsafePointer<UInt8>, _ position: inout Int, _ end: Int) throws(Fault) -> Unicode.Scalar {
        guard position < end else { throw .cutShort }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scalar(bytes, &position, end)
        default: throw .noEscape(byte)
        }
    }

    /// Four hexadecimal digits, or twice four for a pair of surrogates.
    private static func scalar(_ bytes: UnsafePointer<UInt8>, _ position: inout Int, _ end: Int) throws(Fault) -> Unicode.Scalar {
        let unit = try unit(bytes, &position, end)
        var value = UInt32(unit)
        if UTF16.isLeadSurrogate(unit) {
            guard position + 1 < end, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u") else {
                throw .halfPair
            }
            position += 2
            let trail = try self.unit(bytes, &position, end)
            guard UTF16.isTrailSurrogate(trail) else { throw .halfPair }
            value = 0x10000 + (UInt32(unit) - 0xd800) << 10 + (UInt32(trail) - 0xdc00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw .halfPair }
        return scalar
    }

    private static func unit(_ bytes: UnsafePointer<UInt8>, _ position: inout Int, _ end: Int) throws(Fault) -> UInt16 {
        guard position + 4 <= end else { throw .cutShort }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let byte = bytes[position]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw .noHexadecimalDigit(byte)
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}

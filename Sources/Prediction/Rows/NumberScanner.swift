import Glibc

/// JSON's numbers to the nearest `Double`: exact in integers where that is proved, `strtod` for the rest.
enum NumberScanner {
    /// Powers of ten that a `Double` holds exactly.
    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// Reads a number from `position` on; nil, with `position` at the fault, where JSON has none. Infinite where it overflows.
    @inline(__always)
    static func scan(_ bytes: UnsafePointer<UInt8>, _ position: inout Int, _ end: Int) -> Double? {
        let start = position
        var place = position
        defer { position = place }
        var negative = false
        if place < end, bytes[place] == UInt8(ascii: "-") {
            negative = true
            place += 1
        }
        var mantissa: UInt64 = 0
        var digits = 0
        var exponent = 0
        guard place < end, isDigit(bytes[place]) else { return nil }
        if bytes[place] == UInt8(ascii: "0") {
            place += 1
        } else {
            while place < end, isDigit(bytes[place]) {
                mantissa = mantissa &* 10 &+ UInt64(bytes[place] &- UInt8(ascii: "0"))
                digits += 1
                place += 1
            }
        }
        if place < end, bytes[place] == UInt8(ascii: ".") {
            place += 1
            let first = place
            while place < end, isDigit(bytes[place]) {
                mantissa = mantissa &* 10 &+ UInt64(bytes[place] &- UInt8(ascii: "0"))
                if mantissa != 0 { digits += 1 }
                place += 1
            }
            guard place > first else { return nil }
            exponent = first - place
        }
        if place < end, bytes[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            var down = false
            if place < end, bytes[place] == UInt8(ascii: "-") || bytes[place] == UInt8(ascii: "+") {
                down = bytes[place] == UInt8(ascii: "-")
                place += 1
            }
            let first = place
            var written = 0
            while place < end, isDigit(bytes[place]) {
                if written < 100_000 { written = written * 10 + Int(bytes[place] &- UInt8(ascii: "0")) }
                place += 1
            }
            guard place > first else { return nil }
            exponent += down ? -written : written
        }
        // Clinger: mantissa and power are both exact, so one correctly rounded operation gives the nearest.
        if digits <= 19, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            let magnitude = exponent < 0 ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
            return negative ? -magnitude : magnitude
        }
        return nearest(bytes + start, place - start)
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }

    /// `strtod` in the C locale, which the process never leaves.
    @inline(never)
    private static func nearest(_ text: UnsafePointer<UInt8>, _ count: Int) -> Double {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { copy in
            for place in 0..<count { copy[place] = CChar(bitPattern: text[place]) }
            copy[count] = 0
            return strtod(copy.baseAddress!, nil)
        }
    }
}

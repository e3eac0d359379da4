/// mantissa · 10^power as the nearest `Double` (ties to even), where integer arithmetic of 128 bits gives it exactly.
package enum ExactDecimal {
    private static let largestPower = 27

    /// 10^0 … 10^22: the powers of ten that a `Double` holds exactly.
    static let tens: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
    /// 10^0 … 10^8.
    static let wholeTens: [UInt64] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000]
    /// 5^0 … 5^27: those that fit into 63 bits.
    private static let fives: [UInt64] = (0...largestPower).map { power in (0..<power).reduce(1) { value, _ in value * 5 } }

    /// Nil where the power is out of reach (beyond ±27).
    @inline(__always)
    package static func double(_ mantissa: UInt64, power: Int) -> Double? {
        // Clinger's fast path: two exact numbers and one rounding.
        if mantissa <= 1 << 53, power >= -22, power <= 22 {
            let exact = Double(Int64(bitPattern: mantissa))
            return power < 0 ? exact / tens[-power] : exact * tens[power]
        }
        guard mantissa != 0 else { return 0 }
        if power < 0 { return power >= -largestPower ? divided(mantissa, -power) : nil }
        return power <= largestPower ? multiplied(mantissa, power) : nil
    }

    /// mantissa / 10^power. The quotient by 5^power to 63 bits or 64, its last bit standing for all that follows; the 2^power is exact.
    private static func divided(_ mantissa: UInt64, _ power: Int) -> Double {
        let five = fives[power]
        let dividendShift = mantissa.leadingZeroBitCount
        let divisorShift = five.leadingZeroBitCount
        let dividend = mantissa << dividendShift
        // The halved dividend is under the divisor, so the quotient fits.
        let (quotient, remainder) = (five << divisorShift).dividingFullWidth((dividend >> 1, dividend << 63))
        return scaled(quotient | (remainder == 0 ? 0 : 1), byPowerOfTwo: divisorShift - dividendShift - 63 - power)
    }

    /// mantissa · 10^power. The upper 64 bits of the product by 5^power, the last standing for all that follow.
    private static func multiplied(_ mantissa: UInt64, _ power: Int) -> Double {
        let (high, low) = mantissa.multipliedFullWidth(by: fives[power])
        guard high != 0 else { return scaled(low, byPowerOfTwo: power) }
        let shift = high.leadingZeroBitCount
        let top = shift == 0 ? high : high << shift | low >> (64 - shift)
        return scaled(top | (low << shift == 0 ? 0 : 1), byPowerOfTwo: 64 - shift + power)
    }

    /// The one rounding is the conversion's: the power of two only moves the exponent, far from either end of its range.
    private static func scaled(_ whole: UInt64, byPowerOfTwo power: Int) -> Double {
        Double(whole) * Double(bitPattern: UInt64(1023 + power) << 52)
    }
}

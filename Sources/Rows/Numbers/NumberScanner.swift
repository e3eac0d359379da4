import Glibc

/// Reads decimal numbers from bytes, bit for bit as `strtod` does in the C locale, without its cost where that can be had exactly.
///
/// ```
/// number = [+-] ( digits [. [digits]] | . digits ) [ (e|E) [+-] digits ]
/// ```
/// and `inf`, `infinity`, `nan` in any case. No hexadecimal, no thousands separators, no blanks.
package enum NumberScanner {
    /// What some bytes are.
    package enum Finding: Equatable {
        /// Finite; may be −0.
        case number(Double)
        case nan
        /// Written so, or too large for a `Double`.
        case infinite
        case noNumber
    }

    /// A short number without exponent, which nearly all are, is read a register at a time and without a loop: how many digits a number has is
    /// what no machine guesses. All else goes the long way.
    @inline(__always)
    package static func scan(_ start: UnsafePointer<UInt8>, _ count: Int) -> Finding {
        if count > 0, let number = short(start, count) { return .number(number) }
        return long(start, count)
    }

    /// `[+-]` one to seven digits, and perhaps a point and one to eight; nil for all else.
    @inline(__always)
    private static func short(_ start: UnsafePointer<UInt8>, _ count: Int) -> Double? {
        let end = start + count
        let isNegative: UInt64 = start.pointee == UInt8(ascii: "-") ? 1 : 0
        let isSigned = isNegative | (start.pointee == UInt8(ascii: "+") ? 1 : 0)
        var index = start + Int(isSigned)
        let wholeWord = EightBytes.load(index, before: end, from: start)
        let wholeCount = EightBytes.leadingDigits(wholeWord)
        guard wholeCount > 0, wholeCount < 8 else { return nil }
        let whole = EightBytes.number(wholeWord, digits: wholeCount)
        index += wholeCount
        if index == end { return Double(bitPattern: Double(Int64(bitPattern: whole)).bitPattern | isNegative << 63) }
        guard index.pointee == UInt8(ascii: ".") else { return nil }
        index += 1
        let word = EightBytes.load(index, before: end, from: start)
        let count = EightBytes.leadingDigits(word)
        guard count > 0, index + count == end else { return nil }
        // Under 10^15, so that both are exact and one rounding gives the nearest.
        let mantissa = whole &* ExactDecimal.wholeTens[count] &+ EightBytes.number(word, digits: count)
        return Double(bitPattern: (Double(Int64(bitPattern: mantissa)) / ExactDecimal.tens[count]).bitPattern | isNegative << 63)
    }

    private static func long(_ start: UnsafePointer<UInt8>, _ count: Int) -> Finding {
        guard count > 0 else { return .noNumber }
        let end = start + count
        let isNegative: UInt64 = start.pointee == UInt8(ascii: "-") ? 1 : 0
        let isSigned = isNegative | (start.pointee == UInt8(ascii: "+") ? 1 : 0)
        var index = start + Int(isSigned)
        var mantissa: UInt64 = 0
        let whole = index
        digits(&index, end, &mantissa)
        var digitCount = index - whole
        var exponent = 0
        if index < end, index.pointee == UInt8(ascii: ".") {
            index += 1
            let fraction = index
            digits(&index, end, &mantissa)
            exponent = fraction - index
            digitCount -= exponent
        }
        guard digitCount > 0 else { return word(start, count) }
        if index < end {
            guard let written = power(&index, end), index == end else { return .noNumber }
            exponent += written
        }
        // 19 digits always fit into 64 bits; with more, the mantissa may have run over.
        if digitCount <= 19, let magnitude = ExactDecimal.double(mantissa, power: exponent) {
            return .number(Double(bitPattern: magnitude.bitPattern | isNegative << 63))
        }
        return slow(start, count)
    }

    /// Reads a number as JSON has it (RFC 8259, section 6) from `position` on, which moves behind it: no sign before a positive one, no needless
    /// zero in front, digits on both sides of the point. Infinite where it overflows; nil, with `position` at the fault, where none stands there.
    package static func json(_ bytes: UnsafePointer<UInt8>, _ position: inout Int, _ count: Int) -> Double? {
        let start = bytes + position
        let end = bytes + count
        var index = start
        defer { position = index - bytes }
        let negative = index < end && index.pointee == UInt8(ascii: "-")
        if negative { index += 1 }
        var mantissa: UInt64 = 0
        let whole = index
        if index < end, index.pointee == UInt8(ascii: "0") { index += 1 } else { digits(&index, end, &mantissa) }
        var digitCount = index - whole
        guard digitCount > 0 else { return nil }
        var exponent = 0
        if index < end, index.pointee == UInt8(ascii: ".") {
            index += 1
            let fraction = index
            digits(&index, end, &mantissa)
            guard index > fraction else { return nil }
            exponent = fraction - index
            digitCount -= exponent
        }
        if index < end, index.pointee | 0x20 == UInt8(ascii: "e") {
            guard let written = power(&index, end) else { return nil }
            exponent += written
        }
        if digitCount <= 19, let magnitude = ExactDecimal.double(mantissa, power: exponent) { return negative ? -magnitude : magnitude }
        if case .number(let number) = slow(start, index - start) { return number }
        return negative ? -.infinity : .infinity
    }

    /// Takes digits into the mantissa, which may run over.
    @inline(__always)
    private static func digits(_ index: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ mantissa: inout UInt64) {
        while end - index >= 8, case let word = EightBytes.load(index), EightBytes.areDigits(word) {
            mantissa = mantissa &* 100_000_000 &+ EightBytes.number(word)
            index += 8
        }
        // Most numbers have fewer: four in one step instead of four in a chain.
        if end - index >= 4, case let half = EightBytes.loadHalf(index), EightBytes.areDigits(half) {
            mantissa = mantissa &* 10_000 &+ UInt64(EightBytes.number(half))
            index += 4
        }
        while index < end, case let digit = index.pointee &- UInt8(ascii: "0"), digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            index += 1
        }
    }

    /// The power of ten after the digits; nil if there is none. Bounded, so that nothing runs over.
    private static func power(_ index: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int? {
        guard index.pointee | 0x20 == UInt8(ascii: "e") else { return nil }
        index += 1
        guard index < end else { return nil }
        let negative = index.pointee == UInt8(ascii: "-")
        if negative || index.pointee == UInt8(ascii: "+") { index += 1 }
        let first = index
        var power = 0
        while index < end, case let digit = index.pointee &- UInt8(ascii: "0"), digit < 10 {
            power = min(power * 10 + Int(digit), 1_000_000)
            index += 1
        }
        guard index > first else { return nil }
        return negative ? -power : power
    }

    /// `strtod` on a copy that ends in a zero. The daemon and its children never leave the C locale.
    private static func slow(_ start: UnsafePointer<UInt8>, _ count: Int) -> Finding {
        let value = withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { copy in
            for index in 0..<count { copy[index] = CChar(bitPattern: start[index]) }
            copy[count] = 0
            return strtod(copy.baseAddress!, nil)
        }
        return value.isFinite ? .number(value) : .infinite
    }

    private static func word(_ start: UnsafePointer<UInt8>, _ count: Int) -> Finding {
        var index = start
        var count = count
        if count > 0, index.pointee == UInt8(ascii: "-") || index.pointee == UInt8(ascii: "+") {
            index += 1
            count -= 1
        }
        let text = UnsafeBufferPointer(start: index, count: count)
        if text.equalsFoldingCase("nan") { return .nan }
        if text.equalsFoldingCase("inf") || text.equalsFoldingCase("infinity") { return .infinite }
        return .noNumber
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// - Parameter word: Lower-case ASCII letters and marks.
    package func equalsFoldingCase(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = self[index]
            let lower = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
            guard lower == word.utf8Start[index] else { return false }
        }
        return true
    }
}

/// A moment as calendars write it.
///
/// ```
/// moment = day [separator time [zone]]
/// day    = 2024-01-31, 2024/01/31, 2024.01.31, 31.01.2024, 20240131, or 2024-01 for the first of it
/// time   = 14:30, 14:30:05, 14:30:05.123 (or a comma), after 20240131 also 1430 and 143005
/// zone   = Z, UTC, GMT, +02:00, +0200, +02; none: UTC
/// ```
/// The separator is `T` or blanks; 24:00 is the next midnight; a leap second is the next one. What has a two-figure year, or a day and a month that
/// could be either (`01/02/2024`), is none.
package enum CalendarText {
    /// Years 1 to 9999, in seconds since 1970-01-01T00:00:00Z.
    package static let moments = -62_135_596_800.0...253_402_300_799.999

    private static let longest = 40

    /// Seconds since 1970-01-01T00:00:00Z.
    package static func moment(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard bytes.count >= 7, bytes.count <= longest else { return nil }
        var rest = Rest(bytes[...])
        guard let (day, isCompact) = rest.day() else { return nil }
        var moment = Double(day.number) * CalendarDay.seconds
        if rest.isEmpty { return moment }
        guard rest.separator(), let time = rest.time(isCompact: isCompact), let zone = rest.zone(), rest.isEmpty else { return nil }
        moment += time - zone
        return moments.contains(moment) ? moment : nil
    }

    /// The day that eight digits say.
    package static func day(written digits: Int) -> CalendarDay? {
        CalendarDay(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
    }

    private struct Rest {
        private var bytes: Slice<UnsafeBufferPointer<UInt8>>

        init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) { self.bytes = bytes }

        var isEmpty: Bool { bytes.isEmpty }

        /// A number of at most nine digits, and how many it has.
        private mutating func number() -> (value: Int, digits: Int)? {
            var (value, digits) = (0, 0)
            while let byte = bytes.first, byte &- UInt8(ascii: "0") < 10, digits < 9 {
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
                digits += 1
                bytes.removeFirst()
            }
            return digits > 0 ? (value, digits) : nil
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard bytes.first == byte else { return false }
            bytes.removeFirst()
            return true
        }

        private mutating func takeLetter(_ letter: UInt8) -> Bool {
            guard let first = bytes.first, first | 0x20 == letter | 0x20 else { return false }
            bytes.removeFirst()
            return true
        }

        private mutating func word(_ word: StaticString) -> Bool {
            let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
            guard bytes.count >= letters.count, zip(bytes, letters).allSatisfy({ $0 | 0x20 == $1 }) else { return false }
            bytes.removeFirst(letters.count)
            return true
        }

        private mutating func blanks() -> Bool {
            let before = bytes.count
            while let byte = bytes.first, Cell.isBlank(byte) { bytes.removeFirst() }
            return bytes.count < before
        }

        mutating func day() -> (CalendarDay, isCompact: Bool)? {
            guard let first = number() else { return nil }
            if first.digits == 8 { return CalendarText.day(written: first.value).map { ($0, true) } }
            guard let mark = bytes.first, [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")].contains(mark) else { return nil }
            bytes.removeFirst()
            guard let second = number(), second.digits <= 2 else { return nil }
            guard take(mark) else {
                // `2024-01`, whose other forms are ranges or fractions.
                guard first.digits == 4, second.digits == 2, mark == UInt8(ascii: "-"), bytes.isEmpty, (1800...2199).contains(first.value)
                else {
                    return nil
                }
                return CalendarDay(year: first.value, month: second.value, day: 1).map { ($0, false) }
            }
            guard let third = number() else { return nil }
            if first.digits == 4, third.digits <= 2 {
                return CalendarDay(year: first.value, month: second.value, day: third.value).map { ($0, false) }
            }
            guard mark == UInt8(ascii: "."), first.digits <= 2, third.digits == 4 else { return nil }
            return CalendarDay(year: third.value, month: second.value, day: first.value).map { ($0, false) }
        }

        mutating func separator() -> Bool { takeLetter(UInt8(ascii: "t")) || blanks() }

        /// Seconds since midnight.
        mutating func time(isCompact: Bool) -> Double? {
            guard let hour = number() else { return nil }
            var (hours, minutes, seconds) = (hour.value, 0, 0)
            if hour.digits <= 2, take(UInt8(ascii: ":")) {
                guard let minute = number(), minute.digits == 2 else { return nil }
                minutes = minute.value
                if take(UInt8(ascii: ":")) {
                    guard let second = number(), second.digits == 2 else { return nil }
                    seconds = second.value
                }
            } else if isCompact, hour.digits == 4 {
                (hours, minutes) = (hour.value / 100, hour.value % 100)
            } else if isCompact, hour.digits == 6 {
                (hours, minutes, seconds) = (hour.value / 10_000, hour.value / 100 % 100, hour.value % 100)
            } else {
                return nil
            }
            var fraction = 0.0
            if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
                guard let part = number() else { return nil }
                var scale = 1.0
                for _ in 0..<part.digits { scale *= 10 }
                fraction = Double(part.value) / scale
                // Beyond a billionth nothing is told apart.
                while let byte = bytes.first, byte &- UInt8(ascii: "0") < 10 { bytes.removeFirst() }
            }
            let isMidnight = hours == 24 && minutes == 0 && seconds == 0 && fraction == 0
            guard hours < 24 || isMidnight, minutes < 60, seconds <= 60 else { return nil }
            return Double(hours * 3600 + minutes * 60 + seconds) + fraction
        }

        /// Seconds east of Greenwich.
        mutating func zone() -> Double? {
            _ = blanks()
            if bytes.isEmpty || takeLetter(UInt8(ascii: "z")) || word("utc") || word("gmt") { return 0 }
            let isWest = bytes.first == UInt8(ascii: "-")
            guard isWest || bytes.first == UInt8(ascii: "+") else { return nil }
            bytes.removeFirst()
            guard let first = number() else { return nil }
            var (hours, minutes) = (first.value, 0)
            if first.digits == 4 {
                (hours, minutes) = (first.value / 100, first.value % 100)
            } else if first.digits <= 2 {
                if take(UInt8(ascii: ":")) {
                    guard let second = number(), second.digits == 2 else { return nil }
                    minutes = second.value
                }
            } else {
                return nil
            }
            guard hours <= 15, minutes < 60 else { return nil }
            let offset = Double(hours * 3600 + minutes * 60)
            return isWest ? -offset : offset
        }
    }
}

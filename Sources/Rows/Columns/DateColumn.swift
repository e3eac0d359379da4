import Domain
import Glibc

extension ColumnKind {
    /// Dates and times.
    public static let date = ColumnKind(rawValue: "date")
    /// Seconds since 1970.
    public static let unixSeconds = ColumnKind(rawValue: "unix_seconds")
    /// Milliseconds since 1970.
    public static let unixMilliseconds = ColumnKind(rawValue: "unix_milliseconds")
}

extension ColumnRule {
    /// A column of dates and times.
    public static let date = ColumnRule(ColumnKind.date)
    /// A column of seconds since 1970.
    public static let unixSeconds = ColumnRule(ColumnKind.unixSeconds)
    /// A column of milliseconds since 1970.
    public static let unixMilliseconds = ColumnRule(ColumnKind.unixMilliseconds)
}

/// Dates and times as calendars write them (`CalendarText`).
package enum DateColumn: MomentForm {
    package static let kind = ColumnKind.date
    package static let fault = (one: "not a date", several: "not dates")
    package static let plural = "dates"

    package static func moment(_ cell: Cell, decimalComma: Bool) -> Double? { CalendarText.moment(cell.bytes) }

    package static func claims(_ texts: CollectedTexts) -> Bool { texts.areMost { CalendarText.moment($0.bytes) != nil } }

    /// `20240131` is a number to whoever was not told.
    package static func remark(_ column: String, _ numbers: [Double]) -> String? {
        guard numbers.count >= MomentRemark.leastValues,
            numbers.allSatisfy({ $0.rounded() == $0 && (19_000_101...21_991_231).contains($0) && CalendarText.day(written: Int($0)) != nil }
            )
        else { return nil }
        return MomentRemark.words(column, "dates such as 20240131", kind)
    }
}

/// Times as programs count them: seconds since 1970-01-01T00:00:00Z.
package enum UnixSecondsColumn: MomentForm {
    package static let kind = ColumnKind.unixSeconds
    package static let fault = (one: "not a Unix time in seconds", several: "not Unix times in seconds")
    package static let plural = "Unix times in seconds"

    package static func moment(_ cell: Cell, decimalComma: Bool) -> Double? { MomentRemark.counted(cell, decimalComma, each: 1) }

    package static func remark(_ column: String, _ numbers: [Double]) -> String? {
        MomentRemark.areRecent(numbers, each: 1) ? MomentRemark.words(column, "Unix times in seconds", kind) : nil
    }
}

/// Times as programs count them: milliseconds since 1970-01-01T00:00:00Z.
package enum UnixMillisecondsColumn: MomentForm {
    package static let kind = ColumnKind.unixMilliseconds
    package static let fault = (one: "not a Unix time in milliseconds", several: "not Unix times in milliseconds")
    package static let plural = "Unix times in milliseconds"

    package static func moment(_ cell: Cell, decimalComma: Bool) -> Double? { MomentRemark.counted(cell, decimalComma, each: 0.001) }

    package static func remark(_ column: String, _ numbers: [Double]) -> String? {
        MomentRemark.areRecent(numbers, each: 0.001) ? MomentRemark.words(column, "Unix times in milliseconds", kind) : nil
    }
}

/// A kind whose values are moments: seconds since 1970-01-01T00:00:00Z, kept as numbers are.
///
/// What has no zone is taken for UTC. A network is given the moment itself, and where it lies in the day, the week and the year: two numbers each, the
/// sine and the cosine, so that midnight follows 23:59 and January December.
package protocol MomentForm: ColumnForm where Values == NumberValues {
    /// Nil where the cell, in which something stands, says no moment.
    static func moment(_ cell: Cell, decimalComma: Bool) -> Double?
}

extension MomentForm {
    package static var collected: CollectedCells { .numbers }
    package static var element: ColumnElement { .text }

    package static func read(_ cell: Cell, decimalComma: Bool) -> CellValue {
        if cell.count == 0 || MissingWords.contains(cell.bytes) { return .missing }
        guard let moment = moment(cell, decimalComma: decimalComma), CalendarText.moments.contains(moment) else { return .stray }
        return .value(moment + 0)
    }

    /// The moment, then the sine and the cosine of hour, weekday and month.
    package static var parts: Int { 7 }

    package static func part(_ part: Int, of value: Double) -> Double {
        guard part > 0, !value.isNaN else { return value }
        let day = (value / CalendarDay.seconds).rounded(.down)
        let share: Double =
            switch (part - 1) / 2 {
            case 0: (value - day * CalendarDay.seconds) / CalendarDay.seconds
            case 1: Double(CalendarDay(Int(day)).weekday) / 7
            default: CalendarDay(Int(day)).shareOfYear
            }
        return part % 2 == 1 ? sin(2 * .pi * share) : cos(2 * .pi * share)
    }

    /// `2024-01-31`, or `2024-01-31T14:30:05Z`.
    package static func text(_ value: Double) -> String {
        guard CalendarText.moments.contains(value) else { return NumberText.whole(value) }
        let day = (value / CalendarDay.seconds).rounded(.down)
        let second = Int(value - day * CalendarDay.seconds)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = CalendarDay(Int(day)).text
        return second == 0 ? date : "\(date)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
    }
}

/// What is common to the kinds of moments.
private enum MomentRemark {
    static let leastValues = 20

    static func counted(_ cell: Cell, _ decimalComma: Bool, each seconds: Double) -> Double? {
        guard case .value(let number) = CellValue(numeric: cell, decimalComma: decimalComma) else { return nil }
        return number * seconds
    }

    /// Whether numbers may well be moments of this century, all within 20 years: telephone numbers lie farther apart.
    static func areRecent(_ numbers: [Double], each seconds: Double) -> Bool {
        guard numbers.count >= leastValues, let least = numbers.min(), let most = numbers.max() else { return false }
        return least * seconds >= 1e9 && most * seconds < 2.2e9 && (most - least) * seconds <= 20 * 366 * CalendarDay.seconds
    }

    static func words(_ column: String, _ what: String, _ kind: ColumnKind) -> String {
        "column '\(column)' is learned as numbers and may hold \(what): set models.MODEL.columns: {\(column): \(kind.rawValue)} "
            + "to have hours, weekdays and months learned"
    }
}

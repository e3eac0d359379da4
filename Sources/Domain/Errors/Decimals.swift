/// A number with so many decimal places, rounded half away from zero: what people read in reasons and tables.
public enum Decimals {
    /// `0.50` for 0.5 with two places. Numbers from 10¹⁵ on, those with more than 18 digits in all, infinities and NaN come as Swift writes them.
    public static func text(_ number: Double, places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        guard number.isFinite, abs(number) < 1e15, abs(number) * scale < 1e18 else { return "\(number)" }
        let whole = Int64((abs(number) * scale).rounded())
        let digits = String(whole)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = number < 0 && whole != 0 ? "-" : ""
        guard places > 0 else { return sign + padded }
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// The shortest text that reads back as the same number, without a point where the number is whole: `3`, `0.1`, `1e+300`.
    public static func shortest(_ number: Double) -> String {
        abs(number) < 1e15 ? Int64(exactly: number).map { "\($0)" } ?? "\(number)" : "\(number)"
    }
}

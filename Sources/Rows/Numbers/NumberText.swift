/// Numbers in messages: whole ones without a fraction.
public enum NumberText {
    /// `3` for 3.0, `0.5` for 0.5; from 10¹⁵ on as Swift writes a double.
    public static func whole(_ number: Double) -> String {
        number.rounded() == number && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
    }
}

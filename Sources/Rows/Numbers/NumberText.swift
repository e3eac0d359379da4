/// Numbers in messages: whole ones without a fraction.
public enum NumberText {
    public static func whole(_ number: Double) -> String {
        number.rounded() == number && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
    }
}

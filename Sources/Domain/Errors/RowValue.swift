/// Values of rows in texts for people.
///
/// A reason that names a value helps whoever has the file, and tells it to everybody else who may read the reason: who may only predict, and who
/// reads the journal. So a value is set between two marks where the sentence is made, and who passes the sentence on decides: `withValues` is for
/// those who have the file, `withoutValues` for all others. The marks are two of Unicode's noncharacters, which no text is meant to hold.
public enum RowValue {
    static let begin = Unicode.Scalar(0xFDD0 as UInt32)!
    static let end = Unicode.Scalar(0xFDD1 as UInt32)!

    /// What stands where a value was: a noun, as the value was, in brackets of its own, since places follow in round ones.
    static let withheld = "[value hidden]"

    /// Words that tell nothing of anybody.
    private static let empty: Set = ["unknown", "missing", "none", "null", "true", "false", "yes", "no"]

    /// `'value'`, marked; not marked where it tells nothing, as `'-'` and `'unknown'` do.
    public static func quoted(_ value: String) -> String {
        let tells = value.unicodeScalars.contains { $0.value > 0x7F || $0.properties.isAlphabetic || $0.properties.numericType != nil }
        return tells && !empty.contains(value.lowercased()) ? marked("'\(value)'") : "'\(value)'"
    }

    /// A value marked as it is, such as a number.
    public static func marked(_ value: String) -> String {
        // A value that holds a mark itself must not end early.
        let inner = value.unicodeScalars.filter { $0 != begin && $0 != end }
        return "\(begin)" + String(String.UnicodeScalarView(inner)) + "\(end)"
    }
}

extension String {
    /// As it is to be read by those who have the file.
    public var withValues: String {
        guard hasMarks else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.filter { $0 != RowValue.begin && $0 != RowValue.end }))
    }

    /// As it is to be read by all others: `[value hidden]` where a value stood.
    public var withoutValues: String {
        guard hasMarks else { return self }
        var text = String.UnicodeScalarView()
        var isInside = false
        for scalar in unicodeScalars {
            if scalar == RowValue.begin {
                if !isInside { text.append(contentsOf: RowValue.withheld.unicodeScalars) }
                isInside = true
            } else if scalar == RowValue.end {
                isInside = false
            } else if !isInside {
                text.append(scalar)
            }
        }
        return String(text)
    }

    private var hasMarks: Bool { unicodeScalars.contains { $0 == RowValue.begin || $0 == RowValue.end } }
}

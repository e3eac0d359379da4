/// The words for "missing" that programs write: pandas, R, Excel, SQL databases and SAS.
package enum MissingWords {
    /// In numeric and boolean columns.
    static func contains(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch bytes.count {
        case 1: bytes[0] == UInt8(ascii: "?") || bytes[0] == UInt8(ascii: ".")
        case 2: any(bytes, "na", "\\n") || isSAS(bytes)
        case 3: any(bytes, "n/a", "nan", "nat", "#na")
        case 4: any(bytes, "null", "none", "-nan", "+nan", "#n/a", "<na>", "n.a.")
        case 5: any(bytes, "#num!", "#ref!")
        case 6: any(bytes, "(null)", "[null]", "<null>", "#null!", "#name?", "#calc!")
        case 7: any(bytes, "#value!", "#div/0!", "#spill!", "1.#ind")
        default: any(bytes, "#n/a n/a", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan", "#getting_data")
        }
    }

    /// In a column of labels, where `None` and `.` may well be classes.
    package static func containsLabel(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch bytes.count {
        case 1: bytes[0] == UInt8(ascii: "?")
        case 2: any(bytes, "na", "\\n")
        case 3: any(bytes, "n/a", "nan")
        case 4: any(bytes, "null", "#n/a", "<na>", "-nan")
        default: false
        }
    }

    private static func any(_ bytes: UnsafeBufferPointer<UInt8>, _ words: StaticString...) -> Bool {
        words.contains { bytes.equalsFoldingCase($0) }
    }

    /// SAS's special missing values, `.A` to `.Z` and `._`.
    private static func isSAS(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes[0] == UInt8(ascii: ".") else { return false }
        let letter = bytes[1] | 0x20
        return bytes[1] == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
    }
}

/// The words for "missing" that programs write: pandas, R, Excel, SQL databases and SAS.
package enum MissingWords {
    /// In numeric and boolean columns.
    static func contains(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if bytes.count > 2, bytes[0] == UInt8(ascii: "#") { return isSpreadsheetError(bytes) }
        return switch bytes.count {
        case 1: bytes[0] == UInt8(ascii: "?") || bytes[0] == UInt8(ascii: ".")
        case 2: any(bytes, "na", "\\n") || isSAS(bytes)
        case 3: any(bytes, "n/a", "nan", "nat")
        case 4: any(bytes, "null", "none", "-nan", "+nan", "<na>", "n.a.")
        case 6: any(bytes, "(null)", "[null]", "<null>", "1.#ind")
        default: any(bytes, "-1.#ind", "1.#qnan", "-1.#qnan")
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

    /// What spreadsheets write instead of a value, in any language: `#N/A`, `#NV`, `#DIV/0!`, `#WERT!`, `#NAME?`, `#GETTING_DATA`. Not `#joy`.
    private static func isSpreadsheetError(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch bytes.count {
        case 3: if any(bytes, "#na", "#nv") { return true }
        case 4: if any(bytes, "#n/a", "#n/d", "#n/b", "#i/t") { return true }
        case 8: if any(bytes, "#n/a n/a") { return true }
        case 13: if any(bytes, "#getting_data") { return true }
        default: break
        }
        guard bytes.count >= 5, bytes.count <= 20, bytes.last == UInt8(ascii: "!") || bytes.last == UInt8(ascii: "?") else { return false }
        return bytes.dropFirst().dropLast().allSatisfy {
            $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") || "/0_".utf8.contains($0) || $0 >= 0x80
        }
    }

    /// SAS's special missing values, `.A` to `.Z` and `._`.
    private static func isSAS(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes[0] == UInt8(ascii: ".") else { return false }
        let letter = bytes[1] | 0x20
        return bytes[1] == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
    }
}

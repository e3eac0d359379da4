import Domain

extension JSONScanner {
    /// A text, its escapes read.
    mutating func string() throws(Refusal) -> String {
        try take("\"")
        var text: [UInt8] = []
        while true {
            guard index < bytes.count else { throw fault("a text does not end") }
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: text, as: UTF8.self) else { throw fault("a text is not UTF-8") }
                return text
            case UInt8(ascii: "\\"): text += UTF8.encode(try escaped())!
            case 0..<0x20: throw fault("a control character in a text")
            default: text.append(byte)
            }
        }
    }

    private mutating func escaped() throws(Refusal) -> Unicode.Scalar {
        guard index < bytes.count else { throw fault("a text does not end") }
        let sign = bytes[index]
        index += 1
        switch Unicode.Scalar(sign) {
        case "\"", "\\", "/": return Unicode.Scalar(sign)
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            let unit = try unit()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            // The first half of a pair.
            guard unit < 0xDC00, has("\\"), has("u"), case let second = try self.unit(), 0xDC00..<0xE000 ~= second else {
                throw fault("half a surrogate pair in a text")
            }
            return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))!
        default: throw fault("an escape that JSON does not know")
        }
    }

    private mutating func unit() throws(Refusal) -> UInt32 {
        guard index + 4 <= bytes.count, let unit = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16),
            bytes[index] != UInt8(ascii: "+")
        else { throw fault("four hexadecimal digits are missing") }
        index += 4
        return unit
    }
}
